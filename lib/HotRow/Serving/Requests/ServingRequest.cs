namespace HotRow.Serving;

/// <summary>Whether somebody waits for the answer.</summary>
public enum ServiceClass : byte
{
    /// <summary>A user waits.</summary>
    Online,

    /// <summary>Batch work with a deadline.</summary>
    Batch,
}

/// <summary>One request as it arrives.</summary>
/// <param name="Id">0, 1, 2 ... in order of arrival.</param>
/// <param name="Arrival">When it is due to arrive: latencies count from here, whatever the load generator or the server was doing.</param>
/// <param name="InputTokens">Length of the prompt, at least 1.</param>
/// <param name="OutputTokens">Length of the answer, at least 1.</param>
/// <param name="PrefixBlocks">Chained hashes of the prompt's blocks, for prompt caching; empty when unknown.</param>
/// <param name="HiddenTokens">How many of the output tokens the user never sees (a plan, reasoning): the first visible token is the one after them.</param>
/// <param name="Class">Online or batch.</param>
/// <param name="Deadline">When batch work must be done.</param>
public readonly record struct ServingRequest(
    int Id, SimTime Arrival, int InputTokens, int OutputTokens, ReadOnlyMemory<long> PrefixBlocks = default, int HiddenTokens = 0,
    ServiceClass Class = ServiceClass.Online, SimTime Deadline = default);
