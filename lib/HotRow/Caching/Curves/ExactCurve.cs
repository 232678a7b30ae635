namespace HotRow;

/// <summary>Exact curves: every access counts.</summary>
public static class ExactCurve
{
    /// <summary>The LRU curve of a trace at every capacity, in one pass.</summary>
    /// <remarks><i>Cost:</i> that of <see cref="StackDistances"/>, and 8 B per row of the table.</remarks>
    public static MissRatioCurve Lru(IAccessTrace trace)
    {
        var distances = new StackDistances(trace.RowCount);
        var histogram = new long[trace.RowCount];
        long accesses = 0;
        foreach (var rows in Pieces(trace))
        {
            distances.Count(rows.Span, histogram);
            accesses += rows.Length;
        }

        List<CurvePoint> points = accesses > 0 ? [default] : [];
        long hits = 0;
        for (var distance = 0; distance < histogram.Length; distance++)
        {
            hits += histogram[distance];
            var ratio = (double)hits / accesses;
            if (histogram[distance] > 0)
                points.Add(new(distance + 1, ratio, ratio, ratio));
        }

        return new(CachePolicies.Lru.Name, CurveMethod.StackDistances, points, "");
    }

    /// <summary>The curve of any policy at some capacities, one simulation for each.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="capacities">Cached rows, each at least 1; in any order.</param>
    /// <param name="trace">The accesses.</param>
    /// <exception cref="InputException">The policy needs the trace in memory and it is too long for that.</exception>
    public static MissRatioCurve Of(CachePolicyInfo policy, IReadOnlyList<int> capacities, IAccessTrace trace)
    {
        var points = new List<CurvePoint>();
        foreach (var capacity in capacities.Distinct().Order())
        {
            var ratio = CacheSimulator.Simulate(policy, capacity, trace, distinct: 0).HitRatio;
            points.Add(new(capacity, ratio, ratio, ratio));
        }

        return new(policy.Name, CurveMethod.Simulation, points, "");
    }

    /// <summary>The accesses in pieces as long as they come: a trace in memory is one.</summary>
    internal static IEnumerable<ReadOnlyMemory<int>> Pieces(IAccessTrace trace) =>
        trace is MemoryTrace inMemory ? [inMemory.Rows] : trace.Batches().Select(batch => batch.Indices);
}
