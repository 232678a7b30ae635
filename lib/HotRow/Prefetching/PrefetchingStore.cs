namespace HotRow;

/// <summary>A row store that reads an announced set of rows in the background and serves them from near memory, and every other row from the store behind it.</summary>
/// <remarks>
/// It stands below any lookup strategy or cache: announce the next batch's rows with <see cref="Begin"/>, call <see cref="Advance"/> when that batch comes, and
/// let the strategy read. The rows served from near memory are those of the set that was advanced to; the set after it is read meanwhile.
/// <para>The background reads through a store of its own. Where that is the same object as the one behind, rows cannot be read while a set is
/// under way: call Begin when the batch has been looked up, and Advance before the next one.</para>
/// <para><i>Cost:</i> two buffers of budget rows, and one thread; nothing is allocated after construction. A served row is copied once more than a row
/// that is read straight to its place.</para></remarks>
public sealed class PrefetchingStore : IRowStore
{
    private readonly IRowStore _store;
    private readonly bool _shared;
    private readonly ILookupObserver? _observer;
    private readonly BackgroundReader _reader;
    private readonly int[] _missRows;
    private readonly int[] _places; // per row asked for: its place in the buffer, or -1
    private readonly bool[] _used; // per place
    private RowPlaces _current; // the rows of the set that is served
    private RowPlaces _coming; // the rows of the set that is being read
    private bool _serving;
    private bool _waited;
    private volatile bool _disposed;

    /// <summary>Creates the store.</summary>
    /// <param name="store">Serves the rows that were not announced; not owned.</param>
    /// <param name="readerStore">The same table for the background; not owned. It may be <paramref name="store"/> itself.</param>
    /// <param name="budget">The most rows of one set, at least 1.</param>
    /// <param name="maxRows">Rows that one call usually reads; more are read in several calls. At least 1.</param>
    /// <param name="observer">Is told when the caller waits for a set, reads missing rows and copies served ones.</param>
    /// <param name="readerObserver">Is told when a set is read, on the reader's thread.</param>
    /// <exception cref="ArgumentException">The two stores do not hold tables of one shape.</exception>
    /// <exception cref="InputException">The buffers do not fit into memory.</exception>
    public PrefetchingStore(IRowStore store, IRowStore readerStore, int budget, int maxRows, ILookupObserver? observer = null, ILookupObserver? readerObserver = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(readerStore);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        if (store.RowCount != readerStore.RowCount || store.EmbeddingDim != readerStore.EmbeddingDim)
        {
            throw new ArgumentException(
                $"the background reads a table of {readerStore.RowCount} x {readerStore.EmbeddingDim}; the store behind holds {store.RowCount} x {store.EmbeddingDim}", nameof(readerStore));
        }

        _store = store;
        _shared = ReferenceEquals(store, readerStore);
        _observer = observer;
        _reader = new(readerStore, budget, buffers: 2, readerObserver);
        _missRows = new int[maxRows];
        _places = new int[maxRows];
        _used = new bool[budget];
        _current = new(budget);
        _coming = new(budget);
    }

    /// <inheritdoc/>
    public MemoryTier Tier => _store.Tier;

    /// <inheritdoc/>
    public string Path => $"{_store.Path}, sets of at most {_reader.Budget} rows read ahead";

    /// <inheritdoc/>
    public RowFormat Format => _store.Format;

    /// <inheritdoc/>
    public int RowCount => _store.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => _store.EmbeddingDim;

    /// <inheritdoc/>
    public int RowBytes => _store.RowBytes;

    /// <summary>Whether an announced set is still waited for or being read.</summary>
    public bool IsComing => _reader.Pending > 0 && !_reader.IsReady;

    /// <summary>Rows of the set that is served.</summary>
    public int IssuedRows => _current.Count;

    /// <summary>Rows of the set that have been asked for since <see cref="Advance"/>.</summary>
    public int UsedRows { get; private set; }

    /// <summary>The used rows, if Advance had to wait for their set; otherwise 0.</summary>
    public int LateRows => _waited ? UsedRows : 0;

