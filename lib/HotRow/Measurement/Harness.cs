using System.Diagnostics;

namespace HotRow;

/// <summary>Runs one point: checks first, warms up, then times the variants in interleaved rounds beside an A/A control.</summary>
/// <param name="MinRounds">Rounds that are made even when the time is up.</param>
/// <param name="MaxRounds">Rounds after which more would not tell more.</param>
/// <param name="MinSampleSeconds">Calls are timed together until a sample lasts this long.</param>
/// <param name="SettleBelowSeconds">A block whose calls are shorter begins with one that is not timed.</param>
public sealed record Harness(int MinRounds = 5, int MaxRounds = 101, double MinSampleSeconds = 0.002, double SettleBelowSeconds = 0.02)
{
    /// <summary>What the A/A control's name ends with.</summary>
    public const string ControlSuffix = " (A/A)";

    private static readonly double s_nsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Rounds and samples as small as possible, for runs that only prove correctness.</summary>
    public static Harness Tiny { get; } = new(MinRounds: 2, MaxRounds: 2, MinSampleSeconds: 0, SettleBelowSeconds: 0);

    /// <summary>Runs a point until its time is up.</summary>
    /// <param name="experiment">Experiment id.</param>
    /// <param name="declared">The point.</param>
    /// <param name="scale">Scale.</param>
    /// <param name="seed">Seed of the point's generators and of the order within rounds.</param>
    /// <param name="budget">Wall time for set-up, checks and rounds together.</param>
    /// <param name="cancel">Stops between samples; the point is then not finished and not stored.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PointResult Run(string experiment, DeclaredPoint declared, Scale scale, ulong seed, TimeSpan budget, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var point = new Point(seed);
        declared.Body(point);
        var result = new PointResult { Experiment = experiment, Parameters = declared.Parameters, Scale = scale, Status = PointStatus.Done, Seed = seed };
        if (point.SkipReason is { } reason)
        {
            return result with { Status = PointStatus.Skipped, Note = reason };
        }

        var checks = RunChecks(point, cancel);
        result = result with { Checks = checks, Note = point.Note, Data = point.Data };
        if (!checks.TrueForAll(c => c.Passed))
        {
            return Finish(result, clock) with { Status = PointStatus.CheckFailed, Note = checks.Find(c => !c.Passed)!.Detail };
        }

        var timings = Time(point, seed, clock, budget, cancel);
        foreach (var body in point.AfterTiming)
        {
            body(name => timings.Find(t => t.Variant == name) is { } t
                ? t
                : throw new InvalidOperationException($"no variant '{name}' at {declared.Parameters}"));
        }

