namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L12: all layers together.</summary>
    public static readonly IExperiment CompleteFlow = Add(new CompleteFlow());
}

/// <summary>L12: dedup, cache and prefetch together and one by one, inside a consumer whose computation can hide a fetch.</summary>
/// <remarks>The cache is least recently used, 5 % of the table's rows, in steady state; a text's table has a row for each of its words. Where the layers read ahead, the next batch is known, except where a guess is named.
/// Before a file all contenders walk the same batches; before DRAM each begins at a place of its own, because the processor's caches would serve the second one.</remarks>
internal sealed partial class CompleteFlow : IExperiment
{
    internal const string FileTier = "file";
    internal const string DramTier = "DRAM";
    internal const string Nothing = "no layer";
    internal const string Guessed = "all three, previous batch as a guess";
    internal const string ComputeAlone = "compute alone";

    private const int Batch = 1_000;
    private const int MostColumns = 8_192;
    private const int CachePercent = 5;

    // What the gain of a lookup that is hidden whole counts as.
    private const double MostLookupGain = 100;

    // Below it the range of all rounds is no 95 % interval of their median.
    private const int LeastRounds = 6;

    internal static readonly FlowLayers[] Combinations = [.. Enumerable.Range(0, (int)FlowLayers.All + 1).Select(l => (FlowLayers)l).OrderBy(l => int.PopCount((int)l))];

    public string Id => "l12-complete-flow";

    public string Title => "Complete flow";

    public string Question => "What do dedup, cache and prefetch bring together, and what does each of them bring?";

    public double Weight => 9;

    public void Declare(RunContext context)
    {
        var text = ReplayedTrace.Texts(context).Where(t => t.HasWords).ToArray();
        var zipf = ReplayedTrace.Zipf(context.ByScale(2_000, 100_000, 100_000), 1, context.ByScale(20_000, 600_000, 2_000_000), context.Seed);
        var prose = text[1];
        context.Point(prose.Parameters("misses"), point => Misses(point, context, prose), 0);
        context.Point(Place("flow", prose, FileTier), point => Flow(point, context, prose, FileTier), 3);
        context.Point(Place("flow", prose, DramTier), point => Flow(point, context, prose, DramTier), 1);
        context.Point(Place("timeline", prose, FileTier), point => Timeline(point, context, prose), 1);
        foreach (var trace in text.Where(t => t != prose).Append(zipf))
        {
            context.Point(trace.Parameters("misses"), point => Misses(point, context, trace), 0);
        }

        foreach (var trace in context.ByScale<ReplayedTrace[]>([], [zipf], [.. text.Where(t => t != prose), zipf]))
        {
            context.Point(Place("flow", trace, FileTier), point => Flow(point, context, trace, FileTier), 2);
            context.Point(Place("flow", trace, DramTier), point => Flow(point, context, trace, DramTier), 1);
        }
    }

    /// <summary>A combination of layers in words.</summary>
    internal static string Name(FlowLayers layers) => layers switch
    {
        FlowLayers.None => Nothing,
        FlowLayers.All => "all three",
        _ => string.Join(" + ", new[] { FlowLayers.Dedup, FlowLayers.Cache, FlowLayers.Prefetch }.Where(l => layers.HasFlag(l)).Select(l => l.ToString().ToLowerInvariant())),
    };

    private static Parameters Place(string part, ReplayedTrace trace, string tier)
    {
        var parameters = trace.Parameters(part);
        parameters.Add("tier", tier);
        return parameters;
    }

    private static int CacheRows(MemoryTrace trace) => TraceProfile.RowsOfPercent(CachePercent, trace.RowCount);

    // The trace's first batches, the far tier and the consumer, all as the scale allows; null when something is missing, and the point then says what.
    private static FlowBench? Bench(Point point, RunContext context, ReplayedTrace replayed, string tier)
    {
        if (replayed.Read(point) is not { } all)
        {
            return null;
        }

        var batch = context.ByScale(100, Batch, Batch);
        var rows = context.ByScale(20_000, 100_000, 100_000);
        if (all.RowCount > rows || all.Rows.Length < 2 * batch)
        {
            point.SkipReason = $"the trace '{all.Name}' has {all.Rows.Length} accesses to {all.RowCount} rows; the point needs two batches of {batch}, and its table has {rows} rows";
            return null;
        }

        var length = Math.Min(all.Rows.Length / batch, context.ByScale(20, 400, 2_000)) * batch;
        var trace = new MemoryTrace(all.Name, all.RowCount, all.Rows[..length], batch);
        return FlowBench.Open(point, trace, tier, rows, context.ByScale(16, 768, 768), CacheRows(all));
    }

