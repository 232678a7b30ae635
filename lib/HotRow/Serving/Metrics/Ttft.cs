namespace HotRow.Serving;

/// <summary>The definitions that serving is measured by, each once and each with its formula. A new definition is one new file holding its own part of this class.</summary>
/// <remarks>Times of a request count from when it was due to arrive, not from when somebody had time to send or take it.</remarks>
public static partial class ServingMetrics
{
    /// <summary>Time to first token.</summary>
    public static readonly Metric Ttft = new("ttft-ms", "Time to first token", "ms", false, "TTFT = time of the first token - scheduled arrival");

    /// <summary>Time to first token of a finished request. <i>Units:</i> ms.</summary>
    public static double TtftMs(in RequestOutcome outcome) => outcome.Ttft.Ms;
}
