namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L0: would a bigger machine help?</summary>
    public static readonly IExperiment BiggerMachine = Add(new BiggerMachine());
}

/// <summary>L0: what more hardware buys a lookup, and what the documents' cures buy on the same machine.</summary>
/// <remarks>Hardware that is here is switched off (threads, registers); hardware that is not is modelled by a roofline over this run's ceilings.
/// Everything but the comparison of threads runs on one of them, so that waking a team does not stand between a cure and its reference.
/// <i>Deviation:</i> 1 to all threads instead of 1 to 2 cores. SIMD stands apart, because nobody can buy it: every machine has it. What SIMD buys is the step from one element at a time to the runtime's own copy of a
/// row, and that from 128-bit registers to the widest in the same kernel. What the tuned kernel gains over the runtime's copies it gains by asking
/// for later rows ahead of time, which is software: it stands with the cures. The full copy and the file are tried
/// on a quarter of the table's rows, and the dense product on a table small enough for it; each favours the reference, since a cure's
/// gain grows with the table. The GPU of the documents is not here: the CPU stands for it.</remarks>
internal sealed partial class BiggerMachine : IExperiment
{
    private const string Scalar = "scalar, one thread";
    private const string RowCopies = "row copies, one thread";
    private const string Narrow = "128-bit, one thread";
    private const string Tuned = "tuned, one thread";
    private const string AllThreads = "tuned, all threads";
    private const string Pooled = "pooled sum, one thread";
    private const string ReadOnly = "read rows only, one thread";
    private const string Copy = "copy stream, one thread";
    private const string Fma = "FMA peak, one thread";
    private const int FmaSteps = 200_000;

    private readonly record struct Size(int Rows, int Dim, int Batch)
    {
        public long BatchBytes => (long)Batch * Dim * sizeof(float);

        public Parameters Parameters(string part, string trace) => new() { { "part", part }, { "rows", Rows }, { "dim", Dim }, { "batch", Batch }, { "trace", trace } };
    }

    public string Id => "l00-bigger-machine";

    public string Title => "A bigger machine or a cure";

    public string Question => "Would a bigger machine help a slow lookup?";

    public double Weight => 7;

    public void Declare(RunContext context)
    {
        var large = context.ByScale<Size>(new(1_024, 64, 64), new(262_144, 768, 4_096), new(1_048_576, 768, 4_096));
        var small = large with { Rows = large.Rows / 4 };
        var dense = large with { Rows = context.ByScale(128, 1_024, 4_096) };
        var largeTable = context.Shared(() => GeneratedRows.InMemory(large.Rows, large.Dim));
        var smallTable = context.Shared(() => GeneratedRows.InMemory(small.Rows, small.Dim));
        context.Point(large.Parameters("hardware", "uniform"), point => Hardware(point, large, largeTable.Value), 4);
        context.Point(dense.Parameters("one-hot", "uniform"), point => GatherInsteadOfProduct(point, dense), 2);
        context.Point(small.Parameters("file", "zipf, alpha 1"), point => CureFile(point, small, smallTable), 5);
        context.Point(large.Parameters("memory", "zipf, alpha 1"), point => DedupInMemory(point, large, largeTable.Value));
        context.Point(small.Parameters("full-copy", "uniform"), point => GatherInsteadOfCopy(point, small, smallTable.Value), 2);
    }

    // Twice as many indices as rows: a walk over the batches meets most of the table before it begins again.
    private static BatchPool Batches(WorkloadInfo workload, Size size, ulong seed, int bagLength = 0) => BatchPool.Draw(
        workload,
        new() { RowCount = size.Rows, BatchSize = size.Batch, IndexCount = Math.Max(16L, 2L * size.Rows / size.Batch) * size.Batch, Seed = seed },
        bagLength);

    private static unsafe void Hardware(Point point, Size size, EmbeddingTable table)
    {
        var batches = Batches(Workloads.Uniform, size, point.Seed);
        var output = point.Own(new PageMemory(size.BatchBytes, "the rows of a batch"));
        var reference = new ReferenceLookup(new DramRowStore(table), PoolingMode.None);
        void Contender(string name, Action<LookupBatch> gather)
        {
            var walk = batches.Walk();
            point.Check($"{name}, against row-by-row copies", () =>
            {
                output.Floats.Fill(float.NaN);
                gather(batches.First);
                return reference.Compare(LookupStrategies.Gather, batches.First, output.Floats);
            });
            point.Variant(name, () => gather(walk()), Derived.Rate(Metrics.GBps, size.BatchBytes / 1e9));
        }

        void Gather(LookupBatch batch, VectorWidth width, int threads = 1) =>
            RowKernels.Gather(table.Pointer, size.Rows, size.Dim, batch.Indices.Span, output.Floats, streaming: false, threads, width);

        Contender(Scalar, batch => Gather(batch, VectorWidth.Scalar));
        Contender(RowCopies, batch => CopyRows(table, batch.Indices.Span, output.Floats));
        Contender(Narrow, batch => Gather(batch, VectorWidth.Bits128));
        Contender(Tuned, batch => Gather(batch, VectorWidths.Best));
        Contender(AllThreads, batch => Gather(batch, VectorWidths.Best, Environment.ProcessorCount));
        var bags = Sums(point, size, table, output);
        var copied = Ceilings(point, size, table, batches);
        point.After(timing => JudgeHardware(point, size, bags, copied, timing));
    }

