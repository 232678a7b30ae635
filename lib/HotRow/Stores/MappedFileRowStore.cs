namespace HotRow;

/// <summary>A table's rows in a file that is mapped into memory: a far tier whose near side is the system's own page cache.</summary>
/// <remarks>One caller at a time; a second one is refused, not served. A row that is named twice is read twice.
/// <para>A file that somebody shortens gives an <see cref="IOException"/> at the next call. During a call the file is held by a lease where the
/// kernel grants one: a writer then waits until the call ends. Where it does not (the file is open for writing, belongs to another user, lies on
/// a network) rows are copied by the kernel instead, which is slower; <see cref="Guard"/> says which it was.</para>
/// <para><i>Cost:</i> four system calls per batch, and what the advice adds; nothing is allocated.</para></remarks>
public sealed unsafe class MappedFileRowStore : IRowStore
{
    private const int ChunksPerThread = 8;
    private readonly MappedFile _file;
    private readonly GuardedRows _guarded;
    private readonly StoredTable _table;
    private readonly int _threads;
    private readonly Action<int> _readChunk;
    private int* _rows;
    private float* _destination;
    private int _count;
    private int _chunk;
    private OneCaller _caller;

    private MappedFileRowStore(MappedFile file, StoredTable table, MapAdvice advice, int threads, MapGuard? onlyGuard)
    {
        (_file, _table, Advice, _threads) = (file, table, advice, threads);
        (RowBytes, _readChunk) = (table.RowBytes, ReadChunk);
        InMemory = FileSystems.IsMemory(FileSystems.FormatOf(table.Path));
        _guarded = new(file, table, onlyGuard);
    }

    /// <summary><see cref="MemoryTier.Ssd"/>, or <see cref="MemoryTier.Dram"/> when the file lies on a memory file system.</summary>
    public MemoryTier Tier => InMemory ? MemoryTier.Dram : MemoryTier.Ssd;

    /// <inheritdoc/>
    public string Path => $"mapped file, {_file.Describe(Advice)}, {_threads} thread{(_threads == 1 ? "" : "s")}, {_guarded.Description}{(InMemory ? ", in memory: no disk is read" : "")}";

    /// <inheritdoc/>
    public RowFormat Format => _table.Format;

    /// <inheritdoc/>
    public int RowCount => _table.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => _table.EmbeddingDim;

    /// <inheritdoc/>
    public int RowBytes { get; }

    /// <summary>What the system was told about the reads.</summary>
    public MapAdvice Advice { get; }

    /// <summary>How the last call was guarded against a file that shrinks; before the first call, how it would have been when the file was opened.</summary>
    public MapGuard Guard => _guarded.Guard;

    private bool InMemory { get; }

    /// <summary>Maps a table.</summary>
    /// <param name="table">Where it lies; it may begin at any byte of the file.</param>
    /// <param name="advice">What to tell the system.</param>
    /// <param name="threads">Threads that read, at least 1: so many page faults are in flight.</param>
    /// <exception cref="InputException">The file is missing, no regular file, not readable, shorter than the table, or the system has not that advice.</exception>
    public static MappedFileRowStore Open(StoredTable table, MapAdvice advice = MapAdvice.None, int threads = 1) => Open(table, advice, threads, null, portable: false);

    // A guard is chosen, and the portable path taken, by tests and by the measurement of what guards cost.
    internal static MappedFileRowStore Open(StoredTable table, MapAdvice advice, int threads, MapGuard? onlyGuard, bool portable)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        var file = MappedFile.Open(table.Path, length =>
        {
            table.RequireWithin(length);
            return (table.Offset, table.Bytes);
        }, portable);
        try
        {
            return file.Refuse(advice) is { } why
                ? throw new InputException($"{table.Path} cannot be read with the advice {advice}: {why}; choose another advice")
                : new(file, table, advice, threads, onlyGuard);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the table's pages that are in memory, by whole pages; null where the system does not say.</summary>
    public long? ResidentBytes()
    {
        ObjectDisposedException.ThrowIf(_caller.IsClosed, this);
        return _file.ResidentBytes();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another call is running.</exception>
    /// <exception cref="IOException">The file has become shorter than its table, or a page of it cannot be read.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
        _caller.Enter(this);
        try
        {
            if (!rows.IsEmpty)
            {
                ReadGuarded(rows, destination);
            }
        }
        finally
        {
            _caller.Leave();
        }
    }

    /// <summary>Ends the mapping.</summary>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public void Dispose()
    {
        if (_caller.Close(this))
        {
            _file.Dispose();
        }
    }

    private void ReadGuarded(ReadOnlySpan<int> rows, Span<float> destination)
    {
        _guarded.Begin();
        try
        {
            fixed (int* rowsStart = rows)
            fixed (float* destinationStart = destination)
            {
                _rows = rowsStart;
                _destination = destinationStart;
                _count = rows.Length;
                ReadAll();
            }
        }
        finally
        {
            _guarded.End();
        }
    }

    private void ReadAll()
    {
        if (Advice == MapAdvice.WillNeedBatch)
        {
            for (var i = 0; i < _count; i++)
            {
                // Advice that fails costs speed only; the read tells what is wrong.
                _ = _file.Advise(RowAt(_rows[i]), RowBytes, LinuxFileCalls.AdviseWillNeed);
            }
        }

        _chunk = _threads == 1 ? _count : Math.Max(1, _count / (_threads * ChunksPerThread));
        if (_threads == 1)
        {
            ReadChunk(0);
            return;
        }

        WorkerTeam.Shared(_threads).ForEach((int)(((long)_count + _chunk - 1) / _chunk), _readChunk);
    }

    private void ReadChunk(int chunk)
    {
        var first = (int)((long)chunk * _chunk);
        var rows = new ReadOnlySpan<int>(_rows + first, Math.Min(_chunk, _count - first));
        var destination = new Span<float>(_destination + ((nint)first * EmbeddingDim), checked(rows.Length * EmbeddingDim));
        if (Advice == MapAdvice.PopulateBatch)
        {
            Populate(rows);
        }

        if (Guard == MapGuard.CheckedCopy)
        {
            CopyChecked(rows, destination);
        }
        else
        {
            Format.Gather(_file.Pointer, RowCount, EmbeddingDim, rows, destination);
        }
    }

    private void Populate(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (_file.Advise(RowAt(row), RowBytes, LinuxFileCalls.AdvisePopulateRead) is not 0 and var error)
            {
                throw _guarded.Unreadable(row, $"MADV_POPULATE_READ failed with errno {error}");
            }
        }
    }

    private void CopyChecked(ReadOnlySpan<int> rows, Span<float> destination) => _guarded.Copy(rows, destination);

    private byte* RowAt(int row) => _guarded.RowAt(row);
}