    private static void Flow(Point point, RunContext context, ReplayedTrace replayed, string tier)
    {
        if (Bench(point, context, replayed, tier) is not { } bench)
        {
            return;
        }

        var warm = context.ByScale(5, 60, 400);
        var together = tier == FileTier;
        var computing = bench.Calibrate(point, context.ByScale(64, MostColumns, MostColumns));
        var steps = context.ByScale(1, 4, 16);
        var runs = Combinations.Select(l => (Name: Name(l), Run: bench.Run(l, together))).Append((Guessed, bench.Run(FlowLayers.All, together, Foresight.PreviousBatch))).ToArray();
        point.Check("the product against a sum in double precision", () => bench.Consumer!.Check(bench.Sample));
        foreach (var (name, run) in runs)
        {
            point.Check($"{name}: rows against the generator", () =>
            {
                bench.Far.IsWarm = false;
                run.Warm(warm);
                bench.Far.IsWarm = true;
                return run.CheckedStep();
            });
            point.Variant(name, () => run.Step(steps), PerBatch(steps));
        }

        point.Variant(ComputeAlone, () => bench.Compute(steps), PerBatch(steps));
        point.Note += $"; near tier: DRAM; cache: lru, {bench.Capacity:N0} rows, {CachePercent} % of the table's; consumer: a product {bench.Consumer!.Columns} columns wide on one thread, {computing}";
        Memory(point, bench, replayed, runs);
        point.After(timing => Gains(point, timing));
    }

    private static Derived PerBatch(int steps) => new(BatchMs, seconds => seconds * 1e3 / steps);

    // What stays near beside what would be near without layers: the whole table, or the pages of a mapped file that a process keeps resident.
    private static void Memory(Point point, FlowBench bench, ReplayedTrace replayed, (string Name, FlowRun Run)[] runs)
    {
        var table = (long)bench.Trace.RowCount * bench.Far.RowBytes;
        var mapped = FlowBench.TouchedPageBytes(replayed.Read(point)!, bench.Far.RowBytes);
        foreach (var (name, run) in runs)
        {
            point.Value(NearBytes, run.Flow.NearBytes, name, ValueKind.Computed);
            if (bench.Far.Tier == MemoryTier.Dram)
            {
                point.Value(MemorySaved, -(double)run.Flow.NearBytes / table, name, ValueKind.Computed, at: new() { { "against", ResidentAnyway } });
                continue;
            }

            point.Value(MemorySaved, 1 - ((double)run.Flow.NearBytes / table), name, ValueKind.Computed, at: new() { { "against", WholeTable } });
            point.Value(MemorySaved, 1 - ((double)run.Flow.NearBytes / mapped), name, at: new() { { "against", Mapping } });
        }
    }

    private static void Gains(Point point, Func<string, VariantSamples> timing)
    {
        double[] Of(string name) => timing(name).SamplesNs;
        var (all, plain, compute) = (Name(FlowLayers.All), Of(Nothing), Of(ComputeAlone));
        var order = new[] { (Nothing, FlowLayers.None), ("dedup", FlowLayers.Dedup), ("cache", FlowLayers.Dedup | FlowLayers.Cache), ("prefetch", FlowLayers.All) };
        for (var i = 1; i < order.Length; i++)
        {
            var gain = Statistics.PairedRatio(Of(Name(order[i - 1].Item2)), Of(Name(order[i].Item2)), point.Seed);
            point.Value(LayerGain, gain.Value, order[i].Item1, ValueKind.Measured, gain.Low, gain.High);
        }

        foreach (var name in new[] { Name(FlowLayers.Dedup | FlowLayers.Cache), all, Guessed })
        {
            var consumer = Statistics.PairedRatio(plain, Of(name), point.Seed);
            point.Value(ConsumerGain, consumer.Value, name, ValueKind.Measured, consumer.Low, consumer.High);
            if (LookupGainOf(plain, Of(name), compute) is { } lookup)
            {
                point.Value(LookupGain, lookup.Value, name, ValueKind.Measured, lookup.Low, lookup.High);
            }
        }

        Waterfall(point, timing, order);
    }

    private static void Waterfall(Point point, Func<string, VariantSamples> timing, (string Step, FlowLayers Layers)[] order)
    {
        var perBatch = point.Variants[0].Derived[0];
        double Ms(FlowLayers layers) => perBatch.FromSeconds(timing(Name(layers)).MedianSeconds);
        for (var i = 0; i < order.Length; i++)
        {
            var step = i == 0 ? Ms(order[0].Layers) : Ms(order[i].Layers) - Ms(order[i - 1].Layers);
            point.Value(StepMs, step, kind: ValueKind.Measured, at: new() { { "step", order[i].Step } });
        }

        point.Value(StepMs, Ms(FlowLayers.All), kind: ValueKind.Measured, at: new() { { "step", "total" } });
    }

    /// <summary>How much less a lookup shows beside its consumer's computation, with an interval over all rounds; null when the rounds are too few for one, or when noise
    /// hides the plain lookup in any of them: without those rounds the rest would be biased upward.</summary>
    internal static Interval? LookupGainOf(double[] plain, double[] layered, double[] compute)
    {
        var gains = plain.Select((time, i) => LookupGainOf(time, layered[i], compute[i])).ToArray();
        return gains.Length >= LeastRounds && Array.TrueForAll(gains, double.IsFinite) ? Statistics.Median(gains) : null;
    }

    /// <summary>The same in one round; a lookup that is hidden whole counts as a hundredth of the plain one. NaN when noise hides even the plain one.</summary>
    internal static double LookupGainOf(double plain, double layered, double compute) =>
        plain <= compute ? double.NaN : layered <= compute ? MostLookupGain : Math.Min(MostLookupGain, (plain - compute) / (layered - compute));
}
