using System.Runtime.ExceptionServices;

namespace HotRow;

/// <summary>Reads announced sets of rows in the background, one set after the other, into a few buffers of near memory.</summary>
/// <remarks>
/// One thread of the reader's own reads; one caller announces sets with <see cref="Begin"/>, receives each with <see cref="Take"/> in the same order, and gives its
/// buffer back with <see cref="Release"/>. Memory is bounded by the number of buffers: a set can be announced while a buffer is free. What the store throws
/// while a set is read is thrown by the Take of that set; the sets after it are read all the same.
/// <para>The store is used by the reader's thread between a Begin and the Take that answers it, and by nobody in between; it is not owned.</para>
/// <para>The thread keeps the reader and the store alive until <see cref="Dispose"/>: a reader that is forgotten instead stays until the process ends.</para>
/// <para><i>Cost:</i> buffers x budget rows of near memory and one thread; a hand-over allocates nothing.</para></remarks>
public sealed class BackgroundReader : IDisposable
{
    private readonly IRowStore _store;
    private readonly NearRows _near;
    private readonly Buffer[] _buffers; // a ring: released, taken, read, being read, begun, free
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _read = new(0);
    private readonly ILookupObserver? _observer;
    private readonly Thread _thread;
    private long _beginCount;
    private long _takeCount;
    private long _releaseCount;
    private int _disposed;
    private volatile bool _stop;

    /// <summary>Takes the memory and starts the thread.</summary>
    /// <param name="store">Where rows are read.</param>
    /// <param name="budget">The most rows of one set, at least 1.</param>
    /// <param name="buffers">Sets that can be announced, read or in use at one time, at least 1; with 2, one is in use while the next is read.</param>
    /// <param name="observer">Is told, on the reader's thread, when a set's read begins and ends.</param>
    /// <exception cref="InputException">The buffers do not fit into memory.</exception>
    public BackgroundReader(IRowStore store, int budget, int buffers = 2, ILookupObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 1);
        _store = store;
        _observer = observer;
        Budget = budget;
        _near = new((long)buffers * budget, store.EmbeddingDim, $"{buffers} prefetch buffers of {budget:N0} rows");
        _buffers = [.. Enumerable.Range(0, buffers).Select(i => new Buffer(new int[budget], i * budget))];
        _thread = new(Serve) { IsBackground = true, Name = "prefetch reader" };
        _thread.Start();
    }

    /// <summary>The most rows of one set.</summary>
    public int Budget { get; }

    /// <summary>Sets announced and not yet taken.</summary>
    public int Pending => (int)(_beginCount - _takeCount);

    /// <summary>Whether the next <see cref="Take"/> returns without waiting.</summary>
    public bool IsReady => _read.CurrentCount > 0;

    /// <summary>Announces a set of rows; returns at once.</summary>
    /// <param name="rows">0 &lt;= row &lt; the store's RowCount, at most <see cref="Budget"/>; copied.</param>
    /// <exception cref="InvalidOperationException">Every buffer is in use: take or release one first.</exception>
    public void Begin(ReadOnlySpan<int> rows)
    {
        ObjectDisposedException.ThrowIf(_stop, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, Budget);
        RowCheck.Rows(rows, _store.RowCount);
        if (_beginCount - _releaseCount == _buffers.Length)
        {
            throw new InvalidOperationException($"all {_buffers.Length} prefetch buffers are in use: take and release one before the next Begin");
        }

        var buffer = _buffers[_beginCount % _buffers.Length];
        rows.CopyTo(buffer.Rows);
        buffer.Count = rows.Length;
        _beginCount++;
        _begun.Release();
    }

    /// <summary>Waits until the oldest set that has not been taken is read, and returns how many rows it has; its buffer is the current one until <see cref="Release"/>.</summary>
    /// <exception cref="InvalidOperationException">No set is announced, or the one before was not released.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed, or was while this call waited.</exception>
    /// <remarks><i>Throws</i> what the store threw when it read this set; the buffer is then free again.</remarks>
    public int Take()
    {
        ObjectDisposedException.ThrowIf(_stop, this);
        if (Pending == 0)
        {
            throw new InvalidOperationException("no set of rows has been announced: call Begin before Take");
        }

        if (_takeCount != _releaseCount)
        {
            throw new InvalidOperationException("a set is taken already: call Release before the next Take");
        }

        _read.Wait();
        ObjectDisposedException.ThrowIf(_stop, this);
        var buffer = _buffers[_takeCount % _buffers.Length];
        _takeCount++;
        if (buffer.Failure is { } failure)
        {
            buffer.Failure = null;
            _releaseCount++;
            failure.Throw();
        }

        return buffer.Count;
    }

    /// <summary>The row numbers of the set that is taken.</summary>
    public ReadOnlySpan<int> TakenRows => Taken.Rows.AsSpan(0, Taken.Count);

    /// <summary>One row of the set that is taken. <i>Shape:</i> <c>[EmbeddingDim]</c>.</summary>
    /// <param name="place">The row's place in <see cref="TakenRows"/>.</param>
    public ReadOnlySpan<float> TakenRow(int place)
    {
        var buffer = Taken;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)buffer.Count, nameof(place));
        return _near.Rows(buffer.First + place, 1);
    }

    /// <summary>Gives back the buffer of the set that is taken.</summary>
    /// <exception cref="InvalidOperationException">None is taken.</exception>
    public void Release()
    {
        _ = Taken;
        _releaseCount++;
    }

    /// <summary>Stops the thread after the read in flight, if there is one, and releases the memory; sets that are only announced are not read.</summary>
    /// <remarks>May be called from another thread than the caller's, but not while that one uses taken rows; a Take that waits is then ended by an
    /// ObjectDisposedException. The semaphores are left to the collector: such a Take still looks at them.</remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stop = true;
        _begun.Release();
        _thread.Join();
        _read.Release();
        _near.Dispose();
    }

    private Buffer Taken
    {
        get
        {
            ObjectDisposedException.ThrowIf(_stop, this);
            return _takeCount > _releaseCount
                ? _buffers[_releaseCount % _buffers.Length]
                : throw new InvalidOperationException("no set of rows is taken");
        }
    }

    private void Serve()
    {
        for (long next = 0; ; next++)
        {
            _begun.Wait();
            if (_stop)
            {
                return;
            }

            var buffer = _buffers[next % _buffers.Length];
            try
            {
                _observer?.Begin(LookupPhase.Prefetch, buffer.Count);
                _store.ReadRows(buffer.Rows.AsSpan(0, buffer.Count), _near.Rows(buffer.First, buffer.Count));
                _observer?.End(LookupPhase.Prefetch);
            }
#pragma warning disable CA1031 // Whatever the store throws comes back to the caller of Take.
            catch (Exception e)
#pragma warning restore CA1031
            {
                buffer.Failure = ExceptionDispatchInfo.Capture(e);
            }

            _read.Release();
        }
    }

    private sealed class Buffer(int[] rows, int first)
    {
        public int[] Rows { get; } = rows;

        public int First { get; } = first; // in the near memory

        public int Count { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
