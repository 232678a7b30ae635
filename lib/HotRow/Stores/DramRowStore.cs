namespace HotRow;

/// <summary>A table's rows in main memory, copied by <see cref="RowKernels"/>.</summary>
public sealed unsafe class DramRowStore : IRowStore
{
    private readonly bool _ownsTable;
    private readonly bool _streaming;
    private readonly int _threads;

    /// <summary>Creates the store over a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="threads">Threads that copy, at least 1.</param>
    /// <param name="streaming">Write past the caches: for outputs larger than the last-level cache that are not read at once.</param>
    /// <param name="ownsTable">Dispose the table with the store.</param>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1.</exception>
    public DramRowStore(EmbeddingTable table, int threads = 1, bool streaming = false, bool ownsTable = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Table = table;
        _threads = threads;
        _streaming = streaming;
        _ownsTable = ownsTable;
    }

    /// <summary>The table behind the store, for strategies that read it in place.</summary>
    public EmbeddingTable Table { get; }

    /// <inheritdoc/>
    public MemoryTier Tier => MemoryTier.Dram;

    /// <inheritdoc/>
    public string Path => $"memory, {Table.DescribePages()}, {_threads} thread{(_threads == 1 ? "" : "s")}{(_streaming ? ", written past the caches" : "")}";

    /// <inheritdoc/>
    public RowFormat Format => RowFormats.Fp32;

    /// <inheritdoc/>
    public int RowCount => Table.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => Table.EmbeddingDim;

    /// <inheritdoc/>
    public int RowBytes => Table.EmbeddingDim * sizeof(float);

    /// <inheritdoc/>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        RowKernels.Gather(Table.Pointer, Table.RowCount, Table.EmbeddingDim, rows, destination, _streaming, _threads);
        GC.KeepAlive(Table);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsTable)
        {
            Table.Dispose();
        }
    }
}
