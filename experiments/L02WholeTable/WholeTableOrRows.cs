namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L2: the whole table against the rows a batch needs.</summary>
    public static readonly IExperiment WholeTableOrRows = Add(new WholeTableOrRows());
}

/// <summary>L2: what moving a whole table for every batch costs, and what moving only the needed rows costs, by the documents' link and on this machine.</summary>
/// <remarks><i>Deviation:</i> a GPU's link is measured with --device only; without one it is modelled, beside two tiers that are measured: a copy within main
/// memory, and a file read past the page cache. Measured tables are smaller than the documents'; the dimension is theirs.</remarks>
internal sealed partial class WholeTableOrRows : IExperiment
{
    internal const int Batch = 256;
    internal const double Alpha = 1;
    internal const int ExampleRows = 1_000_000;
    internal const int ExampleDim = 1024;
    internal const int ExampleUnique = 200;
    internal const int LargeRows = 10_000_000;
    internal const int LargeDim = 768;
    internal const int LargeNeeded = 1_000;

    internal const string Whole = "whole table";
    internal const string Needed = "needed rows";
    internal const string EveryIndex = "every index";
    internal const string RowByRow = "whole table, row by row";
    internal const string Link = "16 GB/s link";
    internal const string Memory = "memory";
    internal const string File = "file";

