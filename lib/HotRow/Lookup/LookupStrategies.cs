namespace HotRow;

/// <summary>What a strategy is made from. A strategy ignores what does not concern it.</summary>
/// <param name="Store">The table's rows, in the far tier where the strategy has two.</param>
/// <param name="Pooling">How bags become output rows.</param>
/// <param name="MaxIndices">The largest batch that will come.</param>
/// <param name="CapacityRows">Rows of the near tier, for strategies with a cache.</param>
/// <param name="Policy">The cache's policy, for strategies with a cache.</param>
/// <param name="Threads">Threads for the strategy's own work (products, pooling, expanding), at least 1; the store reads with its own.</param>
/// <param name="Trace">The accesses to come, for a policy with <see cref="CachePolicyInfo.NeedsTrace"/> and a prefetcher with <see cref="PrefetcherInfo.NeedsFuture"/>.</param>
public sealed record LookupArgs(
    IRowStore Store,
    PoolingMode Pooling = PoolingMode.None,
    int MaxIndices = 65_536,
    int CapacityRows = 1,
    CachePolicyInfo? Policy = null,
    int Threads = 1,
    ReadOnlyMemory<int> Trace = default)
{
    /// <summary>Names the rows for the next batch, for strategies that prefetch; the previous batch's rows when left out.</summary>
    public PrefetcherInfo? Prefetcher { get; init; }

    /// <summary>The most rows prefetched for a batch, for strategies that prefetch; <see cref="MaxIndices"/> when 0.</summary>
    public int PrefetchRows { get; init; }

    /// <summary>The table's rows once more, for reading in the background; <see cref="Store"/> itself when left out, which is then never used by two threads at once.</summary>
    public IRowStore? PrefetchStore { get; init; }

    /// <summary>Is told the phases of each lookup, on the caller's thread; null costs nothing.</summary>
    public ILookupObserver? Observer { get; init; }

    /// <summary>Is told the phases of the background reader, on its thread; null costs nothing.</summary>
    public ILookupObserver? ReaderObserver { get; init; }
}

/// <summary>One entry of the strategy catalog.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The document or paper that describes it.</param>
/// <param name="Create">Makes it.</param>
/// <param name="CopiesExactly">Without pooling its output equals the table's rows bit for bit (a product with one-hot rows does so only to the sign of zero).</param>
/// <param name="NeedsWholeTable">It reads every row of the table for each batch, so it needs the table in memory.</param>
public sealed record LookupStrategyInfo(string Name, string Source, Func<LookupArgs, ILookupStrategy> Create, bool CopiesExactly = true, bool NeedsWholeTable = false);

/// <summary>The catalog of lookup strategies. A new strategy is one new file in Strategies/ holding its own part of this class.</summary>
public static partial class LookupStrategies
{
    private static Catalog<LookupStrategyInfo>? s_catalog;

    /// <summary>All strategies, sorted by name.</summary>
    public static IReadOnlyList<LookupStrategyInfo> All => s_catalog!.All;

    /// <summary>The strategy of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static LookupStrategyInfo Find(string name) => s_catalog!.Find(name);

    private static LookupStrategyInfo Add(LookupStrategyInfo entry) => (s_catalog ??= new("strategy", e => e.Name)).Add(entry);
}
