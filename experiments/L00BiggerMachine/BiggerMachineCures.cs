namespace HotRow.Lab;

/// <summary>The cures of L0, each against its reference on the same machine and the same batches.</summary>
internal sealed partial class BiggerMachine
{
    private const string HardwareSide = "hardware to buy";
    private const string GivenSide = "hardware in every machine";
    private const string CureSide = "cure";
    private const double CachedShare = 0.05;
    private const int CountedBatches = 16;

    private static TimedLookup Contender(Point point, LookupStrategyInfo strategy, LookupArgs args, BatchPool batches, PageMemory output, ReferenceLookup reference, string name)
    {
        var lookup = new TimedLookup(point, strategy, args, batches, output);
        point.Check($"{name}, against row-by-row copies", () => lookup.Compare(reference));
        point.Variant(name, lookup.Run, Derived.NsPer(Metrics.NsPerRow, batches.First.Indices.Length));
        return lookup;
    }

    private static void GatherInsteadOfProduct(Point point, Size size)
    {
        var table = point.Own(GeneratedRows.InMemory(size.Rows, size.Dim));
        var batches = Batches(Workloads.Uniform, size, point.Seed);
        var output = point.Own(new PageMemory(size.BatchBytes, "the rows of a batch"));
        var store = new DramRowStore(table);
        var reference = new ReferenceLookup(store, PoolingMode.None);
        var args = new LookupArgs(store, MaxIndices: size.Batch);
        Contender(point, LookupStrategies.OneHotDense, args, batches, output, reference, "one-hot product");
        Contender(point, LookupStrategies.Gather, args, batches, output, reference, "gather");
        point.Variant(Fma, () => RowKernels.FmaPeak(FmaSteps), Derived.Rate(Metrics.GflopPerSecond, (double)FmaSteps * RowKernels.FmaStepFlops / 1e9));
        var stream = ReadStreamMemory.Own(point, Math.Max(size.BatchBytes, 8L * table.Bytes), "the stream that a product reads");
        point.Variant("read stream", () => RowKernels.ReadStream(stream.Floats), Derived.Rate(Metrics.GBps, stream.Bytes / 1e9));
        point.After(timing =>
        {
            AddGain(point, timing, CureSide, "gather, not product", "one-hot product", "gather");
            var bytes = ((long)size.Batch * size.Rows * sizeof(float)) + table.Bytes + size.BatchBytes;
            var peak = FmaSteps * (double)RowKernels.FmaStepFlops / Fastest(timing(Fma));
            var roof = new Roofline(bytes, 2.0 * size.Batch * size.Rows * size.Dim, stream.Bytes / Fastest(timing("read stream")), peak);
            AddShares(point, "one-hot product", roof, timing("one-hot product"));
        });
    }

    private static void GatherInsteadOfCopy(Point point, Size size, EmbeddingTable table)
    {
        var batches = Batches(Workloads.Uniform, size, point.Seed);
        var output = point.Own(new PageMemory(size.BatchBytes, "the rows of a batch"));
        var store = new DramRowStore(table);
        var reference = new ReferenceLookup(store, PoolingMode.None);
        var args = new LookupArgs(store, MaxIndices: size.Batch);
        Contender(point, LookupStrategies.FullCopy, args, batches, output, reference, "copy of the whole table");
        Contender(point, LookupStrategies.Gather, args, batches, output, reference, "gather");
        point.After(timing => AddGain(point, timing, CureSide, "gather, not copy", "copy of the whole table", "gather"));
    }

    private static void DedupInMemory(Point point, Size size, EmbeddingTable table)
    {
        var batches = Batches(Workloads.Zipf, size, point.Seed);
        var output = point.Own(new PageMemory(size.BatchBytes, "the rows of a batch"));
        var store = new DramRowStore(table);
        var reference = new ReferenceLookup(store, PoolingMode.None);
        var args = new LookupArgs(store, MaxIndices: size.Batch);
        Contender(point, LookupStrategies.Gather, args, batches, output, reference, "gather");
        Contender(point, LookupStrategies.Dedup, args, batches, output, reference, "dedup");
        AddUniqueShare(point, size, batches);
        point.After(timing => AddGain(point, timing, CureSide, "dedup, memory", "gather", "dedup"));
    }

    private static void AddUniqueShare(Point point, Size size, BatchPool batches)
    {
        point.Value(UniqueShare, batches.MeanUnique() / size.Batch, Counted);
        point.Value(UniqueShare, new ZipfLaw(size.Rows, 1).ExpectedUnique(size.Batch) / size.Batch, ClosedForm, ValueKind.Computed);
    }

    private static void CureFile(Point point, Size size, Lazy<EmbeddingTable> sameRows)
    {
        if (GeneratedRows.Open(point, size.Rows, size.Dim) is not { } file)
        {
            return;
        }

        // The file holds the rows of the table in memory, which judges what is read from it.
        var reference = new ReferenceLookup(new DramRowStore(sameRows.Value), PoolingMode.None);
        var batches = Batches(Workloads.Zipf, size, point.Seed);
        var output = point.Own(new PageMemory(size.BatchBytes, "the rows of a batch"));
        var capacity = Math.Max(1, (int)(CachedShare * size.Rows));
        var args = new LookupArgs(file, MaxIndices: size.Batch, CapacityRows: capacity, Policy: CachePolicies.Lru);
        Contender(point, LookupStrategies.Gather, args, batches, output, reference, "every row from the file");
        Contender(point, LookupStrategies.Dedup, args, batches, output, reference, "dedup");
        var cached = Contender(point, LookupStrategies.Cached, args, batches, output, reference, "cached");

        // A batch brings more rows than a quarter of the slots, so the cache is full, and forgets its start, within these.
        cached.Warm(8);
        point.Value(Metrics.HitRatio, cached.Count(CountedBatches).HitRatio, "cached");
        point.Value(CacheBytes, (double)capacity * size.Dim * sizeof(float), "cached", ValueKind.Computed);
        point.Note += $"; LRU over {capacity:N0} rows in memory ({CachedShare:0 %} of the table's rows), warm";
        AddUniqueShare(point, size, batches);
        point.After(timing =>
        {
            AddGain(point, timing, CureSide, "dedup, file", "every row from the file", "dedup");
            AddGain(point, timing, CureSide, "cache, file", "every row from the file", "cached");
        });
    }
}
