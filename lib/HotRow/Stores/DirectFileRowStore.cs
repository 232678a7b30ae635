namespace HotRow;

/// <summary>A stored table's rows, read by row number past the page cache where the system allows it: a real far tier, cold by construction.</summary>
/// <remarks>One caller at a time; a second one is refused, not served. Rows are read one by one, so a row that is named twice is read twice
/// and neighbours are not joined: joining belongs to the lookup strategy, which counts what it saved. Rows may begin at any byte of the file.
/// <para>A call that fails leaves no read in flight, and the store serves the next call, unless io_uring itself failed, which each later call says. Ending the process with reads in flight is harmless:
/// they go to the store's own memory, and the system ends them.</para>
/// <para><i>Cost:</i> per row, one read of the blocks that cover it and one <see cref="RowFormat.Decode"/>; nothing is allocated. A depth of n
/// keeps n buffers as long as the store lives, and with the pread pool n - 1 threads. Those threads keep the store alive: one with the pread pool
/// and a depth above 1 that is never disposed stays until the process ends. Any other is given back by the collector.</para></remarks>
public sealed class DirectFileRowStore : IRowStore
{
    /// <summary>Reads in flight where nothing else is asked for.</summary>
    public const int DefaultDepth = 64;

    private const int LargestDepth = 256;
    private readonly DirectFile _file;
    private readonly StoredTable _table;
    private readonly IRowReaders _readers;
    private readonly string _whyThisEngine;
    private OneCaller _caller;

    private DirectFileRowStore(DirectFile file, StoredTable table, int depth, ReadEngine engine, string? ringRefusal)
    {
        (_file, _table, Depth) = (file, table, depth);
        (_readers, _whyThisEngine) = Start(file, table, depth, engine, ringRefusal);
    }

    /// <summary><see cref="MemoryTier.Ssd"/>, or <see cref="MemoryTier.Dram"/> when the file lies on a memory file system.</summary>
    public MemoryTier Tier => _file.InMemory ? MemoryTier.Dram : MemoryTier.Ssd;

    /// <inheritdoc/>
    public string Path => $"{_file.Description}, {_readers.Description}{_whyThisEngine}";

    /// <summary>The file. One of generated rows may be deleted when its rows turn out wrong, and is then written anew.</summary>
    public string FilePath => _file.FilePath;

    /// <inheritdoc/>
    public RowFormat Format => _table.Format;

    /// <inheritdoc/>
    public int RowCount => _table.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => _table.EmbeddingDim;

    /// <inheritdoc/>
    public int RowBytes => _table.RowBytes;

    /// <summary>Reads in flight.</summary>
    public int Depth { get; }

    /// <summary>How they are kept in flight; never <see cref="ReadEngine.Auto"/>.</summary>
    public ReadEngine Engine => _readers is IoUringReaders ? ReadEngine.IoUring : ReadEngine.PreadPool;

    /// <summary>Whether reads pass the page cache by.</summary>
    public bool IsDirect => _file.IsDirect;

    /// <summary>Opens a stored table.</summary>
    /// <param name="table">Where its rows lie; the file may go on behind them.</param>
    /// <param name="depth">Reads in flight, 1 to 256.</param>
    /// <param name="direct">False reads through the page cache, as on a system without O_DIRECT.</param>
    /// <param name="engine">How reads are kept in flight. The environment variable HOTROW_NO_IO_URING, set to 1, makes io_uring unavailable.</param>
    /// <exception cref="InputException">The file is missing, a directory, not readable or too short for the table, or io_uring was asked for and is not available.</exception>
    public static DirectFileRowStore Open(StoredTable table, int depth = DefaultDepth, bool direct = true, ReadEngine engine = ReadEngine.Auto) =>
        Open(table, depth, direct, engine, wholeFile: false, IoRing.WhyNot);

    /// <summary>Opens a table file without a header.</summary>
    /// <param name="path">A file of <paramref name="rowCount"/> x <paramref name="embeddingDim"/> raw little-endian fp32 numbers, row by row, and nothing else.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="depth">Reads in flight, 1 to 256.</param>
    /// <param name="direct">False reads through the page cache, as on a system without O_DIRECT.</param>
    /// <param name="engine">How reads are kept in flight.</param>
    /// <exception cref="InputException">As for a stored table, or the file is longer than the table.</exception>
    public static DirectFileRowStore Open(
        string path, int rowCount, int embeddingDim, int depth = DefaultDepth, bool direct = true, ReadEngine engine = ReadEngine.Auto)
    {
        _ = TableFile.BytesOf(rowCount, embeddingDim);
        return Open(new(path, 0, rowCount, embeddingDim, RowFormats.Fp32), depth, direct, engine, wholeFile: true, IoRing.WhyNot);
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
        var table = TableFile.Create(path, rowCount, embeddingDim, seed, announce);
        return Open(table, depth);
    }

    internal static DirectFileRowStore Open(StoredTable table, int depth, bool direct, ReadEngine engine, bool wholeFile, string? ringRefusal)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, LargestDepth);
        var file = DirectFile.Open(table.Path, direct);
        try
        {
            if (wholeFile && file.Length != table.Bytes)
            {
                throw new InputException($"{table.Path} has {file.Length} bytes; {table.RowCount} rows of {table.EmbeddingDim} {table.Format} numbers are {table.Bytes} bytes: "
                    + "give the table's own row count and dimension, or write the file again");
            }

            table.RequireWithin(file.Length);
            return new(file, table, depth, engine, ringRefusal);
        }
        catch
        {
            file.Dispose();
            throw;
        }
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

        _caller.Enter(this);
        try
        {
            _readers.Read(rows, destination);
        }
        finally
        {
            _caller.Leave();
        }
    }

    /// <summary>Stops the readers and closes the file.</summary>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public void Dispose()
    {
        if (_caller.Close(this))
        {
            try
            {
                _readers.Dispose();
            }
            finally
            {
                _file.Dispose();
            }
        }
    }

    private static (IRowReaders Readers, string WhyThisEngine) Start(DirectFile file, StoredTable table, int depth, ReadEngine engine, string? ringRefusal)
    {
        // One read in flight gains nothing from a ring: pread is one call too.
        if (engine == ReadEngine.PreadPool || (engine == ReadEngine.Auto && depth == 1))
        {
            return (new PreadReaders(file, table, depth), "");
        }

        var why = ringRefusal;
        if (why is null && IoUringReaders.TryCreate(file, table, depth, out why) is { } readers)
        {
            return (readers, "");
        }

        return engine == ReadEngine.Auto
            ? (new PreadReaders(file, table, depth), $" (io_uring: {why})")
            : throw new InputException($"io_uring was asked for and is not available: {why}; leave the choice open, or ask for the pread pool");
    }
}
