namespace HotRow;

/// <summary>What a prefetcher is made from. A prefetcher ignores what does not concern it.</summary>
/// <param name="RowCount">Every row is below this; at least 1.</param>
/// <param name="MaxIndices">The largest batch that will come, at least 1.</param>
/// <param name="MaxRows">The most rows that one prediction names, at least 1.</param>
public sealed record PrefetcherArgs(int RowCount, int MaxIndices, int MaxRows)
{
    /// <summary>Every row is below this; at least 1.</summary>
    public int RowCount { get; init; } = AtLeastOne(RowCount, nameof(RowCount));

    /// <summary>The largest batch that will come, at least 1.</summary>
    public int MaxIndices { get; init; } = AtLeastOne(MaxIndices, nameof(MaxIndices));

    /// <summary>The most rows that one prediction names, at least 1.</summary>
    public int MaxRows { get; init; } = AtLeastOne(MaxRows, nameof(MaxRows));

    /// <summary>The most bytes that what is learned may take; tables are made in that size at once. What one batch needs to be worked on comes on top.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>How many batches the last-k prefetcher remembers, at least 1.</summary>
    public int History { get; init; } = 8;

    /// <summary>How many batches ahead the known-next prefetcher reads, at least 1.</summary>
    public int LookAhead { get; init; } = 1;

    /// <summary>The accesses to come, from the first batch on, for prefetchers with <see cref="PrefetcherInfo.NeedsFuture"/>.</summary>
    public ReadOnlyMemory<int> Future { get; init; }

    /// <summary>The checks of a batch that every prefetcher makes before it looks at it.</summary>
    internal ReadOnlySpan<int> Check(in LookupBatch current)
    {
        var rows = current.Indices.Span;
        if (rows.Length > MaxIndices)
        {
            throw new ArgumentOutOfRangeException(nameof(current), rows.Length, $"the batch has {rows.Length} indices; this prefetcher was made for at most {MaxIndices} (PrefetcherArgs.MaxIndices)");
        }

        RowCheck.Rows(rows, RowCount, nameof(current));
        return rows;
    }

    private static int AtLeastOne(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "at least 1");
}

/// <summary>One entry of the prefetcher catalog.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The document or paper it is written from.</param>
/// <param name="Create">Makes one that has seen nothing yet.</param>
/// <param name="NeedsFuture">It reads the accesses to come: <see cref="PrefetcherArgs.Future"/>.</param>
public sealed record PrefetcherInfo(string Name, string Source, Func<PrefetcherArgs, IPrefetcher> Create, bool NeedsFuture = false);

/// <summary>The catalog of prefetchers. A new prefetcher is one new file in Predictors/ holding its own part of this class.</summary>
public static partial class Prefetchers
{
    private static Catalog<PrefetcherInfo>? s_catalog;

    /// <summary>All prefetchers, sorted by name.</summary>
    public static IReadOnlyList<PrefetcherInfo> All => s_catalog!.All;

    /// <summary>The prefetcher of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static PrefetcherInfo Find(string name) => s_catalog!.Find(name);

    private static PrefetcherInfo Add(PrefetcherInfo entry) => (s_catalog ??= new("prefetcher", e => e.Name)).Add(entry);
}
