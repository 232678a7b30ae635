using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>A cache of rows in near memory over a far row store: slots with row data, and a policy that says which row has which slot.</summary>
/// <remarks>
/// The policy sees a batch's indices in order, repeats included, exactly as <see cref="CacheSimulator"/> does, so both count the same hits.
/// While it runs, the slots keep what they held before the batch. Then all missing rows are read in one call, so that the far
/// tier has as many reads in flight as it can, into a staging area behind the slots; so every answer lies in one piece of near
/// memory and one gather (or pooled gather) makes the output. Last, the rows that still own a slot are copied into it. A repeat of
/// a row that this batch reads is a hit, served from the staging area; a row that is missed twice in a batch, because it lost its slot in
/// between or was bypassed, is read twice.
/// <para>Not for concurrent use.</para>
/// <para><i>Cost:</i> allocates nothing per batch; near memory for <see cref="SlotCount"/> rows and for the rows of the largest batch.</para>
/// </remarks>
public sealed unsafe class RowCache : IDisposable
{
    private const int NotInBatch = -1;
    private readonly IRowStore _store;
    private readonly ICachePolicy _policy;
    private readonly NearRows _near; // the slots, then the staging area
    private readonly int[] _sources; // per index: where its row lies in near memory
    private readonly int[] _missRows;
    private readonly int[] _missSlots; // -1 where bypassed
    private readonly int[] _filledBy; // per slot: the miss of this batch that fills it, or NotInBatch
    private readonly ulong[] _resident; // one bit per row of the store
    private readonly ILookupObserver? _observer;
    private bool _interrupted;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="store">The far tier. The cache does not own it.</param>
    /// <param name="policy">A policy that nothing else drives, made for at least the store's rows.</param>
    /// <param name="maxIndices">The largest batch that will come.</param>
    /// <param name="observer">Is told the phases of each lookup; null costs nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">maxIndices is below 1, or the policy already holds rows.</exception>
    /// <exception cref="InputException">The slots do not fit into memory.</exception>
    public RowCache(IRowStore store, ICachePolicy policy, int maxIndices, ILookupObserver? observer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(policy.Count, 0, nameof(policy));
        _store = store;
        _policy = policy;
        _observer = observer;

        // A cache with room for every row never reuses a slot, so it needs no more slots than there are rows.
        SlotCount = Math.Max(1, Math.Min(policy.Capacity, store.RowCount));
        _near = new((long)SlotCount + maxIndices, store.EmbeddingDim, $"a cache of {SlotCount:N0} rows and a batch of {maxIndices:N0}");
        _sources = new int[maxIndices];
        _missRows = new int[maxIndices];
        _missSlots = new int[maxIndices];
        _filledBy = new int[SlotCount];
        _resident = new ulong[(store.RowCount + 63L) / 64];
        Array.Fill(_filledBy, NotInBatch);
    }

    /// <summary>Slots that can ever be used: the policy's capacity, or the store's rows when those are fewer.</summary>
    public int SlotCount { get; }

    /// <summary>Bytes of near memory for row data: the slots.</summary>
    public long DataBytes => (long)SlotCount * _store.EmbeddingDim * sizeof(float);

    /// <summary>Bytes of near memory for a batch's missing rows; only what batches really used is taken from the system.</summary>
    public long StagingBytes => (long)_sources.Length * _store.EmbeddingDim * sizeof(float);

    /// <summary>Bytes of near memory for everything else: the policy's bookkeeping, the batch's, and a bit per row of the store.</summary>
    public long MetadataBytes => _policy.MetadataBytes + ((_filledBy.Length + (3L * _sources.Length)) * sizeof(int)) + (_resident.Length * (long)sizeof(ulong));

