namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Time to the first token that the user sees.</summary>
    public static readonly Metric TimeToVisible = new(
        "ttfv-ms", "Time to first visible token", "ms", false, "TTFV = time of the first token the user sees - scheduled arrival: the end of the answer when it is not streamed, later by hidden tokens and by a moderation window when it is");

    /// <summary>Time to first visible token of a finished request. <i>Units:</i> ms.</summary>
    /// <param name="outcome">The request.</param>
    /// <param name="isStreamed">Tokens are shown as they come; otherwise the whole answer is shown at its end.</param>
    public static double TimeToVisibleMs(in RequestOutcome outcome, bool isStreamed = true) => isStreamed ? (outcome.FirstVisible - outcome.Arrival).Ms : outcome.EndToEnd.Ms;

    /// <summary>Time to publish: what a user waits who sees neither a plan nor a tool's work: TTFT + h TPOT + tools, h hidden tokens. <i>Units:</i> ms.</summary>
    public static double TimeToPublishMs(double ttftMs, double tpotMs, int hiddenTokens, double toolMs = 0) => ttftMs + (hiddenTokens * tpotMs) + toolMs;
}
