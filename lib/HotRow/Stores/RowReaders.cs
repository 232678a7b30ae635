using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Readers that keep a number of row reads in flight on one file: the calling thread and depth - 1 threads that live as long as the store.</summary>
/// <remarks>Both sides wait on semaphores, which spin a little before they park. Every reader has its own aligned buffer and takes the next
/// row that nobody has taken, so a slow read delays only its own row. A batch wakes no more readers than it has rows.</remarks>
internal sealed unsafe class RowReaders : IDisposable
{
    private const int PageBytes = 4096;
    private readonly DirectFile _file;
    private readonly int _rowBytes;
    private readonly int _bufferBytes;
    private readonly byte* _buffers;
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

    public RowReaders(DirectFile file, int rowBytes, int depth)
    {
        _file = file;
        _rowBytes = rowBytes;

        // The aligned range that covers a row is longest when the row begins just before the end of a block.
        var covering = RoundUp(rowBytes + file.Alignment - 1, file.Alignment);
        _bufferBytes = (int)RoundUp(covering, PageBytes);
        _buffers = (byte*)NativeMemory.AlignedAlloc((nuint)_bufferBytes * (nuint)depth, (nuint)Math.Max(PageBytes, file.Alignment));
        _threads = new Thread[depth - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var buffer = _buffers + ((nint)(i + 1) * _bufferBytes);
            _threads[i] = new Thread(() => Serve(buffer), 256 * 1024) { IsBackground = true, Name = $"row reader {i + 1}" };
            _threads[i].Start();
        }
    }

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

            ReadWhileAnyLeft(_buffers);
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

        NativeMemory.AlignedFree(_buffers);
        _wake.Dispose();
        _done.Dispose();
    }

    private static long RoundUp(long value, int multiple) => (value + multiple - 1) / multiple * multiple;

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
                ReadRow(_rows[i], buffer, (byte*)(_destination + ((nint)i * (_rowBytes / sizeof(float)))));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _next, int.MaxValue / 2);
        }
    }

    private void ReadRow(int row, byte* buffer, byte* destination)
    {
        var offset = (long)row * _rowBytes;
        if (!_file.IsDirect)
        {
            RequireAll(_file.Read(new Span<byte>(destination, _rowBytes), offset), _rowBytes, row);
            return;
        }

        var start = offset - (offset % _file.Alignment);
        var lead = (int)(offset - start);
        var covering = (int)RoundUp(lead + _rowBytes, _file.Alignment);
        RequireAll(_file.Read(new Span<byte>(buffer, covering), start), lead + _rowBytes, row);
        new ReadOnlySpan<byte>(buffer + lead, _rowBytes).CopyTo(new Span<byte>(destination, _rowBytes));
    }

    private void RequireAll(int read, int wanted, int row)
    {
        if (read < wanted)
        {
            throw new IOException($"{_file.FilePath} has become shorter than its table: pread for row {row} at offset {(long)row * _rowBytes} ended {wanted - read} bytes early");
        }
    }
}