        var floor = timings.Count == 0 ? double.NaN : Statistics.PairedRatio(timings[0].SamplesNs, timings[^1].SamplesNs, seed).ReachFromOne;
        return Finish(result, clock) with
        {
            Samples = timings,
            NoiseFloor = floor,
            Note = point.Note,
            Data = point.Data,
            Observations = Observe(result, point, timings),
        };
    }

    private static PointResult Finish(PointResult result, Stopwatch clock) =>
        result with { Seconds = clock.Elapsed.TotalSeconds, FinishedUtc = DateTime.UtcNow };

    private static List<OracleCheck> RunChecks(Point point, CancellationToken cancel)
    {
        var checks = new List<OracleCheck>();
        foreach (var (name, run) in point.Checks)
        {
            cancel.ThrowIfCancellationRequested();
            var (passed, detail) = run();
            checks.Add(new(name, passed, detail));
        }

        return checks;
    }

    private List<VariantSamples> Time(Point point, ulong seed, Stopwatch clock, TimeSpan budget, CancellationToken cancel)
    {
        if (point.Variants.Count == 0)
        {
            return [];
        }

        var warmed = point.Variants.Select(v => WarmUp(v, cancel)).ToList();

        // The control is the reference once more under another name: what it shows is noise. It is as warm as the reference.
        var contenders = point.Variants.Append(point.Variants[0] with { Name = point.Variants[0].Name + ControlSuffix }).ToArray();
        warmed.Add(warmed[0] with { Ns = [] });
        var samples = contenders.Select(_ => new List<double>()).ToArray();
        var order = Enumerable.Range(0, contenders.Length).ToArray();
        var random = new Xoshiro256(seed ^ 0x5EED);
        for (var round = 0; round < MaxRounds && (round < MinRounds || clock.Elapsed < budget); round++)
        {
            random.Shuffle<int>(order);
            foreach (var v in order)
            {
                cancel.ThrowIfCancellationRequested();
                contenders[v].Prepare?.Invoke();
                if (warmed[v].Settles)
                {
                    // Not timed: it pays for what the contender before left in the processor's caches.
                    contenders[v].Run();
                }

                samples[v].Add(SampleNs(contenders[v].Run, warmed[v].Calls));
            }
        }

        return contenders.Select((c, v) => new VariantSamples(c.Name, warmed[v].Calls, warmed[v].AllocatedBytes, warmed[v].Ns, [.. samples[v]])).ToList();
    }

    private WarmedUp WarmUp(Variant variant, CancellationToken cancel)
    {
        // Three calls at least (first touch, tier-up of callees, steady), two of slow ones, more while they are cheap.
        var warmup = new List<double>();
        var total = 0.0;
        var allocated = long.MaxValue;
        do
        {
            cancel.ThrowIfCancellationRequested();
            variant.Prepare?.Invoke();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var ns = SampleNs(variant.Run, 1);

            // The least of the calls: whatever else the process does in the meantime only adds.
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            warmup.Add(ns);
            total += ns / 1e9;
        }
        while (warmup.Count < 2 || (warmup.Count < 3 && total < 0.2) || (warmup.Count < 30 && total < 4 * MinSampleSeconds));

        var fastest = Math.Max(warmup.Min() / 1e9, 1e-9);
        if (variant.Prepare is not null)
        {
            // A second call would find what the first has used up.
            return new([.. warmup], 1, allocated, Settles: false);
        }

        return new([.. warmup], (int)Math.Clamp(Math.Ceiling(MinSampleSeconds / fastest), 1, 1_000_000), allocated, fastest < SettleBelowSeconds);
    }

    private readonly record struct WarmedUp(double[] Ns, int Calls, long AllocatedBytes, bool Settles);

    private static double SampleNs(Action run, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            run();
        }

        // Not GetElapsedTime: a TimeSpan counts in steps of 100 ns.
        return Math.Round((Stopwatch.GetTimestamp() - start) * s_nsPerTick / calls, 2);
    }

    private static List<Observation> Observe(PointResult result, Point point, List<VariantSamples> timings)
    {
        var observations = new List<Observation>();
        void Add(string variant, Metric metric, ValueKind kind, Interval i, int n) =>
            observations.Add(new(result.Experiment, result.Parameters, variant, metric.Id, kind, i.Value, i.Low, i.High, n));

        for (var v = 0; v < point.Variants.Count; v++)
        {
            var (variant, timing) = (point.Variants[v], timings[v]);
            var n = timing.SamplesNs.Length;
            var ns = Statistics.Median(timing.SamplesNs);
            Add(variant.Name, Metrics.TimeMs, ValueKind.Measured, new(ns.Value / 1e6, ns.Low / 1e6, ns.High / 1e6), n);
            foreach (var (metric, fromSeconds) in variant.Derived)
            {
                var (a, b) = (fromSeconds(ns.Low / 1e9), fromSeconds(ns.High / 1e9));
                Add(variant.Name, metric, ValueKind.Measured, new(fromSeconds(ns.Value / 1e9), Math.Min(a, b), Math.Max(a, b)), n);
            }

            Add(variant.Name, Metrics.AllocatedBytes, ValueKind.Counted, new(timing.AllocatedBytes, double.NaN, double.NaN), 1);
            Add(variant.Name, Metrics.Speedup, ValueKind.Measured, v == 0 ? new(1, 1, 1) : Statistics.PairedRatio(timings[0].SamplesNs, timing.SamplesNs, result.Seed), n);
        }

        observations.AddRange(point.Values.Select(v =>
            new Observation(result.Experiment, result.Parameters.With(v.At), v.Variant, v.Metric.Id, v.Kind, v.Value.Value, v.Value.Low, v.Value.High, 1)));

        return observations;
    }
}
