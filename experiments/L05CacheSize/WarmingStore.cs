namespace HotRow.Lab;

/// <summary>A far tier that computes its rows until it is switched to the real one: caches over it are warmed quickly and hold the same bits.</summary>
/// <param name="real">The tier to be measured, of rows that <see cref="RandomRows"/> gives. Not owned.</param>
/// <param name="seed">Seed of its rows.</param>
internal sealed class WarmingStore(IRowStore real, ulong seed) : IRowStore
{
    /// <summary>Whether rows come from the real tier.</summary>
    public bool IsWarm { get; set; }

    public MemoryTier Tier => real.Tier;

    public string Path => real.Path;

    public RowFormat Format => real.Format;

    public int RowCount => real.RowCount;

    public int EmbeddingDim => real.EmbeddingDim;

    public int RowBytes => real.RowBytes;

    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if (IsWarm)
        {
            real.ReadRows(rows, destination);
            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(seed, rows[i], destination.Slice(i * EmbeddingDim, EmbeddingDim));
        }
    }

    public void Dispose()
    {
        // The real tier belongs to the point.
    }
}
