using System.Runtime.ExceptionServices;

namespace HotRow;

/// <summary>Readers that keep a number of row reads in flight on one file: the calling thread and depth - 1 threads that live as long as the store.</summary>
/// <remarks>Both sides wait on semaphores, which spin a little before they park. Every reader has its own aligned buffer and takes the next
/// row that nobody has taken, so a slow read delays only its own row. A batch wakes no more readers than it has rows.
/// <para>The waiting threads keep the readers, and so the file, alive until <see cref="Dispose"/>: readers that are forgotten instead stay until the process ends.</para></remarks>
internal sealed unsafe class PreadReaders : IRowReaders
{
    private const int PageBytes = 4096;
    private readonly DirectFile _file;
    private readonly StoredTable _table;
    private readonly RowBlocks _blocks;
    private readonly ReadBuffers _buffers;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread[] _threads;
    private int* _rows;
    private float* _destination;
    private int _count;
    private int _next;
    private int _running;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stop;

    public PreadReaders(DirectFile file, StoredTable table, int depth)
    {
        (_file, _table, _blocks) = (file, table, new(file, table));
        _buffers = new(depth, _blocks.BufferBytes, Math.Max(PageBytes, file.Alignment));
        _threads = new Thread[depth - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var buffer = _buffers[i + 1];
            _threads[i] = new Thread(() => Serve(buffer), 256 * 1024) { IsBackground = true, Name = $"row reader {i + 1}" };
        }

        var started = 0;
        try
        {
            for (; started < _threads.Length; started++)
            {
                _threads[started].Start();
            }
        }
        catch
        {
            // The system gives no more threads: those that run must not keep the buffers.
            _threads = _threads[..started];
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Description => $"{_threads.Length + 1} {(_threads.Length == 0 ? "pread" : "preads")} in flight";

    /// <summary>Reads rows; the first failure stops the others and is thrown here once all readers have stopped.</summary>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        fixed (int* rowsStart = rows)
        fixed (float* destinationStart = destination)
        {
            var helpers = Math.Min(_threads.Length, rows.Length - 1);
            _rows = rowsStart;
            _destination = destinationStart;
            _count = rows.Length;
            _next = 0;
            _failure = null;
            if (helpers > 0)
            {
                Volatile.Write(ref _running, helpers);
                _wake.Release(helpers);
            }

            ReadWhileAnyLeft(_buffers[0]);
            if (helpers > 0)
            {
                _done.Wait();
            }
        }

        _failure?.Throw();
    }

    public void Dispose()
    {
        _stop = true;
        if (_threads.Length > 0)
        {
            _wake.Release(_threads.Length);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _buffers.Dispose();
        _wake.Dispose();
        _done.Dispose();
    }

    private void Serve(byte* buffer)
    {
        while (true)
        {
            _wake.Wait();
            if (_stop)
            {
                return;
            }

            ReadWhileAnyLeft(buffer);
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _done.Release();
            }
        }
    }

    private void ReadWhileAnyLeft(byte* buffer)
    {
        try
        {
            int i;
            while ((i = Interlocked.Increment(ref _next) - 1) < _count)
            {
                ReadRow(_rows[i], buffer, _destination + ((nint)i * _table.EmbeddingDim));
            }
        }
        catch (Exception e)
        {
            // Whatever it was, a codec's mistake too: it belongs to the caller, not to a thread that would end the process.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _next, int.MaxValue / 2);
        }
    }

    private void ReadRow(int row, byte* buffer, float* destination)
    {
        var (start, lead, length) = _blocks.Covering(row);

        // The page cache gives any bytes to any address: rows that need no decoding go straight into place.
        var inPlace = !_file.IsDirect && _table.Format == RowFormats.Fp32;
        if (_file.Read(new Span<byte>(inPlace ? (byte*)destination : buffer, length), start) < lead + _blocks.RowBytes)
        {
            throw _blocks.TooShort(row);
        }

        if (!inPlace)
        {
            _table.Format.Decode(new(buffer + lead, _blocks.RowBytes), new(destination, _table.EmbeddingDim));
        }
    }
}
