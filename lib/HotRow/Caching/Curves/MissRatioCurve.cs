namespace HotRow;

/// <summary>How a curve was found.</summary>
public enum CurveMethod
{
    /// <summary>Exact at every capacity, from LRU stack distances.</summary>
    StackDistances,

    /// <summary>Exact at the capacities asked for, one simulation for each.</summary>
    Simulation,

    /// <summary>Estimated from the stack distances of a sample of the rows.</summary>
    SampledStackDistances,

    /// <summary>Estimated by simulating small caches on a sample of the rows.</summary>
    SampledSimulation,
}

/// <summary>One point of a curve.</summary>
/// <param name="Capacity">Cached rows; a fraction where a sampled distance was scaled up.</param>
/// <param name="HitRatio">Hits over accesses, compulsory misses included.</param>
/// <param name="Low">Lower end of the 95 % interval; the hit ratio itself where it is exact.</param>
/// <param name="High">Upper end of the 95 % interval; the hit ratio itself where it is exact.</param>
public readonly record struct CurvePoint(double Capacity, double HitRatio, double Low, double High);

/// <summary>A policy's hit ratio as a function of the capacity. The miss ratio is one less the hit ratio.</summary>
public sealed class MissRatioCurve
{
    private readonly CurvePoint[] _points;

    /// <summary>Creates a curve.</summary>
    /// <param name="policy">The policy's catalog name.</param>
    /// <param name="method">How the points were found.</param>
    /// <param name="points">Points by ascending capacity, no two alike.</param>
    /// <param name="note">What a reader must know of the method, empty for nothing.</param>
    /// <exception cref="ArgumentException">The capacities do not ascend.</exception>
    public MissRatioCurve(string policy, CurveMethod method, IReadOnlyList<CurvePoint> points, string note)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (!(points[i].Capacity > points[i - 1].Capacity))
                throw new ArgumentException($"capacity {points[i].Capacity} does not follow {points[i - 1].Capacity}", nameof(points));
        }

        Policy = policy;
        Method = method;
        Note = note;
        _points = [.. points];
    }

    /// <summary>The policy's catalog name.</summary>
    public string Policy { get; }

    /// <summary>How the points were found.</summary>
    public CurveMethod Method { get; }

    /// <summary>What a reader must know of the method, a phrase without a full stop; empty for nothing.</summary>
    public string Note { get; }

    /// <summary>Whether the points are counts over the whole trace and not estimates.</summary>
    public bool IsExact => Method is CurveMethod.StackDistances or CurveMethod.Simulation;

    /// <summary>The points by ascending capacity: those where an LRU curve changes, or the capacities asked for.</summary>
    public ReadOnlySpan<CurvePoint> Points => _points;

    /// <summary>The hit ratio with that many cached rows.</summary>
    /// <remarks>Curves from stack distances start at capacity 0 and hold their last value for ever; between two points an exact
    /// one holds the first one's value. Other curves are straight between two points and NaN outside them. <i>Cost:</i> O(log points).</remarks>
    public double At(double capacity) => PointAt(capacity).HitRatio;

    /// <summary>The same with its interval.</summary>
    public CurvePoint PointAt(double capacity)
    {
        var next = FirstAbove(capacity);
        if (next > 0 && (_points[next - 1].Capacity == capacity || Holds(next)))
            return _points[next - 1] with { Capacity = capacity };
        return next == 0 || next == _points.Length
            ? new(capacity, double.NaN, double.NaN, double.NaN)
            : Between(_points[next - 1], _points[next], capacity);
    }

    /// <summary>Mean absolute difference of two curves' hit ratios over some capacities; NaN without any.</summary>
    public double MeanAbsoluteError(MissRatioCurve other, IEnumerable<int> capacities) =>
        capacities.Select(c => Math.Abs(At(c) - other.At(c))).DefaultIfEmpty(double.NaN).Average();

    // Whether the curve keeps the value of the point before this one until this one.
    private bool Holds(int next) => Method == CurveMethod.StackDistances || (Method == CurveMethod.SampledStackDistances && next == _points.Length);

    private static CurvePoint Between(CurvePoint below, CurvePoint above, double capacity)
    {
        var share = (capacity - below.Capacity) / (above.Capacity - below.Capacity);
        return new(capacity, double.Lerp(below.HitRatio, above.HitRatio, share), double.Lerp(below.Low, above.Low, share), double.Lerp(below.High, above.High, share));
    }

    private int FirstAbove(double capacity)
    {
        var (low, high) = (0, _points.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_points[middle].Capacity <= capacity)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
