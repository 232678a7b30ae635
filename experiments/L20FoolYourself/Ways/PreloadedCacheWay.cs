namespace HotRow.Lab;

/// <summary>Fills the cache with the trace's own rows before it counts, and sets that beside a cache that began empty.</summary>
internal sealed class PreloadedCacheWay : FoolingWay
{
    public override string Name => "pre-loaded cache";

    public override void Measure(Point point, RunContext context)
    {
        var (rows, accesses) = (context.ByScale(5_000, 100_000, 1_000_000), context.ByScale(5_000, 100_000, 1_000_000));
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, IndexCount = accesses, Seed = point.Seed })).Rows;
        var capacity = rows / 5;
        var policy = CachePolicies.Lru.Create(new(capacity, rows));
        var empty = (double)CacheSimulator.Run(policy, trace.Span) / accesses;
        var preloaded = (double)CacheSimulator.Run(policy, trace.Span) / accesses;
        var optimum = CacheSimulator.Simulate(CachePolicies.Belady, capacity, rows, trace).HitRatio;
        point.Check("no cache that begins empty beats the optimum", () => (empty <= optimum, FormattableString.Invariant($"LRU {empty:0.0000}, optimum {optimum:0.0000}")));
        point.Note = FormattableString.Invariant($"LRU with 20 % of the rows, {accesses:N0} Zipf accesses; the optimum from empty hits {optimum:0.000}. Cure: both from empty, or name the steady state.");
        Report(point, 1 - preloaded, 1 - empty, "missed", ValueKind.Counted, higherIsBetter: false);
    }
}
