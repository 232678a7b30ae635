namespace HotRow.Serving;

/// <summary>The hashes of the prompts' blocks of many requests, one list after the other.</summary>
/// <param name="hashes">All hashes; empty when no request has any.</param>
/// <param name="starts">Where each request's begin.</param>
/// <param name="ends">Where each request's end.</param>
internal sealed class PrefixHashes(long[] hashes, int[] starts, int[] ends)
{
    /// <summary>Hashes in all.</summary>
    internal int Count => hashes.Length;

    /// <summary>Those of a request.</summary>
    internal ReadOnlyMemory<long> Of(int request) => hashes.Length == 0 ? default : hashes.AsMemory(starts[request], ends[request] - starts[request]);
}
