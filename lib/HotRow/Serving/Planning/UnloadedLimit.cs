namespace HotRow.Serving;

/// <summary>The outcomes if every request had a replica to itself: no number of replicas does better, so a search that cannot succeed ends here.</summary>
/// <remarks>Prompt tokens that an earlier request of the trace also had count as found at no cost, as if one cache held everything. The steps of an answer
/// are taken at its middle length.</remarks>
public static class UnloadedLimit
{
    /// <summary>One outcome for each request.</summary>
    /// <param name="candidate">How a replica serves.</param>
    /// <param name="requests">The arrivals, in order.</param>
    /// <param name="prefixTokens">How many tokens one hash of a request's prefix stands for.</param>
    /// <remarks><i>Cost:</i> a few step times a request, the same ones looked up.</remarks>
    public static IReadOnlyList<RequestOutcome> Of(Candidate candidate, IReadOnlyList<ServingRequest> requests, int prefixTokens = 512)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(requests);
        var outcomes = new RequestOutcome[requests.Count];
        var seen = new HashSet<long>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Of(candidate, requests[i], Math.Min(Found(requests[i].PrefixBlocks.Span, seen) * prefixTokens, requests[i].InputTokens - 1));
        }

        return outcomes;
    }

    private static RequestOutcome Of(Candidate candidate, in ServingRequest request, int found)
    {
        if ((long)request.InputTokens + request.OutputTokens > candidate.MostTokens)
        {
            return new(request.Id, request.Arrival, SimTime.Never, SimTime.Never, SimTime.Never, SimTime.Never, request.InputTokens, request.OutputTokens, 0, 0, 0, request.Class, OutcomeStatus.Refused);
        }

        var first = request.Arrival + PromptTime(candidate, request.InputTokens, found);

        // The N - 1 steps see Input + 1 to Input + N - 1 tokens; rounded down, so that no real run is quicker.
        var middle = request.InputTokens + (request.OutputTokens / 2);
        var last = first + new SimTime(checked((request.OutputTokens - 1) * candidate.Latency.StepNs(new([], 1, middle))));
        return new(request.Id, request.Arrival, request.Arrival, first, first, last, request.InputTokens, request.OutputTokens, found, 0, 0, request.Class, OutcomeStatus.Done);
    }

    private static SimTime PromptTime(Candidate candidate, int tokens, int found)
    {
        var most = candidate.Scheduler.SplitsPrompts ? candidate.SchedulerArgs.TokenBudget : int.MaxValue;
        long ns = 0;
        for (var done = found; done < tokens;)
        {
            var chunk = new PrefillChunk(Math.Min(tokens - done, most), done);
            ns += candidate.Latency.StepNs(new(new ReadOnlySpan<PrefillChunk>(in chunk), 0, 0));
            done += chunk.Tokens;
        }

        return new(ns);
    }

    // Leading blocks that came before; all of them are known from now on.
    private static int Found(ReadOnlySpan<long> prefix, HashSet<long> seen)
    {
        var found = 0;
        foreach (var block in prefix)
        {
            found += seen.Contains(block) ? 1 : 0;
        }

        foreach (var block in prefix)
        {
            _ = seen.Add(block);
        }

        return found;
    }
}
