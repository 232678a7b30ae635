namespace HotRow.Serving;

/// <summary>What is counted while a run goes on.</summary>
internal sealed class RunCounts
{
    /// <summary>Requests in the system: arrived, not refused, not done.</summary>
    public int InSystem { get; set; }

    /// <summary>Integral over time of the requests in the system. Exact: at 10^6 requests and 10^14 ns it would leave a long.</summary>
    public Int128 InSystemNs { get; set; }

    /// <summary>Tokens of answers made.</summary>
    public long Tokens { get; set; }

    /// <summary>Tokens that passed through a model.</summary>
    public long ComputedTokens { get; private set; }

    /// <summary>Preemptions of requests that are done.</summary>
    public long Preemptions { get; set; }

    /// <summary>The gaps between tokens.</summary>
    public TokenGaps Gaps { get; } = new();

    /// <summary>The first arrival.</summary>
    public SimTime First { get; private set; } = SimTime.Never;

    /// <summary>The last arrival, step end or transfer.</summary>
    public SimTime End { get; set; }

    /// <summary>Most sequences in one step.</summary>
    public int MostInStep { get; private set; }

    /// <summary>Most requests that waited at one server when it began a step.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Active replicas after each look of the autoscaler.</summary>
    public List<(SimTime Time, int Replicas)> Fleet { get; } = [];

    /// <summary>A request arrived.</summary>
    public void Arrived(SimTime time) => First = time < First ? time : First;

    /// <summary>A step began.</summary>
    public void Began(in StepRecord step, StepPlan plan)
    {
        ComputedTokens += step.PrefillTokens + (step.Decodes > 0 ? step.Decodes - plan.PaddedSequences : 0);
        MostInStep = Math.Max(MostInStep, plan.Count);
        MostWaiting = Math.Max(MostWaiting, step.Waiting);
    }
}
