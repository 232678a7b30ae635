using System.Buffers;

namespace HotRow;

/// <summary>How a <see cref="MappedFileRowStore"/> reads without being ended by a file that shrinks meanwhile.</summary>
public enum MapGuard
{
    /// <summary>The kernel keeps writers out for the length of a call (a read lease), and rows are read in place. Two windows remain, and end the process: an error of the disk itself, and a call that lasts longer than /proc/sys/fs/lease-break-time (45 s) while a writer waits.</summary>
    Lease,

    /// <summary>The kernel copies the rows and reports what it cannot read (process_vm_readv): no shrinking and no disk error is missed, and every row costs a system call.</summary>
    CheckedCopy,

    /// <summary>The file's length is looked at when a call begins, and no more: a file that shrinks during the call ends the process on Unix. Windows does not let a mapped file shrink.</summary>
    LengthOnly,
}

/// <summary>A table's rows in a file that is mapped into memory: a far tier whose near side is the system's own page cache.</summary>
/// <remarks>One caller at a time; a second one is refused, not served. A row that is named twice is read twice.
/// <para>A file that somebody shortens gives an <see cref="IOException"/> at the next call. During a call the file is held by a lease where the
/// kernel grants one: a writer then waits until the call ends. Where it does not (the file is open for writing, belongs to another user, lies on
/// a network) rows are copied by the kernel instead, which is slower; <see cref="Guard"/> says which it was.</para>
/// <para><i>Cost:</i> four system calls per batch, and what the advice adds; nothing is allocated.</para></remarks>
public sealed unsafe class MappedFileRowStore : IRowStore
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closed = 2;
    private const int ChunksPerThread = 8;
    private readonly MappedFile _file;
    private readonly StoredTable _table;
    private readonly int _threads;
    private readonly MapGuard? _onlyGuard;
    private readonly Action<int> _readChunk;
    private int* _rows;
    private float* _destination;
    private int _count;
    private int _chunk;
    private int _state;

    private MappedFileRowStore(MappedFile file, StoredTable table, MapAdvice advice, int threads, MapGuard? onlyGuard)
    {
        (_file, _table, Advice, _threads, _onlyGuard) = (file, table, advice, threads, onlyGuard);
        (RowBytes, _readChunk) = (table.RowBytes, ReadChunk);
        InMemory = FileSystems.IsMemory(FileSystems.FormatOf(table.Path));
        Guard = TakeGuard();
        ReleaseGuard();
    }

    /// <summary><see cref="MemoryTier.Ssd"/>, or <see cref="MemoryTier.Dram"/> when the file lies on a memory file system.</summary>
    public MemoryTier Tier => InMemory ? MemoryTier.Dram : MemoryTier.Ssd;

    /// <inheritdoc/>
    public string Path => $"mapped file, {DescribeAdvice()}, {_threads} thread{(_threads == 1 ? "" : "s")}, {DescribeGuard()}{(InMemory ? ", in memory: no disk is read" : "")}";

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
    public MapGuard Guard { get; private set; }

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
            return Refuse(file, advice) is { } why
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
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _state) == Closed, this);
        return _file.ResidentBytes();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another call is running.</exception>
    /// <exception cref="IOException">The file has become shorter than its table, or a page of it cannot be read.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
        var state = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(state == Closed, this);
        if (state == Reading)
        {
            throw new InvalidOperationException("a MappedFileRowStore serves one ReadRows at a time, and one is running; give each thread its own store");
        }

        try
        {
            if (!rows.IsEmpty)
            {
                ReadGuarded(rows, destination);
            }
        }
        finally
        {
            Volatile.Write(ref _state, Idle);
        }
    }

    /// <summary>Ends the mapping.</summary>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public void Dispose()
    {
        var state = Interlocked.CompareExchange(ref _state, Closed, Idle);
        if (state == Reading)
        {
            throw new InvalidOperationException("a MappedFileRowStore was disposed while ReadRows was running");
        }

        if (state == Idle)
        {
            _file.Dispose();
        }
    }

    /// <summary>Gives the mapping its advice, or says why it cannot be had.</summary>
    private static string? Refuse(MappedFile file, MapAdvice advice)
    {
        if (!Enum.IsDefined(advice))
        {
            return $"it is none of {string.Join(", ", Enum.GetNames<MapAdvice>())}";
        }

        if (advice == MapAdvice.PopulateBatch && (file.IsPortable || file.Advise(file.Pointer, 1, LinuxFileCalls.AdvisePopulateRead) != 0))
        {
            return "only Linux 5.14 and later know MADV_POPULATE_READ";
        }

        var whole = advice == MapAdvice.Sequential ? LinuxFileCalls.AdviseSequential : LinuxFileCalls.AdviseRandom;
        var error = advice == MapAdvice.None ? 0 : file.Advise(whole);
        return error == 0 ? null : $"madvise failed with errno {error}";
    }

    private void ReadGuarded(ReadOnlySpan<int> rows, Span<float> destination)
    {
        Guard = TakeGuard();
        try
        {
            // Looked at under the guard: from here on a lease keeps the length as it is.
            var length = _file.FileLength;
            if (length < _table.Offset + _table.Bytes)
            {
                throw new IOException($"{_table.Path} has become shorter than its table: it has {length} bytes, and the rows end at {_table.Offset + _table.Bytes}");
            }

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
            ReleaseGuard();
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
        else if (Format == RowFormats.Fp32)
        {
            RowKernels.Gather((float*)_file.Pointer, RowCount, EmbeddingDim, rows, destination);
        }
        else
        {
            for (var i = 0; i < rows.Length; i++)
            {
                Format.Decode(new(RowAt(rows[i]), RowBytes), destination.Slice(i * EmbeddingDim, EmbeddingDim));
            }
        }
    }

    private void Populate(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            if (_file.Advise(RowAt(row), RowBytes, LinuxFileCalls.AdvisePopulateRead) is not 0 and var error)
            {
                throw Unreadable(row, $"MADV_POPULATE_READ failed with errno {error}");
            }
        }
    }

    private void CopyChecked(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var stored = ArrayPool<byte>.Shared.Rent(RowBytes);
        try
        {
            fixed (byte* first = stored)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    if (!CheckedCopy.TryCopy(RowAt(rows[i]), first, RowBytes))
                    {
                        throw Unreadable(rows[i], "process_vm_readv could not read it");
                    }

                    Format.Decode(stored.AsSpan(0, RowBytes), destination.Slice(i * EmbeddingDim, EmbeddingDim));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private MapGuard TakeGuard() =>
        _onlyGuard is null or MapGuard.Lease && _file.TryHold() ? MapGuard.Lease
        : _onlyGuard is null or MapGuard.CheckedCopy && CheckedCopy.IsAvailable && !_file.IsPortable ? MapGuard.CheckedCopy
        : MapGuard.LengthOnly;

    private void ReleaseGuard()
    {
        if (Guard == MapGuard.Lease)
        {
            _file.LetGo();
        }
    }

    private byte* RowAt(int row) => _file.Pointer + ((nint)row * RowBytes);

    private IOException Unreadable(int row, string what) =>
        new($"{_table.Path} has become shorter than its table, or its disk fails: row {row} at offset {_table.Offset + ((long)row * RowBytes)} cannot be read ({what})");

    private string DescribeAdvice() => _file.IsPortable ? "advice has no effect on this system" : Advice switch
    {
        MapAdvice.None => "no advice",
        MapAdvice.Random => "MADV_RANDOM",
        MapAdvice.Sequential => "MADV_SEQUENTIAL",
        MapAdvice.WillNeedBatch => "MADV_WILLNEED per batch",
        _ => "MADV_POPULATE_READ per batch",
    };

    private string DescribeGuard() => Guard switch
    {
        MapGuard.Lease => "held by a lease while read",
        MapGuard.CheckedCopy => "copied by the kernel",
        _ => "length checked per batch",
    };
}
