namespace HotRow.Lab;

/// <summary>A store that keeps the time its reads took. Not its owner.</summary>
internal sealed class ClockedStore(IRowStore store) : IRowStore
{
    private TimeSpan _spent;

    public MemoryTier Tier => store.Tier;

    public string Path => store.Path;

    public RowFormat Format => store.Format;

    public int RowCount => store.RowCount;

    public int EmbeddingDim => store.EmbeddingDim;

    public int RowBytes => store.RowBytes;

    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var clock = Elapsed.Clock();
        store.ReadRows(rows, destination);
        _spent += clock();
    }

    /// <summary>The time since it was last asked for.</summary>
    public TimeSpan Take()
    {
        var spent = _spent;
        _spent = TimeSpan.Zero;
        return spent;
    }

    public void Dispose()
    {
        // The store belongs to the point.
    }
}
