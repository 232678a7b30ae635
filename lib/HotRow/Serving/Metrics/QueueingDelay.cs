namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Time before a request's first step.</summary>
    public static readonly Metric QueueingDelay = new("queueing-ms", "Queueing delay", "ms", false, "queueing delay = begin of the first step - scheduled arrival");

    /// <summary>Queueing delay of a finished request. <i>Units:</i> ms.</summary>
    public static double QueueingDelayMs(in RequestOutcome outcome) => outcome.QueueingDelay.Ms;
}
