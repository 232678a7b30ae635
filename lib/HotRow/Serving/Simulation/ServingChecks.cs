namespace HotRow.Serving;

/// <summary>What must hold of every run, whatever it simulates: nothing is lost, nothing is made from nothing, and time goes forward.</summary>
/// <remarks>The clock itself is watched while the run goes on: the simulator throws rather than let it go back.</remarks>
public static class ServingChecks
{
    /// <summary>Everything that does not hold, a line each; empty when all does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="conservesWork">The scheduler never lets a server idle that has something to do (continuous batching does not, static batching waits for a full batch).</param>
    /// <remarks><i>Cost:</i> one pass over the outcomes.</remarks>
    public static IReadOnlyList<string> Violations(ServingRun run, bool conservesWork = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        var found = new List<string>();
        Requests(run, found);
        Conservation(run, found);
        if (conservesWork && run.IdleWithWorkNs != 0)
        {
            found.Add($"servers idled for {run.IdleWithWorkNs} ns with requests at hand");
        }

        return found;
    }

    /// <summary>Passes the run on, or says what is wrong with it.</summary>
    /// <exception cref="InvalidOperationException">Something does not hold: the simulator or the scheduler has a fault.</exception>
    public static ServingRun Checked(ServingRun run, bool conservesWork = false) => Violations(run, conservesWork) is [var first, ..] violations
        ? throw new InvalidOperationException($"the run breaks {violations.Count} rules; the first: {first}")
        : run;

    private static void Requests(ServingRun run, List<string> found)
    {
        // One line for each rule is enough: the same fault breaks it for thousands of requests.
        var broken = new HashSet<string>(StringComparer.Ordinal);
        void Hold(bool holds, in RequestOutcome o, string rule)
        {
            if (!holds && broken.Add(rule))
            {
                found.Add($"request {o.Id}: {rule} does not hold ({o})");
            }
        }

        var last = SimTime.Zero;
        foreach (var o in run.OutcomeSpan)
        {
            Hold(o.Arrival >= last, o, "arrivals ascend");
            Hold(o.Started >= o.Arrival, o, "started >= arrival");
            Hold(o.FirstToken >= o.Started, o, "first token >= started");
            Hold(o.LastToken >= o.FirstToken, o, "last token >= first token");
            Hold(o.FirstVisible >= o.FirstToken, o, "first visible token >= first token");
            last = o.Arrival;
            if (o.Status == OutcomeStatus.Done)
            {
                Hold(o.FirstToken > o.Arrival, o, "a token takes time");
                Hold(o.Ttft <= o.EndToEnd, o, "TTFT <= E2E");
                Hold(o.LastToken <= run.End, o, "last token <= end");
                Hold(o.OutputTokens > 1 || o.FirstToken == o.LastToken, o, "an answer of one token ends with its first");
            }
            else
            {
                Hold(o.LastToken == SimTime.Never, o, "no last token without an end");
                Hold(o.Status != OutcomeStatus.Refused || o.Started == SimTime.Never, o, "refused requests do not start");
            }
        }
    }

    private static void Conservation(ServingRun run, List<string> found)
    {
        var (answers, whole, begun) = (0L, 0L, 0L);
        var inSystem = Int128.Zero;
        foreach (var o in run.OutcomeSpan)
        {
            begun += o.FirstToken == SimTime.Never ? 0 : 1;
            inSystem += o.Status == OutcomeStatus.Refused ? 0 : (o.Status == OutcomeStatus.Done ? o.LastToken : run.End).Ns - o.Arrival.Ns;
            if (o.Status == OutcomeStatus.Done)
            {
                answers += o.OutputTokens;
                whole += o.InputTokens + o.OutputTokens - 1L;
            }
        }

        void Equal(Int128 one, Int128 other, string rule)
        {
            if (one != other)
            {
                found.Add($"{rule}: {one} and {other}");
            }
        }

        // Little's law L = lambda W, both sides times the span: the integral of requests in the system is the sum of their times in it, to the nanosecond.
        Equal(run.InSystemNs, inSystem, "time in the system, integrated and summed");
        Equal(run.Gaps.Count, run.Tokens - begun, "gaps between tokens and tokens after the first");
        if (run.Unfinished > 0)
        {
            return;
        }

        Equal(run.Tokens, answers, "tokens made and tokens asked for");
        for (var i = 0; i < run.Servers.Count; i++)
        {
            Equal(run.Servers[i].LeakedBlocks, 0, $"blocks that server {i} still holds at the end");
        }

        if (run.Preemptions == 0)
        {
            Equal(run.ComputedTokens + run.FoundTokens, whole, "tokens computed or found, and tokens of prompts and answers without the last");
        }
    }
}
