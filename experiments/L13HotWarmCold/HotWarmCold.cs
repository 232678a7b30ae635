namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L13: hot, warm, cold.</summary>
    public static readonly IExperiment HotWarmCold = Add(new HotWarmCold());
}

/// <summary>L13: a table spread over three tiers by how often its rows are used: what each tier holds, serves and costs.</summary>
/// <remarks>Placement is fixed: the tiers are learned on the first half of a trace and judged on the second. Caches that move rows are compared
/// with fixed placement in L5.
/// <para><i>Deviation:</i> the hot tier is a copy in main memory that stands in for a device's; so is the warm one, and the two differ by their size
/// only. What the document's own tiers (4.8 TB/s, 16 GB/s) would make of it is modelled with the file's measured time.</para></remarks>
internal sealed partial class HotWarmCold : IExperiment
{
    internal const string AllCold = "all in the file";
    internal const string AllNear = "all in DRAM";
    internal const string OfRows = "of the rows";
    internal const string OfAccesses = "of the accesses";
    internal const string OfDistinct = "of a batch's distinct rows";
    internal const string OfTime = "of the time";
    internal const string OfModelledTime = "of the time, device modelled";

    internal static readonly TierSplit Document = new(5, 20);

    private static readonly TierSplit[] s_splits = [new(1, 4), Document, new(10, 40)];
    private static readonly double[] s_alphas = [0.8, 0.9, 1, 1.1, 1.2];
    private static readonly (string Name, int Rows)[] s_tables = [("N = 100 k", 100_000), ("N = 1 M", 1_000_000), ("N = 10 M", 10_000_000)];

    public string Id => "l13-hot-warm-cold";

    public string Title => "Hot, warm, cold";

    public string Question => "Does it pay to spread a table over tiers by how often its rows are used, and is the cold tier really rarely used?";

    public double Weight => 4;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        var batch = context.ByScale(100, 1_000, 1_000);
        var rows = context.ByScale(32_768, 100_000, 100_000);
        var dim = context.ByScale(16, 768, 768);
        var memory = context.Shared(() => GeneratedRows.InMemory(rows, dim));
        ReplayedTrace Zipf(double alpha) => ReplayedTrace.Zipf(context.ByScale(5_000, 100_000, 100_000), alpha, context.ByScale(20_000, 600_000, 4_000_000), context.Seed);
        void Measured(ReplayedTrace trace, double weight) =>
            context.Point(trace.Parameters("measured"), point => Measure(point, trace, memory, batch, context.ByScale(20_000, int.MaxValue, int.MaxValue)), weight);

        var texts = ReplayedTrace.Texts(context);
        foreach (var trace in texts)
        {
            context.Point(trace.Parameters("counted"), point => CountShares(point, trace, batch, context.ByScale(20_000, int.MaxValue, int.MaxValue)), 0);
        }

        // The first of them also makes the table in memory.
        Measured(Zipf(1), 1.4);
        foreach (var trace in texts.Where(t => t.Name is "docs-unique" or "corpus"))
        {
            Measured(trace, 1);
        }

        foreach (var alpha in context.ByScale<double[]>([], [1.2, 0.8], [1.2, 0.8, 0.9, 1.1]))
        {
            Measured(Zipf(alpha), 0.7);
        }
    }

    private static void Measure(Point point, ReplayedTrace replayed, Lazy<EmbeddingTable> memory, int batch, int most)
    {
        if (Read(point, replayed, batch, most) is not { } halves || GeneratedRows.Open(point, memory.Value.RowCount, memory.Value.EmbeddingDim) is not { } file)
        {
            return;
        }

        if (halves.Judged.RowCount > file.RowCount)
        {
            point.SkipReason = $"the trace '{replayed.Name}' has {halves.Judged.RowCount} rows, the table of this point {file.RowCount}; folding them would forge repeats";
            return;
        }

        if (s_splits.Any(split => halves.Place(split).Rows(TierPlacement.Warm).Length == 0))
        {
            point.SkipReason = $"the first half of '{replayed.Name}' uses {halves.ByUse.Length} rows, too few for a warm tier of {halves.Whole}";
            return;
        }

        point.Note = $"hot, warm: copies in DRAM; cold: {file.Path}; 100 % is {halves.Whole:N0} rows of {file.RowBytes} B; batches of {batch:N0}";
        var pool = BatchPool.Spread(halves.Judged, batch, PoolBatches);
        var output = new float[batch * file.EmbeddingDim];
        AddWhole(point, AllCold, file, pool, output, batch);
        var walks = new Dictionary<TierSplit, TieredWalk>();
        foreach (var split in s_splits)
        {
            var placement = halves.Place(split);
            var walk = walks[split] = new TieredWalk(point, memory.Value, file, placement, pool, output);
            point.Check($"{split.Name}: rows, and rows per tier as counted", walk.Check);
            point.Variant(split.Name, walk.Step, Derived.NsPer(Metrics.NsPerRow, batch));
            if (split == Document)
            {
                AddCounts(point, placement, halves.Judged.Rows.Span, batch);
            }
        }

        AddWhole(point, AllNear, new DramRowStore(memory.Value), pool, output, batch);
        var accesses = Array.ConvertAll(halves.Place(Document).Count(halves.Judged.Rows.Span), count => (double)count / halves.Judged.Rows.Length);
        point.After(timing => Divide(point, timing, walks, accesses, batch, file.RowBytes));
    }

    private static void AddWhole(Point point, string name, IRowStore store, BatchPool pool, float[] output, int batch)
    {
        point.Check($"{name}: rows", () =>
        {
            store.ReadRows(pool.First.Indices.Span, output);
            return GeneratedRows.Match(pool.First.Indices.Span, store.EmbeddingDim, output);
        });
        var walk = pool.Walk();
        point.Variant(name, () => store.ReadRows(walk().Indices.Span, output), Derived.NsPer(Metrics.NsPerRow, batch));
    }

    private static void Divide(Point point, Func<string, VariantSamples> timing, Dictionary<TierSplit, TieredWalk> walks, double[] accesses, int batch, int rowBytes)
    {
        foreach (var (split, walk) in walks)
        {
            var near = Statistics.PairedRatio(timing(AllNear).SamplesNs, timing(split.Name).SamplesNs, point.Seed);
            point.Value(OfDramSpeed, near.Value, split.Name, ValueKind.Measured, near.Low, near.High);
            for (var tier = 0; split == Document && tier < TierPlacement.Names.Length; tier++)
            {
                var share = walk.TimeShare(tier);
                point.Value(TierShare, share.Value, OfTime, ValueKind.Measured, share.Low, share.High, At(tier));
            }
        }

        // The document's device and link, and the file as it was measured with whole batches from it.
        double[] nsPerRow = [rowBytes / DocumentMachine.HbmGBps, LinkModel.Pcie16.Seconds(rowBytes) * 1e9, Statistics.Median(timing(AllCold).SamplesNs).Value / batch];
        var perTier = accesses.Zip(nsPerRow, (share, ns) => share * ns).ToArray();
        for (var tier = 0; tier < perTier.Length; tier++)
        {
            point.Value(TierShare, perTier[tier] / perTier.Sum(), OfModelledTime, ValueKind.Modelled, at: At(tier));
        }
    }
}
