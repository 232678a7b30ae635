namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Time until the whole answer is there.</summary>
    public static readonly Metric EndToEnd = new("e2e-ms", "End-to-end latency", "ms", false, "E2E = time of the last token - scheduled arrival = TTFT + TPOT x (N - 1), exactly");

    /// <summary>End-to-end latency of a finished request. <i>Units:</i> ms.</summary>
    public static double EndToEndMs(in RequestOutcome outcome) => outcome.EndToEnd.Ms;

    /// <summary>End-to-end latency from its parts: TTFT + TPOT x (N - 1). <i>Units:</i> those of the arguments.</summary>
    public static double EndToEndOf(double ttft, double tpot, int outputTokens) => ttft + (tpot * (outputTokens - 1));

    /// <summary>The same as the document writes it, TTFT + TPOT x N: the first token counts twice, so it is one TPOT too long.</summary>
    /// <remarks><i>Source:</i> document 003, latency decomposition formula.</remarks>
    public static double EndToEndByDocument(double ttft, double tpot, int outputTokens) => ttft + (tpot * outputTokens);
}