    /// <summary>Whether a row is in a slot now, so that a lookup that began with it would hit. Changes nothing in the policy.</summary>
    /// <param name="row">0 &lt;= row &lt; the store's RowCount.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below the store's RowCount.</exception>
    public bool Contains(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_store.RowCount, nameof(row));
        return (_resident[row >> 6] >> row & 1) != 0;
    }

    /// <summary>Copies the rows out in the order named, through the cache. <i>Shape:</i> destination is <c>[rows.Length, EmbeddingDim]</c>.</summary>
    /// <returns>What this batch did. A row that is missed and used again in the batch counts as a miss and then as hits. Near bytes are one row per hit, far bytes one per miss.</returns>
    /// <param name="rows">0 &lt;= row &lt; the store's RowCount.</param>
    /// <param name="destination">Receives the rows.</param>
    /// <param name="threads">Threads that copy, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below the store's RowCount, or the batch is larger than the cache was made for.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">A batch before failed half-way, so that the slots do not hold what the policy believes.</exception>
    public LookupResult Lookup(ReadOnlySpan<int> rows, Span<float> destination, int threads = 1)
    {
        RowCheck.Rows(rows, _store.RowCount);
        RowCheck.Destination(destination, rows.Length, _store.EmbeddingDim);
        return Lookup(rows, default, PoolingMode.None, destination, threads);
    }

    /// <summary>Releases the near memory.</summary>
    public void Dispose() => _near.Dispose();

    /// <summary>As the public lookup, with pooling; the caller has checked rows, offsets and destination.</summary>
    internal LookupResult Lookup(ReadOnlySpan<int> rows, ReadOnlySpan<int> offsets, PoolingMode pooling, Span<float> destination, int threads)
    {
        ObjectDisposedException.ThrowIf(_near.IsDisposed, this);
        if (rows.Length > _sources.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows.Length, $"the batch has {rows.Length} rows; the cache was made for at most {_sources.Length}");
        }

        if (_interrupted)
        {
            throw new InvalidOperationException("a batch before failed half-way and left the cache in doubt: make a new one");
        }

        _interrupted = true;
        _observer?.Begin(LookupPhase.Probe, rows.Length);
        var misses = RunPolicy(rows, out var bypasses);
        _observer?.End(LookupPhase.Probe);
        if (misses > 0)
        {
            _observer?.Begin(LookupPhase.Fetch, misses);
            _store.ReadRows(_missRows.AsSpan(0, misses), _near.Rows(SlotCount, misses));
            _observer?.End(LookupPhase.Fetch);
        }

        _observer?.Begin(LookupPhase.Gather, rows.Length);
        RowPooling.GatherOrPool(_near, _store.EmbeddingDim, _sources.AsSpan(0, rows.Length), offsets, pooling, destination, threads);
        _observer?.End(LookupPhase.Gather);
        _observer?.Begin(LookupPhase.Fill, misses);
        FillSlots(misses);
        _observer?.End(LookupPhase.Fill);
        _interrupted = false;

        var hits = rows.Length - misses;
        return new(rows.Length, UniqueRows: -1, hits, misses, bypasses, (long)hits * _store.EmbeddingDim * sizeof(float), (long)misses * _store.RowBytes);
    }

    // Runs the policy over the batch and notes where each row will lie; moves no data.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RunPolicy(ReadOnlySpan<int> rows, out int bypasses)
    {
        var slotCount = SlotCount;
        var misses = 0;
        bypasses = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var access = _policy.Access(rows[i]);
            var slot = access.Slot;
            if (access.IsHit)
            {
                var filledBy = _filledBy[slot];
                _sources[i] = filledBy == NotInBatch ? slot : slotCount + filledBy;
                continue;
            }

            if (slot >= 0)
            {
                _filledBy[slot] = misses;
                _resident[rows[i] >> 6] |= 1UL << rows[i];
                if (access.EvictedRow is >= 0 and var evicted)
                {
                    _resident[evicted >> 6] &= ~(1UL << evicted);
                }
            }
            else
            {
                bypasses++;
            }

            _sources[i] = slotCount + misses;
            _missRows[misses] = rows[i];
            _missSlots[misses++] = slot;
        }

        return misses;
    }

    private void FillSlots(int misses)
    {
        for (var miss = 0; miss < misses; miss++)
        {
            var slot = _missSlots[miss];

            // Only the last row of the batch that was given a slot still owns it.
            if (slot >= 0 && _filledBy[slot] == miss)
            {
                _near.Rows(SlotCount + miss, 1).CopyTo(_near.Rows(slot, 1));
                _filledBy[slot] = NotInBatch;
            }
        }
    }
}
