namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L8: finding a batch's distinct rows, and what fetching only those saves.</summary>
    public static readonly IExperiment DedupAndOrder = Add(new DedupAndOrder());
}

/// <summary>L8: how many rows of a batch are distinct, what finding them costs, and over which tier fetching each only once pays.</summary>
/// <remarks><i>Deviation:</i> no gather in sorted order without dedup: a sort that groups equal rows has found the distinct ones already. The file
/// is L2's, so its rows have 4 KiB.</remarks>
internal sealed partial class DedupAndOrder : IExperiment
{
    internal const int Batch = 1_000;
    internal const string EveryIndex = "every index";
    internal const string Dedup = "dedup";
    internal const string Ascending = "dedup, ascending";
    internal const string Unexpanded = "distinct only";
    internal const string FileTier = "file 4 KiB";
    internal const string DramTier = "DRAM 3 KiB";
    internal const string ShortDramTier = "DRAM 512 B";

    internal static readonly int[] Tables = [1_000_000, 10_000_000];
    internal static readonly double[] Alphas = [0.8, 1, 1.05, 1.2];
    private static readonly int[] s_shareBatches = [256, 1_000, 4_096, 16_384, 65_536];

    public string Id => "l08-dedup";

    public string Title => "Dedup and order";

    public string Question => "Does it pay to fetch each distinct row of a batch only once?";

