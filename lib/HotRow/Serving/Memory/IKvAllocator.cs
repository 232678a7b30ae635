namespace HotRow.Serving;

/// <summary>Gives out the memory of keys and values. One per server; requests are named by their id.</summary>
public interface IKvAllocator
{
    /// <summary>Tokens of a block.</summary>
    int BlockTokens { get; }

    /// <summary>Blocks in all.</summary>
    int TotalBlocks { get; }

    /// <summary>Blocks that can be given out now, those that only keep a prefix included.</summary>
    int FreeBlocks { get; }

    /// <summary>Takes what a request needs to begin, or nothing.</summary>
    /// <param name="request">Its id; it holds nothing yet.</param>
    /// <param name="computeTokens">Most tokens its first step would compute, beyond those found.</param>
    /// <param name="knownTokens">Its prompt and what it had produced before it was preempted: room for all of it is required, blocks are taken for the first step only
    /// (a contiguous allocator takes <paramref name="wholeTokens"/>).</param>
    /// <param name="wholeTokens">What it may grow to.</param>
    /// <param name="prefix">Chained hashes of its prompt's blocks; empty when unknown.</param>
    /// <returns>Tokens found in the cache (fewer than <paramref name="knownTokens"/>: one at least is computed), or -1: there is no room.</returns>
    int Admit(int request, int computeTokens, int knownTokens, int wholeTokens, ReadOnlySpan<long> prefix);

    /// <summary>Whether the request now has room for that many tokens; on false nothing changed.</summary>
    bool TryGrow(int request, int tokens);

    /// <summary>Gives everything of the request back. What was computed may be found again as long as its blocks are not used anew.</summary>
    /// <param name="request">Its id.</param>
    /// <param name="computedTokens">How many of its tokens had been computed.</param>
    void Release(int request, int computedTokens);

    /// <summary>The child holds what the parent holds, without a copy; a block that both hold is copied before one of them writes into it.</summary>
    /// <returns>False when the allocator cannot share.</returns>
    bool TryFork(int parent, int child);

    /// <summary>What is in use now.</summary>
    KvUse Use { get; }
}

/// <summary>How the memory of keys and values is used.</summary>
/// <param name="HeldBlocks">Blocks held by requests, each counted once.</param>
/// <param name="KeptBlocks">Free blocks that still keep a prefix.</param>
/// <param name="FoundTokens">Tokens found instead of computed, so far.</param>
/// <param name="Copies">Blocks copied because two held them, so far.</param>
public readonly record struct KvUse(int HeldBlocks, int KeptBlocks, long FoundTokens, long Copies);

/// <summary>What an allocator is made from.</summary>
/// <param name="TotalBlocks">Blocks, at least 1.</param>
/// <param name="BlockTokens">Tokens of a block, at least 1.</param>
/// <param name="PrefixTokens">How many tokens one hash of <see cref="ServingRequest.PrefixBlocks"/> stands for; a multiple of <paramref name="BlockTokens"/>.</param>
public sealed record KvArgs(int TotalBlocks, int BlockTokens = 16, int PrefixTokens = 512);

/// <summary>One entry of the catalog of KV allocators.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The paper or system it is written from.</param>
/// <param name="Create">Makes an empty one.</param>
public sealed record KvAllocatorInfo(string Name, string Source, Func<KvArgs, IKvAllocator> Create);

/// <summary>The catalog of KV allocators. A new one is one new file holding its own part of this class.</summary>
public static partial class KvAllocators
{
    private static Catalog<KvAllocatorInfo>? s_catalog;

    /// <summary>All allocators, sorted by name.</summary>
    public static IReadOnlyList<KvAllocatorInfo> All => s_catalog?.All ?? [];

    /// <summary>The allocator of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static KvAllocatorInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static KvAllocatorInfo Add(KvAllocatorInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<KvAllocatorInfo> NewCatalog() => new("KV allocator", e => e.Name);
}
