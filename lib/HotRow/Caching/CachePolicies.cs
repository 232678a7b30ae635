namespace HotRow;

/// <summary>What a policy is made from.</summary>
/// <param name="Capacity">How many rows may be resident, at least 1.</param>
/// <param name="RowCount">Every row is below this.</param>
/// <param name="Trace">The accesses to come, for policies with <see cref="CachePolicyInfo.NeedsTrace"/>; empty otherwise.</param>
/// <param name="Seed">Seed for policies that draw random numbers.</param>
/// <exception cref="ArgumentOutOfRangeException">The capacity is below 1 or the row count is negative.</exception>
public sealed record CachePolicyArgs(int Capacity, int RowCount, ReadOnlyMemory<int> Trace = default, ulong Seed = 1)
{
    /// <summary>How many rows may be resident, at least 1. It may exceed <see cref="RowCount"/>.</summary>
    public int Capacity { get; init; } = Capacity >= 1
        ? Capacity
        : throw new ArgumentOutOfRangeException(nameof(Capacity), Capacity, "a cache holds at least 1 row");

    /// <summary>Every row is below this.</summary>
    public int RowCount { get; init; } = RowCount >= 0
        ? RowCount
        : throw new ArgumentOutOfRangeException(nameof(RowCount), RowCount, "the number of rows is not negative");

    /// <summary>How many slots can ever be used: a cache with room for every row evicts nothing, so it needs no more than one slot for each.</summary>
    internal int SlotCount => Math.Max(1, Math.Min(Capacity, RowCount));
}

/// <summary>One entry of the policy catalog.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The paper it is written from.</param>
/// <param name="Create">Makes an empty cache's policy.</param>
/// <param name="NeedsTrace">The policy reads the accesses to come (the optimum) or a first part of them (trained).</param>
/// <param name="Bypasses">The policy may refuse to admit a row.</param>
public sealed record CachePolicyInfo(string Name, string Source, Func<CachePolicyArgs, ICachePolicy> Create, bool NeedsTrace = false, bool Bypasses = false);

/// <summary>The catalog of cache policies. A new policy is one new file in Policies/ holding its own part of this class.</summary>
public static partial class CachePolicies
{
    private static Catalog<CachePolicyInfo>? s_catalog;

    /// <summary>All policies, sorted by name.</summary>
    public static IReadOnlyList<CachePolicyInfo> All => s_catalog!.All;

    /// <summary>The policy of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static CachePolicyInfo Find(string name) => s_catalog!.Find(name);

    private static CachePolicyInfo Add(CachePolicyInfo entry) => (s_catalog ??= new("policy", e => e.Name)).Add(entry);
}