    public double Weight => 7;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "closed form" }, { "batch", Batch } }, point => ShareByLaw(point, context.ByScale(20, 200, 1_000)), 0);
        var zipf = ReplayedTrace.Zipf(1_000_000, 1, context.ByScale(70_000, 1_000_000, 5_000_000), context.Seed);
        var texts = ReplayedTrace.Texts(context);
        foreach (var trace in texts.Append(zipf))
        {
            context.Point(trace.Parameters("unique share"), point => ShareOf(point, trace, context.ByScale(70_000, int.MaxValue, int.MaxValue)), 0);
        }

        DeclareLookups(context, [.. texts.Where(t => t.HasWords)]);
        foreach (var alpha in context.ByScale<double[]>([1], [0.8, 1.2], [0, 0.8, 1, 1.2]))
        {
            foreach (var batch in context.ByScale<int[]>([256], [256, 4_096, 65_536], [256, 1_024, 4_096, 16_384, 65_536]))
            {
                var rows = context.ByScale(5_000, 1_000_000, 1_000_000);
                context.Point(new() { { "part", "find" }, { "alpha", alpha }, { "batch", batch }, { "rows", rows } }, point => Find(point, rows, alpha, batch), 0.5);
            }
        }
    }

    private static void DeclareLookups(RunContext context, ReplayedTrace[] texts)
    {
        var fileRows = context.ByScale(32_768, 32_768, 262_144);
        var fileDim = context.ByScale(16, 1024, 1024);
        var memoryRows = context.ByScale(32_768, 131_072, 262_144);
        ReplayedTrace[] Zipf(int rows, int batch, double[] alphas) => [.. alphas.Select(a => ReplayedTrace.Zipf(rows, a, (long)batch * PoolBatches(batch), context.Seed))];

        // Text first, and the file before memory: headline and verdicts rest on them.
        var fileBatch = context.ByScale(100, 1_024, 4_096);
        foreach (var trace in texts.Concat(Zipf(fileRows, fileBatch, context.ByScale<double[]>([1], [0.6, 1, 1.2, 1.5], [0.4, 0.6, 0.8, 1, 1.2, 1.5]))))
        {
            context.Point(Cell(trace, FileTier, fileBatch), point => FromFile(point, trace, fileRows, fileDim, fileBatch), 1.2);
        }

        var memoryBatch = context.ByScale(100, 4_096, 4_096);
        foreach (var (tier, rows, dim) in new[] { (DramTier, memoryRows, context.ByScale(16, 768, 768)), (ShortDramTier, memoryRows * 4, context.ByScale(4, 128, 128)) })
        {
            var table = context.Shared(() => GeneratedRows.InMemory(rows, dim));

            // The first point of a table also fills it.
            var weight = 1.6;
            foreach (var trace in texts.Concat(Zipf(rows, memoryBatch, context.ByScale<double[]>([1], [0.6, 1, 1.2, 1.5], [0.4, 0.6, 0.8, 1, 1.2, 1.5]))))
            {
                context.Point(Cell(trace, tier, memoryBatch), point => FromMemory(point, trace, table, memoryBatch), weight);
                weight = 0.6;
            }
        }
    }

    private static Parameters Cell(ReplayedTrace trace, string tier, int batch)
    {
        var parameters = trace.Parameters("lookup");
        parameters.Add("tier", tier);
        parameters.Add("batch", batch);
        return parameters;
    }

    // About a million ids, so that no batch comes back while the caches still hold its rows; fewer would recycle, many small ones need no more.
    private static int PoolBatches(int batch) => Math.Clamp(1_000_000 / batch, 4, 256);

    private static void ShareByLaw(Point point, int batches)
    {
        var unique = Unique.Hash(Batch);
        var (ids, rows, inverse) = (new int[Batch], new int[Batch], new int[Batch]);
        foreach (var (table, alpha) in Tables.SelectMany(t => Alphas.Select(a => (t, a))))
        {
            var at = new Parameters { { "rows", table }, { "alpha", alpha } };
            point.Value(UniqueShare, new ZipfLaw(table, alpha).ExpectedUnique(Batch) / Batch, "closed form", ValueKind.Computed, at: at);
            var (random, sampler) = (new Xoshiro256(point.Seed), new ZipfSampler(table, alpha));
            long sum = 0;
            for (var b = 0; b < batches; b++)
            {
                for (var i = 0; i < Batch; i++)
                {
                    ids[i] = sampler.Next(random) - 1;
                }

                sum += unique.Find(ids, rows, inverse);
            }

            point.Value(UniqueShare, (double)sum / batches / Batch, "drawn", at: at);
        }
    }

    private static void ShareOf(Point point, ReplayedTrace trace, int limit)
    {
        if (trace.Read(point) is not { } all)
        {
            return;
        }

        var rows = all.Rows.Span[..Math.Min(limit, all.Rows.Length)];
        foreach (var batch in s_shareBatches)
        {
            var count = ReuseCount.Of(rows, all.RowCount, batch, []);
            if (count.Batches > 0)
            {
                point.Value(UniqueShare, (double)count.UniqueRows / count.Accesses, at: new() { { "batch", batch } });
            }
        }
    }

    private static void Find(Point point, int rowCount, double alpha, int batch)
    {
        var trace = Workloads.Zipf.Create(new() { RowCount = rowCount, Alpha = alpha, IndexCount = (long)batch * PoolBatches(batch), Seed = point.Seed });
        var pool = BatchPool.Spread(MemoryTrace.Load(trace), batch, PoolBatches(batch));
        foreach (var unique in new[] { Unique.Stamp(rowCount), Unique.Hash(batch), Unique.Sort(batch) })
        {
            var (rows, inverse, cycle) = (new int[batch], new int[batch], pool.Walk());
            point.Check($"{unique.Name}: distinct, complete, and every index finds its row", () => Verify(unique, pool.First.Indices.Span, rows, inverse));
            point.Variant(unique.Name, () => unique.Find(cycle().Indices.Span, rows, inverse), Derived.NsPer(NsPerIndex, batch));
        }
    }

    private static (bool Passed, string Detail) Verify(IUnique unique, ReadOnlySpan<int> ids, int[] rows, int[] inverse)
    {
        var count = unique.Find(ids, rows, inverse);
        var expected = new HashSet<int>(ids.ToArray());
        for (var i = 0; i < ids.Length; i++)
        {
            if (inverse[i] >= count || rows[inverse[i]] != ids[i])
            {
                return (false, $"index {i} asks for row {ids[i]} and is sent to place {inverse[i]} of {count}");
            }
        }

        return (count == expected.Count, $"{count} distinct rows, {expected.Count} expected");
    }

    private static void FromFile(Point point, ReplayedTrace trace, int rowCount, int dim, int batch)
    {
        if (trace.Read(point) is { } read && GeneratedRows.Open(point, rowCount, dim) is { } store)
        {
            Compare(point, read, store, batch);
        }
    }

    private static void FromMemory(Point point, ReplayedTrace trace, Lazy<EmbeddingTable> table, int batch)
    {
        if (trace.Read(point) is { } read)
        {
            Compare(point, read, point.Own(new DramRowStore(table.Value)), batch);
        }
    }

    private static void Compare(Point point, MemoryTrace trace, IRowStore store, int batch)
    {
        if (trace.Rows.Length < batch)
        {
            point.SkipReason = $"the trace '{trace.Name}' has {trace.Rows.Length} accesses, a batch of this point {batch}";
            return;
        }

        var pool = BatchPool.Spread(trace, batch, PoolBatches(batch));
        if (trace.RowCount > store.RowCount && pool.LargestRow >= store.RowCount)
        {
            point.SkipReason = $"the trace '{trace.Name}' has {trace.RowCount} rows, the table of this point {store.RowCount}; folding them would forge repeats";
            return;
        }

        var output = point.Own(new PageMemory((long)batch * store.EmbeddingDim * sizeof(float), "the output of a batch"));
        void Add(string name, Action<LookupBatch> lookup)
        {
            point.Check($"{name} against the generator", () =>
            {
                lookup(pool.First);
                return GeneratedRows.Match(pool.First.Indices.Span, store.EmbeddingDim, output.Floats);
            });
            var cycle = pool.Walk();
            point.Variant(name, () => lookup(cycle()));
        }

        var args = new LookupArgs(store, MaxIndices: batch);
        var (gather, dedup) = (point.Own(LookupStrategies.Gather.Create(args)), point.Own(LookupStrategies.Dedup.Create(args)));
        var ascending = point.Own(new DedupSteps(store, Unique.Sort(batch), batch));
        Add(EveryIndex, b => gather.Lookup(b, output.Floats));
        Add(Dedup, b => dedup.Lookup(b, output.Floats));
        Add(Ascending, b => ascending.Lookup(b, output.Floats));

        // The distinct rows alone, for a reader that pools or expands elsewhere. The check expands them. Beside a read from a file, expanding is nothing.
        if (store.Tier == MemoryTier.Dram)
        {
            AddUnexpanded(point, store, pool, batch, output);
        }

        AddRatios(point, pool.MeanUnique() / batch, batch);
    }

    private static unsafe void AddUnexpanded(Point point, IRowStore store, BatchPool pool, int batch, PageMemory output)
    {
        var fetched = point.Own(new DedupSteps(store, Unique.For(store.RowCount, batch), batch));
        point.Check($"{Unexpanded} against the generator, expanded for the check", () =>
        {
            var expanded = new Span<float>(output.Pointer, batch * store.EmbeddingDim);
            fetched.Lookup(pool.First, expanded);
            return GeneratedRows.Match(pool.First.Indices.Span, store.EmbeddingDim, expanded);
        });
        var unexpanded = pool.Walk();
        point.Variant(Unexpanded, () => fetched.Fetch(unexpanded()));
    }

    private static void AddRatios(Point point, double share, int batch)
    {
        var at = new Parameters { { "unique", Math.Round(share, 4) } };
        point.After(timing =>
        {
            foreach (var name in point.Variants.Select(v => v.Name))
            {
                var time = Statistics.Median(timing(name).SamplesNs);
                point.Value(Metrics.NsPerRow, time.Value / batch, name, ValueKind.Measured, time.Low / batch, time.High / batch, at);
                if (name != EveryIndex)
                {
                    var gain = Statistics.PairedRatio(timing(EveryIndex).SamplesNs, timing(name).SamplesNs, point.Seed);
                    point.Value(Gain, gain.Value, name, ValueKind.Measured, gain.Low, gain.High, at);
                }
            }
        });
    }
}
