namespace HotRow.Lab;

/// <summary>Gives the hit ratio over all ids to somebody whose lookup already fetches each distinct row of a batch once.</summary>
internal sealed class TotalIdsWay : FoolingWay
{
    private const int Batch = 1_000;

    public override string Name => "hits of total ids for unique rows";

    public override void Measure(Point point, RunContext context)
    {
        var (rows, accesses) = (context.ByScale(5_000, 1_000_000, 1_000_000), context.ByScale(20_000, 1_000_000, 5_000_000));
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, IndexCount = accesses, Seed = point.Seed }), Batch);
        var unique = Unique.Hash(Batch);
        var (distinct, inverse) = (new int[Batch], new int[Batch]);
        var (all, once) = (CachePolicies.Lru.Create(new(rows / 20, rows)), CachePolicies.Lru.Create(new(rows / 20, rows)));
        long hits = 0, uniqueHits = 0, uniqueRows = 0;
        foreach (var batch in trace.Batches())
        {
            var found = unique.Find(batch.Indices.Span, distinct, inverse);
            hits += CacheSimulator.Run(all, batch.Indices.Span);
            uniqueHits += CacheSimulator.Run(once, distinct.AsSpan(0, found));
            uniqueRows += found;
        }

        point.Note = FormattableString.Invariant($"LRU with 5 % of {rows:N0} rows, Zipf 1.0, batches of {Batch:N0}: the repeats within a batch hit any cache, and dedup has removed them. Cure: say which, give both.");
        Report(point, 1 - ((double)hits / accesses), 1 - ((double)uniqueHits / uniqueRows), "missed", ValueKind.Counted, higherIsBetter: false);
    }
}
