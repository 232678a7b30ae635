namespace HotRow.Serving;

/// <summary>About how many replicas the work of a trace needs: where a search begins. Nothing rests on it.</summary>
public static class WorkGuess
{
    /// <summary>Time of all steps at the batch that the memory holds, over the span of the arrivals; at least 1.</summary>
    public static int Replicas(Candidate candidate, IReadOnlyList<ServingRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(requests);
        var span = requests.Count < 2 ? 0 : (requests[^1].Arrival - requests[0].Arrival).Ns;
        if (span == 0)
        {
            return 1;
        }

        var input = requests.Sum(r => (double)r.InputTokens);
        var output = requests.Sum(r => (double)r.OutputTokens);
        var length = Math.Max(1, (input + (output / 2)) / requests.Count);
        var batch = (int)Math.Clamp((double)candidate.KvBlocks * Candidate.BlockTokens / length, 1, candidate.SchedulerArgs.MaxSequences);
        var decodes = (long)(batch * length);
        var decode = candidate.Latency.StepNs(new([], batch, decodes));
        var chunk = new PrefillChunk(candidate.SchedulerArgs.TokenBudget, 0);
        var prompt = (double)(candidate.Latency.StepNs(new(new ReadOnlySpan<PrefillChunk>(in chunk), batch, decodes)) - decode) / chunk.Tokens;
        return (int)Math.Clamp(Math.Ceiling(((input * prompt) + (output * decode / batch)) / span), 1, 1_000_000);
    }
}