    private const int PoolBatches = 256;
    private const int LargestRowByRow = 2048;
    private static readonly double[] s_alphas = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4];

    public string Id => "l02-whole-table";

    public string Title => "Whole table or needed rows";

    public string Question => "What does it cost to move the whole table for a batch that needs two hundred rows of it?";

    public double Weight => 5;

    public void Declare(RunContext context)
    {
        var dim = context.ByScale(16, ExampleDim, ExampleDim);
        context.Point(new() { { "part", "arithmetic" } }, Arithmetic, 0);
        context.Point(new() { { "part", "unique of a batch" }, { "batch", Batch } }, point => UniqueOfBatch(point, context.ByScale(100, 2_000, 10_000)), 0);
        var fileRows = context.ByScale<int[]>([64, 256], [2048, 8192, 32_768], [2048, 8192, 32_768, 131_072, 262_144]);
        var memoryRows = context.ByScale<int[]>([64, 256], [512, 2048, 8192, 32_768], [512, 2048, 8192, 32_768, 131_072, 262_144]);

        // Largest first: it is what the verdicts rest on.
        foreach (var rows in fileRows.OrderDescending())
        {
            context.Point(Cell(File, rows, dim), point => FromFile(point, fileRows[^1], rows, dim), 0.6 + (rows / 16_384.0));
        }

        foreach (var rows in memoryRows.OrderDescending())
        {
            context.Point(Cell(Memory, rows, dim), point => FromMemory(point, rows, dim), 0.6 + (rows / 65_536.0));
        }
    }

    private static Parameters Cell(string tier, long rows, int dim) => new() { { "tier", tier }, { "rows", rows }, { "dim", dim } };

    private static void Arithmetic(Point point)
    {
        Case("example", ExampleRows, ExampleDim, ExampleUnique);
        Case("large table", LargeRows, LargeDim, LargeNeeded);
        foreach (var rows in (ReadOnlySpan<int>)[512, 2048, 8192, 32_768, 131_072, 524_288, ExampleRows, LargeRows])
        {
            var needed = new ZipfLaw(rows, Alpha).ExpectedUnique(Batch);
            Moved(Cell(Link, rows, ExampleDim), rows, ExampleDim, needed);
            point.Value(Ratio, rows / needed, "bytes", ValueKind.Computed, at: new() { { "rows", rows } });
        }

        void Case(string name, int rows, int dim, int needed) => Moved(new() { { "case", name }, { "rows", rows }, { "dim", dim } }, rows, dim, needed);

        void Moved(Parameters at, long rows, int dim, double needed)
        {
            foreach (var (variant, bytes) in new[] { (Whole, rows * dim * sizeof(float)), (Needed, (long)(needed * dim * sizeof(float))) })
            {
                point.Value(Metrics.FarBytes, bytes, variant, ValueKind.Computed, at: at);
                point.Value(Metrics.TimeMs, LinkModel.Pcie16.Seconds(bytes) * 1e3, variant, ValueKind.Modelled, at: at);
            }
        }
    }

    private static void UniqueOfBatch(Point point, int batches)
    {
        var unique = Unique.Hash(Batch);
        var (ids, rows, inverse) = (new int[Batch], new int[Batch], new int[Batch]);
        foreach (var alpha in s_alphas)
        {
            var at = new Parameters { { "alpha", alpha } };
            point.Value(UniqueRows, new ZipfLaw(ExampleRows, alpha).ExpectedUnique(Batch), "closed form", ValueKind.Computed, at: at);
            var (random, sampler) = (new Xoshiro256(point.Seed), new ZipfSampler(ExampleRows, alpha));
            double sum = 0, squares = 0;
            for (var b = 0; b < batches; b++)
            {
                for (var i = 0; i < Batch; i++)
                {
                    ids[i] = sampler.Next(random) - 1;
                }

                double count = unique.Find(ids, rows, inverse);
                sum += count;
                squares += count * count;
            }

            var mean = sum / batches;
            var reach = 1.96 * Math.Sqrt(Math.Max(0, (squares / batches) - (mean * mean)) / batches);
            point.Value(UniqueRows, mean, "drawn", ValueKind.Counted, mean - reach, mean + reach, at);
        }
    }

    private static BatchPool Pool(int rows, ulong seed)
    {
        var trace = Workloads.Zipf.Create(new() { RowCount = rows, Alpha = Alpha, IndexCount = PoolBatches * Batch, Seed = seed });
        return BatchPool.Spread(MemoryTrace.Load(trace), Batch, PoolBatches);
    }

    private static void FromMemory(Point point, int rows, int dim)
    {
        var table = point.Own(new EmbeddingTable(rows, dim));
        table.FillRandom(GeneratedRows.Seed);
        var args = new LookupArgs(point.Own(new DramRowStore(table)), MaxIndices: Batch);
        var contest = new Contest(point, Pool(rows, point.Seed), dim);
        contest.Add(Whole, LookupStrategies.FullCopy, args);
        contest.Add(Needed, LookupStrategies.Dedup, args);
        contest.Add(EveryIndex, LookupStrategies.Gather, args);
        contest.Close(rows);
    }

    private static void FromFile(Point point, int fileRows, int rows, int dim)
    {
        if (GeneratedRows.Open(point, fileRows, dim) is not { } store)
        {
            return;
        }

        var args = new LookupArgs(store, MaxIndices: Batch);
        var whole = point.Own(new WholeFileLookup(TableCache.PathOf(fileRows, dim, GeneratedRows.Seed), fileRows, rows, dim));
        var contest = new Contest(point, Pool(rows, point.Seed), dim);
        contest.Add(Whole, whole.Lookup);
        contest.Add(Needed, LookupStrategies.Dedup, args);
        contest.Add(EveryIndex, LookupStrategies.Gather, args);
        if (rows <= LargestRowByRow)
        {
            var (order, copy) = (Enumerable.Range(0, rows).ToArray(), new float[rows * dim]);
            contest.Add(RowByRow, (in LookupBatch batch, Span<float> destination) =>
            {
                store.ReadRows(order, copy);
                RowKernels.Gather(copy, dim, batch.Indices.Span, destination);
            });
        }

        contest.Close(rows);
    }

    private delegate void Lookup(in LookupBatch batch, Span<float> destination);

    // The contenders of one point, over the same batches and checked by the same oracle.
    private sealed class Contest(Point point, BatchPool pool, int dim)
    {
        private readonly float[] _output = new float[Batch * dim];

        public void Add(string name, LookupStrategyInfo strategy, LookupArgs args)
        {
            var lookup = point.Own(strategy.Create(args));
            Add(name, (in LookupBatch batch, Span<float> destination) => lookup.Lookup(batch, destination));
        }

        public void Add(string name, Lookup lookup)
        {
            point.Check($"{name} against the generator", () =>
            {
                lookup(pool.First, _output);
                return GeneratedRows.Match(pool.First.Indices.Span, dim, _output);
            });
            var cycle = pool.Walk();
            point.Variant(name, () => lookup(cycle(), _output), Derived.NsPer(Metrics.NsPerRow, Batch));
        }

        public void Close(int rows)
        {
            var (rowBytes, unique) = (dim * sizeof(float), pool.MeanUnique());
            point.Value(Metrics.FarBytes, (double)rows * rowBytes, Whole);
            point.Value(Metrics.FarBytes, unique * rowBytes, Needed);
            point.Value(Metrics.FarBytes, (double)Batch * rowBytes, EveryIndex);
            point.Value(Ratio, rows / unique, "bytes, counted");
            point.After(timing =>
            {
                var ratio = Statistics.PairedRatio(timing(Whole).SamplesNs, timing(Needed).SamplesNs, point.Seed);
                point.Value(Ratio, ratio.Value, "time", ValueKind.Measured, ratio.Low, ratio.High);
            });
        }
    }
}
