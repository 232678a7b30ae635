using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Least frequently used: the row with the fewest uses since it was admitted leaves; among equals the one that
/// reached that count first.</summary>
/// <remarks>Rows of equal count form a bucket, oldest last, and the buckets form a list in order of count; a hit moves a
/// row one bucket on, the victim is the last row of the first bucket. Counts start anew with every admission and never
/// age, so rows that were hot once stay. A prefetched row starts at 0 uses, a demanded one at 1.
/// <para><i>Cost:</i> O(1) per access, 40 B per slot beside the index.</para>
/// <para><i>Source:</i> K. Shah, A. Mitra and D. Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme" (2010).</para>
/// <para><i>Deviation:</i> a row alone in its bucket raises the bucket's count instead of moving to a new one; the order of eviction is the same.</para></remarks>
public sealed class LfuPolicy : ICachePolicy, IRowIndexed
{
    private const int Live = 0;
    private const int Free = 1;
    private readonly RowIndex _index;
    private readonly NodeLists _members; // list b holds the slots of bucket b
    private readonly NodeLists _buckets; // Live from the lowest count to the highest, and Free
    private readonly int[] _rows;
    private readonly int[] _bucketOf;
    private readonly long[] _uses; // of each bucket

    /// <summary>Creates the policy of an empty cache.</summary>
    public LfuPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _bucketOf = new int[_rows.Length];
        _uses = new long[_rows.Length];
        _members = new NodeLists(_rows.Length, _rows.Length);
        _buckets = new NodeLists(_rows.Length, 2);
        _index = new RowIndex(args.RowCount, _rows.Length);
        for (var bucket = 0; bucket < _rows.Length; bucket++)
        {
            _buckets.PushFirst(Free, bucket);
        }
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _members.Bytes + _buckets.Bytes + ((long)_rows.Length * ((2 * sizeof(int)) + sizeof(long)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand) =>
        _index.IsDirect ? Touch(row, _index.FindDirect(row), kind) : AccessInTable(row, kind);

    // Out of line, so that the usual path calls nothing and saves no registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheAccess AccessInTable(int row, AccessKind kind) => Touch(row, _index.FindInTable(row), kind);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CacheAccess Touch(int row, int slot, AccessKind kind)
    {
        if (slot < 0)
            return Admit(row, kind);

        if (kind == AccessKind.Demand)
            Promote(slot);
        return CacheAccess.Hit(slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Promote(int slot)
    {
        var bucket = _bucketOf[slot];
        var uses = _uses[bucket] + 1;
        var next = _buckets.Next(bucket);
        var alone = _members.First(bucket) == _members.Last(bucket);
        if (next != NodeLists.End(Live) && _uses[next] == uses)
        {
            _members.Remove(slot);
            Enter(slot, next);
            if (alone)
                Release(bucket);
        }
        else if (alone)
        {
            _uses[bucket] = uses;
        }
        else
        {
            _members.Remove(slot);
            Enter(slot, NewBucket(bucket, uses));
        }
    }

    private CacheAccess Admit(int row, AccessKind kind)
    {
        var evicted = -1;
        int slot;
        if (Count < _rows.Length)
        {
            slot = Count++;
        }
        else
        {
            var lowest = _buckets.First(Live);
            slot = _members.PopLast(lowest);
            if (_members.IsEmpty(lowest))
                Release(lowest);
            evicted = _rows[slot];
            _index.Remove(evicted);
        }

        _rows[slot] = row;
        Enter(slot, BucketForNew(kind == AccessKind.Demand ? 1 : 0));
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int BucketForNew(int uses)
    {
        var place = NodeLists.End(Live);
        var lowest = _buckets.First(Live);
        if (lowest != place && _uses[lowest] < uses)
        {
            place = lowest;
            lowest = _buckets.Next(lowest);
        }

        return lowest != NodeLists.End(Live) && _uses[lowest] == uses ? lowest : NewBucket(place, uses);
    }

    private int NewBucket(int place, long uses)
    {
        var bucket = _buckets.PopLast(Free);
        _uses[bucket] = uses;
        _buckets.InsertAfter(place, bucket);
        return bucket;
    }

    private void Release(int bucket)
    {
        _buckets.Remove(bucket);
        _buckets.PushFirst(Free, bucket);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(int slot, int bucket)
    {
        _bucketOf[slot] = bucket;
        _members.PushFirst(bucket, slot);
    }
}

public static partial class CachePolicies
{
    /// <summary>Least frequently used, counted while in the cache.</summary>
    public static readonly CachePolicyInfo Lfu = Add(new("lfu", "Shah, Mitra and Matani 2010", args => new LfuPolicy(args)));
}