    /// <summary>Reads since Advance that were served from near memory.</summary>
    public long ServedReads { get; private set; }

    /// <summary>Reads since Advance that went to the store behind.</summary>
    public long DemandReads { get; private set; }

    /// <summary>Announces the rows that will be wanted after the next <see cref="Advance"/>; returns at once.</summary>
    /// <param name="rows">Distinct, 0 &lt;= row &lt; RowCount, at most the budget.</param>
    /// <exception cref="ArgumentException">A row is named twice.</exception>
    /// <exception cref="InvalidOperationException">A set is announced already.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Begin(ReadOnlySpan<int> rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, _reader.Budget);
        if (_reader.Pending > 0)
        {
            throw new InvalidOperationException("a set of rows is announced already: call Advance before the next Begin");
        }

        _coming.Clear();
        foreach (var row in rows)
        {
            if (!_coming.TryAdd(row))
            {
                throw new ArgumentException($"row {row} is named twice; the rows of a set are distinct", nameof(rows));
            }
        }

        _reader.Begin(rows);
    }

    /// <summary>Goes on to the next batch: gives up the set that was served, and waits for the one that was announced, if any.</summary>
    /// <remarks><i>Throws</i> what the store threw when the set was read; the store stays usable, with nothing to serve.</remarks>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void Advance()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_serving)
        {
            _serving = false;
            _reader.Release();
        }

        (ServedReads, DemandReads, UsedRows, _waited) = (0, 0, 0, false);
        _current.Clear();
        if (_reader.Pending == 0)
        {
            return;
        }

        _waited = IsComing;
        if (_waited)
        {
            _observer?.Begin(LookupPhase.Wait, _coming.Count);
        }

        var count = _reader.Take();
        if (_waited)
        {
            _observer?.End(LookupPhase.Wait);
        }

        _serving = true;
        (_current, _coming) = (_coming, _current);
        _used.AsSpan(0, count).Clear();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A set is under way in the store behind, which serves one caller at a time.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
        while (!rows.IsEmpty)
        {
            var count = Math.Min(rows.Length, _places.Length);
            ReadPart(rows[..count], destination[..(count * EmbeddingDim)]);
            rows = rows[count..];
            destination = destination[(count * EmbeddingDim)..];
        }
    }

    /// <summary>Stops the reader after the read in flight and releases the buffers.</summary>
    public void Dispose()
    {
        _disposed = true;
        _reader.Dispose();
    }

    private void ReadPart(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var misses = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var place = _current.Find(rows[i]);
            _places[i] = place;
            if (place < 0)
            {
                _missRows[misses++] = rows[i];
            }
            else if (!_used[place])
            {
                _used[place] = true;
                UsedRows++;
            }
        }

        DemandReads += misses;
        ServedReads += rows.Length - misses;
        if (misses > 0)
        {
            ReadMissing(misses, destination);
        }

        if (misses < rows.Length)
        {
            _observer?.Begin(LookupPhase.Stage, rows.Length - misses);
            Spread(rows.Length, misses, destination);
            _observer?.End(LookupPhase.Stage);
        }
    }

    private void ReadMissing(int misses, Span<float> destination)
    {
        if (_shared && _reader.Pending > 0)
        {
            throw new InvalidOperationException("the background reads through the store behind, which serves one caller at a time: call Advance first, or give the background a store of its own");
        }

        _store.ReadRows(_missRows.AsSpan(0, misses), destination[..(misses * EmbeddingDim)]);
    }

    // The missing rows lie one behind the other at the start of the destination. From the end backwards, each row's place is at or behind
    // the missing row that goes there, so nothing is overwritten that is still needed.
    private void Spread(int count, int misses, Span<float> destination)
    {
        var dim = EmbeddingDim;
        for (var i = count - 1; i >= 0; i--)
        {
            var target = destination.Slice(i * dim, dim);
            if (_places[i] >= 0)
            {
                _reader.TakenRow(_places[i]).CopyTo(target);
            }
            else if (--misses != i)
            {
                destination.Slice(misses * dim, dim).CopyTo(target);
            }
        }
    }
}
