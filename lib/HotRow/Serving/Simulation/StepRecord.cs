namespace HotRow.Serving;

/// <summary>One step of one server.</summary>
/// <param name="Server">Which server.</param>
/// <param name="Start">When it began.</param>
/// <param name="Ns">How long it took.</param>
/// <param name="PrefillTokens">Prompt tokens it computed.</param>
/// <param name="Prefills">Of how many requests.</param>
/// <param name="Decodes">Sequences that got one more token.</param>
/// <param name="DecodeContext">Sum of their lengths.</param>
/// <param name="Running">Requests that had begun on the server and were not finished.</param>
/// <param name="Waiting">Requests that waited there.</param>
/// <param name="HeldBlocks">Blocks of keys and values held.</param>
public readonly record struct StepRecord(
    int Server, SimTime Start, long Ns, int PrefillTokens, int Prefills, int Decodes, long DecodeContext, int Running, int Waiting, int HeldBlocks);

/// <summary>What one server did in a run.</summary>
/// <param name="Steps">Steps it ran.</param>
/// <param name="BusyNs">Time in which it computed.</param>
/// <param name="OnNs">Time for which it was there, its start included: what is paid for.</param>
/// <param name="IdleWithWorkNs">Time in which it did not compute although requests waited or ran there.</param>
/// <param name="RunningNs">Sequences of each step x its time.</param>
/// <param name="HeldBlockNs">Blocks held in each step x its time.</param>
/// <param name="FoundTokens">Prompt tokens found in its cache.</param>
/// <param name="TotalBlocks">Blocks of its memory.</param>
/// <param name="LeakedBlocks">Blocks free at the start - blocks free at the end: what is still held.</param>
public readonly record struct ServerUse(
    long Steps, long BusyNs, long OnNs, long IdleWithWorkNs, double RunningNs, double HeldBlockNs, long FoundTokens, int TotalBlocks, int LeakedBlocks);
