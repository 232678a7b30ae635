using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>One request of a log of vLLM. Times count from the first request's queueing, on the engine's own clock.</summary>
/// <param name="Queued">When the engine put it into its queue: latencies count from here, as in the log's own summary.</param>
/// <param name="Scheduled">When the engine first scheduled it. With asynchronous scheduling this is up to one step before the step begins.</param>
/// <param name="FirstToken">When its first token was made.</param>
/// <param name="LastToken">When its last token was made.</param>
/// <param name="InputTokens">Length of its prompt.</param>
/// <param name="OutputTokens">Length of its answer.</param>
internal readonly record struct VllmRequest(SimTime Queued, SimTime Scheduled, SimTime FirstToken, SimTime LastToken, int InputTokens, int OutputTokens)
{
    /// <summary>Time to first token: first token - queued.</summary>
    internal SimTime Ttft => FirstToken - Queued;

    /// <summary>End to end: last token - queued.</summary>
    internal SimTime EndToEnd => LastToken - Queued;

    /// <summary>Time per output token: (last token - first token) / (tokens - 1). <i>Units:</i> s; NaN for an answer of one token.</summary>
    internal double TpotSeconds => OutputTokens > 1 ? (LastToken - FirstToken).Seconds / (OutputTokens - 1) : double.NaN;
}
