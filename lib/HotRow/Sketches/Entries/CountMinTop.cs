namespace HotRow;

/// <summary>A count-min sketch with a heap of the rows it estimates highest.</summary>
/// <remarks>
/// Four lines of w counters; a row has one counter in each, and its estimate is the least of them. With N uses: count &lt;=
/// estimate always, and estimate &lt;= count + (e / w) N for a given row with probability at least 1 - e^-4 = 98.2 % over the hashes.
/// Conservative update raises only the counters that must rise, which keeps both bounds and is never above the plain sketch.
/// <para><i>Cost:</i> four random reads and writes per use; 4 B per counter, 28 B per kept row. A counter stops at 2^32 - 1.</para>
/// <para><i>Source:</i> G. Cormode and S. Muthukrishnan, "An improved data stream summary: the count-min sketch and its applications",
/// Journal of Algorithms 55 (2005), sections 3 and 4; conservative update: C. Estan and G. Varghese, SIGCOMM 2002, section 3.</para>
/// </remarks>
public sealed class CountMinTop : IHotRowSketch
{
    /// <summary>Lines of counters.</summary>
    public const int Depth = 4;

    private readonly uint[] _counters;
    private readonly ulong[] _factors = new ulong[Depth];
    private readonly ulong[] _offsets = new ulong[Depth];
    private readonly bool _conservative;
    private readonly TopRows _top;

    /// <summary>Creates an empty sketch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget does not hold the heap and one counter in each line.</exception>
    public CountMinTop(HotRowSketchArgs args, bool conservative)
    {
        var fixedBytes = ((long)args.Top * TopRows.BytesPerRow) + (2L * Depth * sizeof(ulong));
        Width = args.Entries(fixedBytes, Depth * sizeof(uint), least: 1);
        _counters = new uint[Depth * Width];
        _conservative = conservative;
        _top = new TopRows(args.Top);
        Bytes = fixedBytes + ((long)_counters.Length * sizeof(uint));
        var random = new Xoshiro256(args.Seed);
        for (var line = 0; line < Depth; line++)
        {
            (_factors[line], _offsets[line]) = (random.NextUInt64(), random.NextUInt64());
        }
    }

    /// <summary>Counters in a line: w in the bounds.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public long Accesses { get; private set; }

    /// <inheritdoc/>
    public long Bytes { get; }

    /// <inheritdoc/>
    public void Add(int row)
    {
        Accesses++;
        var raised = uint.MaxValue;
        if (_conservative)
        {
            raised = (uint)Math.Min(Read(row) + 1, uint.MaxValue);
            for (var line = 0; line < Depth; line++)
            {
                ref var counter = ref _counters[Place(line, row)];
                counter = Math.Max(counter, raised);
            }
        }
        else
        {
            for (var line = 0; line < Depth; line++)
            {
                ref var counter = ref _counters[Place(line, row)];
                counter += counter == uint.MaxValue ? 0u : 1u;
                raised = Math.Min(raised, counter);
            }
        }

        _top.Offer(row, raised);
    }

    /// <inheritdoc/>
    public long EstimateOf(int row) => Read(row);

    /// <inheritdoc/>
    public int Top(Span<HeavyRow> destination) => _top.Top(destination);

    /// <inheritdoc/>
    public void Clear()
    {
        Accesses = 0;
        Array.Clear(_counters);
        _top.Clear();
    }

    private long Read(int row)
    {
        var least = uint.MaxValue;
        for (var line = 0; line < Depth; line++)
        {
            least = Math.Min(least, _counters[Place(line, row)]);
        }

        return least;
    }

    // Multiply-shift with an offset: pairwise independent (Dietzfelbinger 1996), which the bound asks for.
    private int Place(int line, int row)
    {
        var hash = ((_factors[line] * (uint)row) + _offsets[line]) >> 32;
        return (line * Width) + (int)((hash * (uint)Width) >> 32);
    }
}

public static partial class HotRowSketches
{
    /// <summary>Count-min with a heap.</summary>
    public static readonly HotRowSketchInfo CountMin = Add(new("count-min-heap", "Cormode, Muthukrishnan 2005, J. Algorithms 55",
        "count <= estimate; estimate <= count + e N / width with probability 98.2 %", args => new CountMinTop(args, conservative: false), NeverBelow: true, NeverAbove: false));

    /// <summary>Count-min with conservative update and a heap.</summary>
    public static readonly HotRowSketchInfo CountMinConservative = Add(new("count-min-conservative", "Cormode, Muthukrishnan 2005; conservative update: Estan, Varghese 2002, SIGCOMM",
        "as count-min-heap, and never above it", args => new CountMinTop(args, conservative: true), NeverBelow: true, NeverAbove: false));
}
