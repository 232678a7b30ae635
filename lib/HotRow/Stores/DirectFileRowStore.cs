namespace HotRow;

/// <summary>A table's rows in a file of raw little-endian fp32 rows, read by row number past the page cache where the system allows it: a real far tier, cold by construction.</summary>
/// <remarks>One caller at a time; a second one is refused, not served. Rows are read one by one, so a row that is named twice is read twice
/// and neighbours are not joined: joining belongs to the lookup strategy, which counts what it saved.
/// <para><i>Cost:</i> per row, one read of the blocks that cover it and one copy; nothing is allocated. With a depth of n, n - 1 threads and
/// n buffers live as long as the store.</para></remarks>
public sealed class DirectFileRowStore : IRowStore
{
    /// <summary>Reads in flight where nothing else is asked for.</summary>
    public const int DefaultDepth = 32;

    private const int LargestDepth = 256;
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;
    private readonly DirectFile _file;
    private readonly RowReaders _readers;
    private int _state;

    private DirectFileRowStore(DirectFile file, int rowCount, int embeddingDim, int depth)
    {
        _file = file;
        RowCount = rowCount;
        EmbeddingDim = embeddingDim;
        Depth = depth;
        _readers = new(file, RowBytes, depth);
    }

    /// <summary><see cref="MemoryTier.Ssd"/>, or <see cref="MemoryTier.Dram"/> when the file lies on a memory file system.</summary>
    public MemoryTier Tier => _file.InMemory ? MemoryTier.Dram : MemoryTier.Ssd;

    /// <inheritdoc/>
    public string Path => $"{_file.Description}, {Depth} {(Depth == 1 ? "pread" : "preads")} in flight";

    /// <summary>The file. One of generated rows may be deleted when its rows turn out wrong, and is then written anew.</summary>
    public string FilePath => _file.FilePath;

    /// <inheritdoc/>
    public RowFormat Format => RowFormats.Fp32;

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <inheritdoc/>
    public int EmbeddingDim { get; }

    /// <inheritdoc/>
    public int RowBytes => EmbeddingDim * sizeof(float);

    /// <summary>Reads in flight.</summary>
    public int Depth { get; }

    /// <summary>Whether reads pass the page cache by.</summary>
    public bool IsDirect => _file.IsDirect;

    /// <summary>Opens a table file.</summary>
    /// <param name="path">A file of <paramref name="rowCount"/> x <paramref name="embeddingDim"/> raw little-endian fp32 numbers, row by row.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="depth">Reads in flight, 1 to 256.</param>
    /// <param name="direct">False reads through the page cache, as on a system without O_DIRECT.</param>
    /// <exception cref="InputException">The file is missing, a directory, not readable, or not as long as the table.</exception>
    public static DirectFileRowStore Open(string path, int rowCount, int embeddingDim, int depth = DefaultDepth, bool direct = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, LargestDepth);
        var bytes = TableFile.BytesOf(rowCount, embeddingDim);
        var file = DirectFile.Open(path, direct);
        if (file.Length != bytes)
        {
            file.Dispose();
            throw new InputException(
                $"{path} has {file.Length} bytes; {rowCount} rows of {embeddingDim} fp32 numbers are {bytes} bytes: give the table's own row count and dimension, or write the file again");
        }

        return new(file, rowCount, embeddingDim, depth);
    }

    /// <summary>Opens a table file of generated rows, writing it first if it is not there; see <see cref="TableFile.Create"/>.</summary>
    /// <param name="path">Where.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="seed">The rows equal those of an EmbeddingTable filled with this seed, bit for bit.</param>
    /// <param name="depth">Reads in flight, 1 to 256.</param>
    /// <param name="announce">Is told path and size before a file is written.</param>
    public static DirectFileRowStore Create(string path, int rowCount, int embeddingDim, ulong seed, int depth = DefaultDepth, Action<string>? announce = null)
    {
        TableFile.Create(path, rowCount, embeddingDim, seed, announce);
        return Open(path, rowCount, embeddingDim, depth);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another call is running.</exception>
    /// <exception cref="IOException">A read failed, or the file has become shorter since it was opened.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
        if (rows.IsEmpty)
        {
            return;
        }

        var state = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(state == Closed, this);
        if (state == Reading)
        {
            throw new InvalidOperationException("a DirectFileRowStore serves one ReadRows at a time, and one is running; give each thread its own store");
        }

        try
        {
            _readers.Read(rows, destination);
        }
        finally
        {
            Volatile.Write(ref _state, Idle);
        }
    }

    /// <summary>Stops the readers and closes the file.</summary>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public void Dispose()
    {
        var state = Interlocked.CompareExchange(ref _state, Closed, Idle);
        if (state == Reading)
        {
            throw new InvalidOperationException("a DirectFileRowStore was disposed while ReadRows was running");
        }

        if (state == Idle)
        {
            _readers.Dispose();
            _file.Dispose();
        }
    }
}
