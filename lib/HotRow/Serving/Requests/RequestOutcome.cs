namespace HotRow.Serving;

/// <summary>How a request ended.</summary>
public enum OutcomeStatus : byte
{
    /// <summary>Still waiting or running when the simulation ended.</summary>
    Unfinished,

    /// <summary>All its tokens were made.</summary>
    Done,

    /// <summary>It can never fit: longer than the model's context or than all blocks.</summary>
    Refused,
}

/// <summary>What became of one request. Times are of the simulated clock; <see cref="SimTime.Never"/> for what did not happen.</summary>
/// <param name="Id">The request.</param>
/// <param name="Arrival">When it was due to arrive.</param>
/// <param name="Started">When its first step began.</param>
/// <param name="FirstToken">When the step that made its first token ended.</param>
/// <param name="FirstVisible">When the first token that is not hidden was made.</param>
/// <param name="LastToken">When its last token was made.</param>
/// <param name="InputTokens">Length of its prompt.</param>
/// <param name="OutputTokens">Length of its answer.</param>
/// <param name="CachedTokens">Prompt tokens found in the cache and not computed, over all its admissions.</param>
/// <param name="Preemptions">How often its blocks were taken away.</param>
/// <param name="Replica">The replica that made its last token.</param>
/// <param name="Class">Online or batch.</param>
/// <param name="Status">How it ended.</param>
public readonly record struct RequestOutcome(
    int Id, SimTime Arrival, SimTime Started, SimTime FirstToken, SimTime FirstVisible, SimTime LastToken, int InputTokens, int OutputTokens,
    int CachedTokens, int Preemptions, int Replica, ServiceClass Class, OutcomeStatus Status)
{
    /// <summary>Time to first token: first token - arrival.</summary>
    public SimTime Ttft => FirstToken - Arrival;

    /// <summary>End to end: last token - arrival.</summary>
    public SimTime EndToEnd => LastToken - Arrival;

    /// <summary>Queueing delay: first step - arrival.</summary>
    public SimTime QueueingDelay => Started - Arrival;

    /// <summary>Time per output token: (E2E - TTFT) / (N - 1). <i>Units:</i> s; NaN for an answer of one token, which has none.</summary>
    public double TpotSeconds => OutputTokens > 1 ? (LastToken - FirstToken).Seconds / (OutputTokens - 1) : double.NaN;
}
