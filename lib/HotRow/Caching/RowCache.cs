using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>A cache of rows in near memory over a far row store: slots with row data, and a policy that says which row has which slot.</summary>
/// <remarks>
/// A batch is accessed in order, exactly as <see cref="CacheSimulator"/> does, so both count the same hits. The policy
/// first runs over the whole batch while the slots keep what they held before it; then all missing rows are read in one
/// call, so that the far tier has as many reads in flight as it can; then hits are copied out; last, the rows that still
/// own a slot are copied into it. A row missed twice in a batch, because it lost its slot in between or was bypassed, is read twice.
/// <para>Not for concurrent use.</para>
/// <para><i>Cost:</i> allocates nothing per batch; a row takes EmbeddingDim floats rounded up to 64 bytes, so every row starts on a cache line.</para>
/// </remarks>
public sealed unsafe class RowCache : IDisposable
{
    private const int FloatsPerLine = 16;
    private const int NotInBatch = -1;
    private readonly IRowStore _store;
    private readonly ICachePolicy _policy;
    private readonly int _stride;
    private readonly int[] _filledBy; // per slot: the access of this batch that fills it, or NotInBatch
    private readonly int[] _source; // per access: the slot that held its row before the batch, or ~ the access that reads it
    private readonly int[] _missing; // the accesses that read from the store, in order
    private readonly int[] _missingRows;
    private readonly int[] _missingSlots; // -1 where bypassed
    private float* _slots;
    private bool _broken;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="store">The far tier. The cache does not own it.</param>
    /// <param name="policy">A policy that nothing else drives, made for at least the store's rows.</param>
    /// <param name="maxIndices">The largest batch that will come.</param>
    /// <exception cref="ArgumentOutOfRangeException">maxIndices is below 1, or the policy already holds rows.</exception>
    public RowCache(IRowStore store, ICachePolicy policy, int maxIndices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(policy.Count, 0, nameof(policy));
        _store = store;
        _policy = policy;
        _stride = checked((store.EmbeddingDim + FloatsPerLine - 1) / FloatsPerLine * FloatsPerLine);
        // A cache with room for every row never reuses a slot, so it needs no more slots than there are rows.
        SlotCount = Math.Max(1, Math.Min(policy.Capacity, store.RowCount));
        _filledBy = new int[SlotCount];
        Array.Fill(_filledBy, NotInBatch);
        _source = new int[maxIndices];
        _missing = new int[maxIndices];
        _missingRows = new int[maxIndices];
        _missingSlots = new int[maxIndices];
        DataBytes = (long)SlotCount * _stride * sizeof(float);
        _slots = (float*)NativeMemory.AlignedAlloc((nuint)DataBytes, FloatsPerLine * sizeof(float));
    }

    /// <summary>Releases the slots if <see cref="Dispose"/> was not called.</summary>
    ~RowCache() => Free();

    /// <summary>Slots that can ever be used: the policy's capacity, or the store's rows when those are fewer.</summary>
    public int SlotCount { get; }

    /// <summary>Bytes of near memory for row data.</summary>
    public long DataBytes { get; }

    /// <summary>Bytes of near memory for everything else: the policy's bookkeeping, and the batch's.</summary>
    public long MetadataBytes => _policy.MetadataBytes + (((long)_filledBy.Length + (4L * _source.Length)) * sizeof(int));

    /// <summary>Copies the rows out in the order named, through the cache. <i>Shape:</i> destination is <c>[rows.Length, EmbeddingDim]</c>.</summary>
    /// <returns>What this batch did. A row that is missed and used again in the batch counts as a miss and then as hits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below the store's RowCount, or the batch is larger than the cache was made for.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">A batch before failed half-way, so that the slots do not hold what the policy believes.</exception>
    public LookupResult Lookup(ReadOnlySpan<int> rows, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(_slots is null, this);
        if (_broken)
            throw new InvalidOperationException("a batch before failed half-way and left the cache in doubt: make a new RowCache");

        Check(rows, destination);
        _broken = true;
        var missCount = RunPolicy(rows, out var bypasses);
        ReadMissing(missCount, destination);
        CopyHits(rows.Length, destination);
        FillSlots(missCount, destination);
        _broken = false;

        var hits = rows.Length - missCount;
        return new LookupResult(rows.Length, -1, hits, missCount, bypasses, (long)hits * _store.EmbeddingDim * sizeof(float), (long)missCount * _store.RowBytes);
    }

    /// <summary>Releases the slots.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Check(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if (rows.Length > _source.Length)
            throw new ArgumentOutOfRangeException(nameof(rows), rows.Length, $"the batch has {rows.Length} rows; the cache was made for at most {_source.Length}");
        if (destination.Length < (long)rows.Length * _store.EmbeddingDim)
            throw new ArgumentException($"the destination has {destination.Length} floats; {rows.Length} rows of {_store.EmbeddingDim} need {(long)rows.Length * _store.EmbeddingDim}", nameof(destination));

        var rowCount = (uint)_store.RowCount;
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= rowCount)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"rows[{i}] is {rows[i]}; allowed are 0 to {(long)rowCount - 1}");
        }
    }

    // Runs the policy over the batch and notes where each row will come from; moves no data.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RunPolicy(ReadOnlySpan<int> rows, out int bypasses)
    {
        var missCount = 0;
        bypasses = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var access = _policy.Access(rows[i]);
            var slot = access.Slot;
            if (access.IsHit)
            {
                var filledBy = _filledBy[slot];
                _source[i] = filledBy == NotInBatch ? slot : ~filledBy;
                continue;
            }

            _source[i] = ~i;
            _missing[missCount] = i;
            _missingRows[missCount] = rows[i];
            _missingSlots[missCount++] = slot;
            if (slot >= 0)
                _filledBy[slot] = i;
            else
                bypasses++;
        }

        return missCount;
    }

    // Reads the missing rows into the destination's front, then moves them to their places from the last to the first:
    // the k-th missing access is never before place k, so no row is overwritten before it has moved.
    private void ReadMissing(int missCount, Span<float> destination)
    {
        if (missCount == 0)
            return;

        var dim = _store.EmbeddingDim;
        _store.ReadRows(_missingRows.AsSpan(0, missCount), destination[..(missCount * dim)]);
        for (var k = missCount - 1; k >= 0 && _missing[k] != k; k--)
        {
            destination.Slice(k * dim, dim).CopyTo(destination.Slice(_missing[k] * dim, dim));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyHits(int count, Span<float> destination)
    {
        var dim = _store.EmbeddingDim;
        for (var i = 0; i < count; i++)
        {
            var source = _source[i];
            if (source >= 0)
                Slot(source).CopyTo(destination.Slice(i * dim, dim));
            else if (~source != i)
                destination.Slice(~source * dim, dim).CopyTo(destination.Slice(i * dim, dim));
        }
    }

    private void FillSlots(int missCount, Span<float> destination)
    {
        var dim = _store.EmbeddingDim;
        for (var k = 0; k < missCount; k++)
        {
            var slot = _missingSlots[k];
            // Only the last row of the batch that was given a slot still owns it.
            if (slot >= 0 && _filledBy[slot] == _missing[k])
            {
                destination.Slice(_missing[k] * dim, dim).CopyTo(Slot(slot));
                _filledBy[slot] = NotInBatch;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<float> Slot(int slot) => new(_slots + ((nint)slot * _stride), _store.EmbeddingDim);

    private void Free()
    {
        NativeMemory.AlignedFree(_slots);
        _slots = null;
    }
}
