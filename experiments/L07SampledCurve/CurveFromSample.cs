namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L7: a miss-ratio curve from a sample.</summary>
    public static readonly IExperiment CurveFromSample = Add(new CurveFromSample());
}

/// <summary>L7: how well and how fast a sample of the rows tells what every cache size would bring.</summary>
/// <remarks>Each point holds one trace: the exact LRU curve by stack distances, sampled ones at three rates and with several seeds, a miniature
/// simulation of other policies, and the time of each way.
/// <para>Two grids of capacities: all sizes alike (as the method's paper averages), and logarithmic from a thousandth of the distinct rows, where
/// small caches count as much as large ones.</para></remarks>
internal sealed partial class CurveFromSample : IExperiment
{
    /// <summary>The rate that the timing and the curriculum's figure are for.</summary>
    internal const double MainRate = 0.01;

    private const int GridSteps = 100;
    private const int SmokeAccesses = 2_500_000;
    private static readonly double[] s_rates = [MainRate, 0.1, 0.001];
    private static readonly double[] s_oraclePercents = [2, 50];
    private static readonly double[] s_miniaturePercents = [1, 10];
    private static readonly CachePolicyInfo[] s_miniatures = [CachePolicies.S3Fifo, CachePolicies.Sieve];

    public string Id => "l07-sampled-curve";

    public string Title => "Miss-ratio curve from a sample";

    public string Question => "How well and how fast does a sample of the rows tell what each cache size brings?";

    public double Weight => 5;

    public void Declare(RunContext context)
    {
        var texts = context.Scale == Scale.Tiny ? [] : ReplayedTrace.Texts(context, once: true);
        var grams = texts.Where(t => !t.HasWords).ToArray();
        var zipf = ReplayedTrace.Zipf(context.ByScale(5_000, 1_000_000, 1_000_000), 1, context.ByScale(20_000, SmokeAccesses, 5_000_000), context.Seed);
        var small = texts.FirstOrDefault(t => t.HasWords) ?? zipf;
        context.Point(small.Parameters("small"), point => Small(point, small), 0);
        foreach (var trace in grams.Take(1).Append(zipf).Concat(grams.Skip(1)))
        {
            context.Point(trace.Parameters("curve"), point => Curve(point, context, trace));
        }
    }

    /// <summary>Capacities at equal distances, up to all distinct rows.</summary>
    internal static int[] AllSizesAlike(int distinct) => [.. Enumerable.Range(1, GridSteps).Select(i => Math.Max(1, (int)((long)distinct * i / GridSteps))).Distinct()];

    /// <summary>Capacities at equal ratios, from a thousandth of the distinct rows up to all of them.</summary>
    internal static int[] Logarithmic(int distinct) =>
        [.. Enumerable.Range(0, GridSteps + 1).Select(i => Math.Max(1, (int)Math.Round(distinct * Math.Pow(10, 3.0 * (i - GridSteps) / GridSteps)))).Distinct()];

    private static void Curve(Point point, RunContext context, ReplayedTrace source)
    {
        if (source.Read(point) is not { } whole)
        {
            return;
        }

        var trace = new MemoryTrace(whole.Name, whole.RowCount, whole.Rows[..Math.Min(whole.Rows.Length, context.ByScale(SmokeAccesses, SmokeAccesses, int.MaxValue))], whole.BatchSize);
        var distinct = (int)CacheSimulator.CountDistinct(trace);
        var exact = ExactCurve.Lru(trace);
        point.Note = $"{trace.IndexCount:N0} accesses, {distinct:N0} distinct rows; LRU, first accesses miss";
        point.Check("the exact curve against simulated caches", () => AgreesWithSimulation(exact, trace, distinct));
        Shapes(point, exact, SampledCurve.Lru(trace, Args(MainRate, point.Seed, distinct)), distinct);
        foreach (var rate in s_rates)
        {
            point.Note += Errors(point, exact, trace, rate, distinct, rate > MainRate ? context.ByScale(2, 3, 9) : context.ByScale(2, 9, 31));
        }

        Miniatures(point, trace, source.Name, distinct, context.ByScale(1, 1, s_miniatures.Length));
        Time(point, trace, distinct, context.ByScale<double[]>([5], [5], [0.5, 1, 2, 5, 10, 20, 40, 80]));
    }

    private static SampledCurveArgs Args(double rate, ulong seed, int distinct) => new() { Rate = rate, Seed = seed, LeastDistinct = 0, Distinct = distinct };

    private static (bool Passed, string Detail) AgreesWithSimulation(MissRatioCurve exact, MemoryTrace trace, int distinct)
    {
        var capacities = s_oraclePercents.Select(p => Math.Max(1, (int)(distinct * p / 100))).ToArray();
        var simulated = ExactCurve.Of(CachePolicies.Lru, capacities, trace);
        return (capacities.All(c => exact.At(c) == simulated.At(c)), string.Join("; ", capacities.Select(c => $"{c:N0} rows: {exact.At(c):0.000000} and {simulated.At(c):0.000000}")));
    }

    private static void Shapes(Point point, MissRatioCurve exact, MissRatioCurve sampled, int distinct)
    {
        foreach (var capacity in Logarithmic(distinct).Where((_, i) => i % 4 == 0))
        {
            var at = new Parameters { { "percent", 100.0 * capacity / distinct } };
            var estimate = sampled.PointAt(capacity);
            point.Value(MissRatio, 1 - exact.At(capacity), ExactName, at: at);
            point.Value(MissRatio, 1 - estimate.HitRatio, SampledName, ValueKind.Modelled, 1 - estimate.High, 1 - estimate.Low, at);
        }
    }

