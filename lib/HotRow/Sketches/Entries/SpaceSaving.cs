namespace HotRow;

/// <summary>Space-Saving: m counters; a row without one takes over the counter with the least count and adds to it.</summary>
/// <remarks>
/// Counters of equal count hang in one bucket, and the buckets in a list by count, so that each use costs O(1).
/// With N uses: count &lt;= estimate &lt;= count + N / m for every row, and every row used more than N / m times has a counter. A row
/// without one is estimated by the least count, which is what a counter of its own could have missed.
/// <para><i>Cost:</i> O(1) per use; 44 B per counter.</para>
/// <para><i>Source:</i> A. Metwally, D. Agrawal and A. El Abbadi, "Efficient computation of frequent and top-k elements in data
/// streams", ICDT 2005, sections 3.1 (stream-summary) and 3.2 (bounds).</para>
/// </remarks>
public sealed class SpaceSaving : IHotRowSketch
{
    private const int None = -1;
    private const int BytesPerCounter = NodeIndex.BytesPerNode + (4 * sizeof(int)) + (3 * sizeof(int)) + sizeof(long);

    // One bucket more than counters: a counter gets its new bucket before it leaves the old one.
    private const int ExtraBucketBytes = sizeof(long) + (3 * sizeof(int));
    private readonly NodeIndex _index;
    private readonly int[] _rows; // by counter, as are the next three
    private readonly int[] _buckets;
    private readonly int[] _next; // neighbours in the bucket
    private readonly int[] _previous;
    private readonly long[] _counts; // by bucket, as are the next three
    private readonly int[] _first;
    private readonly int[] _higher; // the next bucket by count; of a free bucket, the next free one
    private readonly int[] _lower;
    private int _used;
    private int _least = None;
    private int _free;

    /// <summary>Creates an empty sketch with as many counters as the budget holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget holds fewer counters than rows are to be named.</exception>
    public SpaceSaving(HotRowSketchArgs args)
    {
        var counters = args.Entries(ExtraBucketBytes, BytesPerCounter, args.Top);
        (_rows, _buckets, _next, _previous) = (new int[counters], new int[counters], new int[counters], new int[counters]);
        (_counts, _first, _higher, _lower) = (new long[counters + 1], new int[counters + 1], new int[counters + 1], new int[counters + 1]);
        _index = new NodeIndex(_rows);
        Bytes = BytesFor(counters);
        Clear();
    }

    /// <summary>How many counters there are: m in the bounds.</summary>
    public int Counters => _rows.Length;

    /// <inheritdoc/>
    public long Accesses { get; private set; }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Add(int row)
    {
        Accesses++;
        var counter = _index.Find(row);
        if (counter >= 0)
        {
            Raise(counter);
            return;
        }

        if (_used < _rows.Length)
        {
            counter = _used++;
            _rows[counter] = row;
            Link(counter, _least != None && _counts[_least] == 1 ? _least : NewBucket(1, None, _least));
        }
        else
        {
            counter = _first[_least];
            _index.Remove(counter);
            _rows[counter] = row;
            Raise(counter);
        }

        _index.Add(counter);
    }

    /// <inheritdoc/>
    public long EstimateOf(int row)
    {
        var counter = _index.Find(row);
        return counter >= 0 ? _counts[_buckets[counter]] : _used < _rows.Length ? 0 : _counts[_least];
    }

    /// <inheritdoc/>
    public int Top(Span<HeavyRow> destination)
    {
        var written = 0;
        var highest = _least;
        while (highest != None && _higher[highest] != None)
        {
            highest = _higher[highest];
        }

        for (var bucket = highest; bucket != None && written < destination.Length; bucket = _lower[bucket])
        {
            for (var counter = _first[bucket]; counter != None && written < destination.Length; counter = _next[counter])
            {
                destination[written++] = new(_rows[counter], _counts[bucket]);
            }
        }

        destination[..written].Sort(static (a, b) => a.Estimate != b.Estimate ? b.Estimate.CompareTo(a.Estimate) : a.Row.CompareTo(b.Row));
        return written;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        (_used, _least, _free, Accesses) = (0, None, 0, 0);
        _index.Clear();
        for (var bucket = 0; bucket < _higher.Length; bucket++)
        {
            _higher[bucket] = bucket + 1 < _higher.Length ? bucket + 1 : None;
        }
    }

    /// <summary>The budget of a sketch with that many counters.</summary>
    internal static long BytesFor(long counters) => ExtraBucketBytes + (counters * BytesPerCounter);

    private void Raise(int counter)
    {
        var bucket = _buckets[counter];
        var higher = _higher[bucket];
        var count = _counts[bucket] + 1;
        var isThere = higher != None && _counts[higher] == count;
        if (!isThere && _first[bucket] == counter && _next[counter] == None)
        {
            _counts[bucket] = count;
            return;
        }

        var target = isThere ? higher : NewBucket(count, bucket, higher);
        Unlink(counter, bucket);
        Link(counter, target);
    }

    private int NewBucket(long count, int lower, int higher)
    {
        var bucket = _free;
        _free = _higher[bucket];
        (_counts[bucket], _first[bucket], _lower[bucket], _higher[bucket]) = (count, None, lower, higher);
        if (lower == None)
            _least = bucket;
        else
            _higher[lower] = bucket;
        if (higher != None)
            _lower[higher] = bucket;
        return bucket;
    }

    private void Link(int counter, int bucket)
    {
        var next = _first[bucket];
        (_buckets[counter], _previous[counter], _next[counter], _first[bucket]) = (bucket, None, next, counter);
        if (next != None)
            _previous[next] = counter;
    }

    private void Unlink(int counter, int bucket)
    {
        var (previous, next) = (_previous[counter], _next[counter]);
        if (previous == None)
            _first[bucket] = next;
        else
            _next[previous] = next;
        if (next != None)
            _previous[next] = previous;
        if (_first[bucket] == None)
            RemoveBucket(bucket);
    }

    private void RemoveBucket(int bucket)
    {
        var (lower, higher) = (_lower[bucket], _higher[bucket]);
        if (lower == None)
            _least = higher;
        else
            _higher[lower] = higher;
        if (higher != None)
            _lower[higher] = lower;
        (_higher[bucket], _free) = (_free, bucket);
    }
}

public static partial class HotRowSketches
{
    /// <summary>Space-Saving with a stream-summary.</summary>
    public static readonly HotRowSketchInfo SpaceSaving = Add(new("space-saving", "Metwally, Agrawal, El Abbadi 2005, ICDT",
        "count <= estimate <= count + N / counters", args => new SpaceSaving(args), NeverBelow: true, NeverAbove: false));
}
