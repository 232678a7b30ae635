namespace HotRow;

/// <summary>HeavyKeeper: buckets that belong to one row each and lose count to other rows, the less likely the higher they are.</summary>
/// <remarks>
/// Two lines of buckets. A use of the bucket's own row adds one; a use of another row takes one away with probability
/// 1.08^-count, and at zero that row takes the bucket over. Small rows wear each other out, large ones hardly lose anything.
/// No estimate is above the true count; a row that owns no bucket and is not kept is estimated 0.
/// <para><i>Cost:</i> two random reads and writes per use; 8 B per bucket, 28 B per kept row. A count stops at 2^32 - 1.</para>
/// <para><i>Source:</i> T. Yang et al., "HeavyKeeper: an accurate algorithm for finding top-k elephant flows", IEEE/ACM Transactions on
/// Networking 27 (2019), section III (basic version) and its no-over-estimation theorem.</para>
/// <para><i>Deviation:</i> the fingerprint is the row itself, 32 bits in place of 16, so it never collides and the theorem holds without
/// exception; the heap takes any row above its least estimate.</para>
/// </remarks>
public sealed class HeavyKeeper : IHotRowSketch
{
    private const int Depth = 2;
    private const double DecayBase = 1.08;
    private const int MostDecayed = 512; // above, the probability is below 2^-56
    private readonly ulong[] _buckets; // row in the high half, count in the low half; count 0 is free
    private readonly ulong[] _decay = new ulong[MostDecayed];
    private readonly ulong[] _factors = new ulong[Depth];
    private readonly int _width;
    private readonly TopRows _top;
    private readonly Xoshiro256 _random;

    /// <summary>Creates an empty sketch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget does not hold the heap and one bucket in each line.</exception>
    public HeavyKeeper(HotRowSketchArgs args)
    {
        var fixedBytes = ((long)args.Top * TopRows.BytesPerRow) + ((MostDecayed + Depth) * sizeof(ulong));
        _width = args.Entries(fixedBytes, Depth * sizeof(ulong), least: 1);
        _buckets = new ulong[Depth * _width];
        _top = new TopRows(args.Top);
        Bytes = fixedBytes + ((long)_buckets.Length * sizeof(ulong));
        _random = new Xoshiro256(args.Seed);
        for (var line = 0; line < Depth; line++)
        {
            _factors[line] = _random.NextUInt64() | 1;
        }

        for (var count = 0; count < MostDecayed; count++)
        {
            _decay[count] = (ulong)Math.Min(Math.Pow(DecayBase, -count) * Math.Pow(2, 64), Math.Pow(2, 64) - 2048);
        }
    }

    /// <inheritdoc/>
    public long Accesses { get; private set; }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Add(int row)
    {
        Accesses++;
        var estimate = 0u;
        for (var line = 0; line < Depth; line++)
        {
            ref var bucket = ref _buckets[Place(line, row)];
            var count = (uint)bucket;
            if (count == 0)
                bucket = Owned(row, count = 1);
            else if ((int)(bucket >> 32) == row)
                bucket = Owned(row, count += count == uint.MaxValue ? 0u : 1u);
            else if (count >= MostDecayed || _random.NextUInt64() >= _decay[count])
                continue;
            else if (count > 1)
            {
                bucket--;
                continue;
            }
            else
                bucket = Owned(row, count = 1);
            estimate = Math.Max(estimate, count);
        }

        if (estimate > 0)
            _top.Offer(row, estimate);
    }

    /// <inheritdoc/>
    public long EstimateOf(int row)
    {
        var estimate = _top.EstimateOf(row);
        for (var line = 0; line < Depth; line++)
        {
            var bucket = _buckets[Place(line, row)];
            if ((int)(bucket >> 32) == row)
                estimate = Math.Max(estimate, (uint)bucket);
        }

        return estimate;
    }

    /// <inheritdoc/>
    public int Top(Span<HeavyRow> destination) => _top.Top(destination);

    /// <inheritdoc/>
    public void Clear()
    {
        Accesses = 0;
        Array.Clear(_buckets);
        _top.Clear();
    }

    private static ulong Owned(int row, uint count) => ((ulong)(uint)row << 32) | count;

    private int Place(int line, int row) => (line * _width) + (int)((((_factors[line] * ((uint)row + 1UL)) >> 32) * (uint)_width) >> 32);
}

public static partial class HotRowSketches
{
    /// <summary>HeavyKeeper, basic version.</summary>
    public static readonly HotRowSketchInfo HeavyKeeper = Add(new("heavy-keeper", "Yang et al. 2019, IEEE/ACM ToN 27",
        "estimate <= count", args => new HeavyKeeper(args), NeverBelow: false, NeverAbove: true));
}