    private static void CopyRows(EmbeddingTable table, ReadOnlySpan<int> rows, Span<float> output)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            table.Row(rows[i]).CopyTo(output.Slice(i * table.EmbeddingDim, table.EmbeddingDim));
        }
    }

    // Sums of bags: the lookup of a recommendation model, and the one kind of gather that does arithmetic.
    private static unsafe int Sums(Point point, Size size, EmbeddingTable table, PageMemory output)
    {
        var bagLength = Math.Min(32, size.Batch / 8);
        var batches = Batches(Workloads.Uniform, size, point.Seed, bagLength);
        var sums = new ReferenceLookup(new DramRowStore(table), PoolingMode.Sum);
        void Sum(LookupBatch batch) =>
            RowKernels.GatherPooled(table.Pointer, size.Rows, size.Dim, batch.Indices.Span, batch.Offsets.Span, output.Floats, PoolingMode.Sum);
        var walk = batches.Walk();
        point.Check($"{Pooled}, against sums in double", () =>
        {
            output.Floats.Fill(float.NaN);
            Sum(batches.First);
            return sums.Compare(LookupStrategies.Gather, batches.First, output.Floats);
        });
        point.Variant(Pooled, () => Sum(walk()));
        return size.Batch / bagLength;
    }

    private static unsafe long Ceilings(Point point, Size size, EmbeddingTable table, BatchPool batches)
    {
        const int LargestCopy = 32 << 20;
        var floats = (int)Math.Min(LargestCopy, table.Bytes / sizeof(float));
        var target = point.Own(new PageMemory((long)floats * sizeof(float), "the target of the copied stream"));
        var walk = batches.Walk();
        point.Variant(ReadOnly, () => RowKernels.ReadRows(table.Pointer, size.Rows, size.Dim, walk().Indices.Span), Derived.Rate(Metrics.GBps, size.BatchBytes / 1e9));
        point.Variant(Copy, () => RowKernels.CopyStream(new(table.Pointer, floats), target.Floats), Derived.Rate(Metrics.GBps, target.Bytes / 1e9));
        point.Variant(Fma, () => RowKernels.FmaPeak(FmaSteps), Derived.Rate(Metrics.GflopPerSecond, (double)FmaSteps * RowKernels.FmaStepFlops / 1e9));
        return target.Bytes;
    }

    private static void JudgeHardware(Point point, Size size, int bags, long copied, Func<string, VariantSamples> timing)
    {
        var threads = Environment.ProcessorCount;
        AddGain(point, timing, HardwareSide, $"{threads} threads", Tuned, AllThreads);
        AddGain(point, timing, GivenSide, "scalar to SIMD", Scalar, RowCopies);
        AddGain(point, timing, HardwareSide, $"128 to {(int)VectorWidths.Best} bit", Narrow, Tuned);

        var peak = FmaSteps * (double)RowKernels.FmaStepFlops / Fastest(timing(Fma));
        var gather = new Roofline(size.BatchBytes, 0, copied / Fastest(timing(Copy)), peak);
        var sums = new Roofline(size.BatchBytes, (double)(size.Batch - bags) * size.Dim, size.BatchBytes / Fastest(timing(ReadOnly)), peak);
        AddShares(point, "gather", gather, timing(Tuned));
        AddShares(point, "pooled sum", sums, timing(Pooled));
        point.Value(Gain, gather.Gain(arithmetic: 2), kind: ValueKind.Modelled, at: new() { { "side", HardwareSide }, { "change", "2x FLOP/s" } });
        point.Value(Gain, gather.Gain(bandwidth: 2), kind: ValueKind.Modelled, at: new() { { "side", HardwareSide }, { "change", "2x bandwidth" } });
        AddGain(point, timing, CureSide, "prefetch", RowCopies, Tuned);
    }

    // A ceiling is what the machine can do when nothing disturbs it. Units: s.
    private static double Fastest(VariantSamples ceiling) => ceiling.SamplesNs.Min() / 1e9;

    // Shares of the measured time, and what a machine with twice the one or the other would gain.
    private static void AddShares(Point point, string way, Roofline roof, VariantSamples measured)
    {
        var seconds = Statistics.Median(measured.SamplesNs);
        void Share(string of, double least)
        {
            var at = new Parameters { { "way", way }, { "of", of } };
            if (least == 0)
            {
                point.Value(TimeShare, 0, kind: ValueKind.Computed, at: at);
                return;
            }

            point.Value(TimeShare, least / seconds.Value * 1e9, kind: ValueKind.Measured, low: least / seconds.High * 1e9, high: least / seconds.Low * 1e9, at: at);
        }

        Share("arithmetic", roof.ArithmeticSeconds);
        Share("memory", roof.MemorySeconds);
        point.Value(ModelledGain, roof.Gain(arithmetic: 2), kind: ValueKind.Modelled, at: new() { { "way", way }, { "change", "2x FLOP/s" } });
        point.Value(ModelledGain, roof.Gain(bandwidth: 2), kind: ValueKind.Modelled, at: new() { { "way", way }, { "change", "2x bandwidth" } });
    }

    private static void AddGain(Point point, Func<string, VariantSamples> timing, string side, string change, string before, string after)
    {
        var ratio = Statistics.PairedRatio(timing(before).SamplesNs, timing(after).SamplesNs, point.Seed);
        point.Value(Gain, ratio.Value, kind: ValueKind.Measured, low: ratio.Low, high: ratio.High, at: new() { { "side", side }, { "change", change } });
    }
}
