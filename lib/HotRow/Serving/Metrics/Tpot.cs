namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Time per output token after the first.</summary>
    public static readonly Metric Tpot = new("tpot-ms", "Time per output token", "ms", false, "TPOT = (E2E - TTFT) / (N - 1), N output tokens; undefined for N = 1");

    /// <summary>Time per output token of a finished request. <i>Units:</i> ms; NaN for an answer of one token, which has none.</summary>
    public static double TpotMs(in RequestOutcome outcome) => outcome.TpotSeconds * 1e3;

    /// <summary>Time per output token from its parts. <i>Units:</i> those of the arguments; NaN for an answer of one token.</summary>
    public static double TpotOf(double endToEnd, double ttft, int outputTokens) => outputTokens > 1 ? (endToEnd - ttft) / (outputTokens - 1) : double.NaN;
}