    // Returns what a reader must know of the intervals.
    private static string Errors(Point point, MissRatioCurve exact, MemoryTrace trace, double rate, int distinct, int seeds)
    {
        var covered = double.NaN;
        var curves = new MissRatioCurve[seeds];
        Parallel.For(0, seeds, i => curves[i] = SampledCurve.Lru(trace, Args(rate, point.Seed + (ulong)i, distinct)));
        foreach (var (grid, capacities) in new[] { (AlikeGrid, AllSizesAlike(distinct)), (LogGrid, Logarithmic(distinct)) })
        {
            // Exact as counts are, but of a random choice of rows: the interval is over the seeds.
            var error = Statistics.Median([.. curves.Select(c => exact.MeanAbsoluteError(c, capacities))]);
            var at = new Parameters { { "rate", rate }, { "grid", grid } };
            point.Value(Error, error.Value, "lru", ValueKind.Counted, error.Low, error.High, at);

            // Below ten sampled rows the curve is coarse, which its interval does not claim to cover.
            var fine = capacities.Where(c => c >= 10 / rate).ToArray();
            if (fine.Length > 0)
            {
                covered = curves.Average(c => fine.Average(capacity => Holds(c.PointAt(capacity), exact.At(capacity)) ? 1.0 : 0));
                point.Value(Covered, covered, "lru", at: at);
            }
        }

        return double.IsNaN(covered) ? "" : FormattableString.Invariant($"; rate {rate}: the 95 % intervals of {seeds} seeds hold the truth at {100 * covered:0} % of the capacities");
    }

    private static bool Holds(CurvePoint estimate, double truth) => truth >= estimate.Low && truth <= estimate.High;

    private static void Miniatures(Point point, MemoryTrace trace, string name, int distinct, int policies)
    {
        int[] capacities = [.. s_miniaturePercents.Select(percent => Math.Max(1, (int)(distinct * percent / 100)))];
        foreach (var policy in s_miniatures[..policies])
        {
            var curves = new MissRatioCurve[2];
            Parallel.Invoke(
                () => curves[0] = ExactCurve.Of(policy, capacities, trace),
                () => curves[1] = SampledCurve.Of(policy, capacities, trace, Args(MainRate, point.Seed, distinct)));
            point.Value(Error, curves[0].MeanAbsoluteError(curves[1], capacities), policy.Name, at: new() { { "rate", MainRate }, { "grid", MiniatureGrid } });
            foreach (var capacity in capacities)
            {
                var at = new Parameters { { "place", $"{Math.Round(100.0 * capacity / distinct):0} % {name}" } };
                var estimate = curves[1].PointAt(capacity);
                point.Value(MissRatio, 1 - curves[0].At(capacity), $"{policy.Name}, exact", at: at);
                point.Value(MissRatio, 1 - estimate.HitRatio, $"{policy.Name}, sampled", ValueKind.Modelled, 1 - estimate.High, 1 - estimate.Low, at);
            }
        }
    }

    private static void Time(Point point, MemoryTrace trace, int distinct, double[] percents)
    {
        int[] capacities = [.. percents.Select(percent => Math.Max(1, (int)(distinct * percent / 100))).Distinct()];
        var accesses = Derived.Rate(MillionAccesses, trace.IndexCount / 1e6);
        point.Variant(SampledName, () => SampledCurve.Lru(trace, Args(MainRate, point.Seed, distinct)), accesses);
        point.Variant(ExactName, () => ExactCurve.Lru(trace), accesses);
        point.Variant(SimulatedName, () => ExactCurve.Of(CachePolicies.Lru, capacities, trace), Derived.Rate(MillionAccesses, trace.IndexCount / 1e6 * capacities.Length));
        point.After(timing =>
        {
            var exact = Statistics.PairedRatio(timing(ExactName).SamplesNs, timing(SampledName).SamplesNs, point.Seed);
            var simulated = Statistics.PairedRatio(timing(SimulatedName).SamplesNs, timing(SampledName).SamplesNs, point.Seed);
            point.Value(Gain, exact.Value, OverDistances, ValueKind.Measured, exact.Low, exact.High);
            point.Note += FormattableString.Invariant($"; stack distances count {trace.IndexCount / timing(ExactName).MedianSeconds / 1e6:0.0} M accesses/s");
            var perCapacity = 1.0 / capacities.Length;
            point.Value(Gain, simulated.Value * perCapacity, OverOneCapacity, ValueKind.Measured, simulated.Low * perCapacity, simulated.High * perCapacity);
            var asMany = (double)CurveCapacities / capacities.Length;
            point.Value(Gain, simulated.Value * asMany, OverSimulation, ValueKind.Modelled, simulated.Low * asMany, simulated.High * asMany);
        });
    }

    // Sampling is not told to go on whatever the trace: it must find out by itself that the trace is small, and say so.
    private static void Small(Point point, ReplayedTrace source)
    {
        if (source.Read(point) is not { } trace)
        {
            return;
        }

        var distinct = (int)CacheSimulator.CountDistinct(trace);
        var exact = ExactCurve.Lru(trace);
        var asked = SampledCurve.Lru(trace, new() { Rate = MainRate, Seed = point.Seed });
        var forced = SampledCurve.Lru(trace, Args(MainRate, point.Seed, distinct));
        point.Note = asked.Note;
        point.Check("below 100,000 distinct rows the exact curve is made, and it says so", () => (asked.IsExact && asked.Note.StartsWith("exact instead of sampled", StringComparison.Ordinal), asked.Note));
        var capacities = Logarithmic(distinct);
        point.Value(Error, exact.MeanAbsoluteError(asked, capacities), "as it decides", at: new() { { "rate", MainRate }, { "grid", LogGrid } });
        point.Value(Error, exact.MeanAbsoluteError(forced, capacities), "sampled all the same", at: new() { { "rate", MainRate }, { "grid", LogGrid } });
    }
}
