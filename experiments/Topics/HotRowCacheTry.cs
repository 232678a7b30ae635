namespace HotRow.Lab;

public static partial class Try
{
    private static readonly double[] s_percents = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
    private static readonly double[] s_simulatedPercents = [0.1, 1, 5, 20, 50];
    private static readonly double[] s_hitPercents = [0, 50, 60, 70, 80, 85, 90, 95, 98, 99, 99.5, 99.9, 100];

    /// <summary>The share of all accesses that go to the most used rows, by the closed form of Zipf's law: the hit ratio of a cache that pins them.</summary>
    /// <param name="alpha">Zipf exponent, 0 (all rows alike) to 5.</param>
    /// <param name="rows">Rows of the table, 100 to 10^9.</param>
    /// <param name="percent">Share of the rows, 0.01 to 100.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Coverage(double alpha, long rows, double percent)
    {
        TryLimits.Check(nameof(alpha), alpha, 0, 5);
        TryLimits.Check(nameof(rows), rows, 100, 1_000_000_000);
        TryLimits.Check(nameof(percent), percent, 0.01, 100);
        var law = new ZipfLaw(rows, alpha);
        var points = new TryPoints(CacheSize.CoverageShare);
        foreach (var share in s_percents.Append(percent).Distinct())
        {
            points.Add($"alpha {NumberText.Figure(alpha)}", share, law.Coverage(TopRows(rows, share)), ValueKind.Computed);
        }

        List<TryNumber> numbers =
        [
            new($"accesses to the top {NumberText.Figure(percent)} % of the rows", 100 * law.Coverage(TopRows(rows, percent)), "%", ValueKind.Computed),
            new("accesses to the top 1 %", 100 * law.Coverage(TopRows(rows, 1)), "%", ValueKind.Computed),
        ];
        var needed = TopRows(rows, percent) < rows ? ZipfLaw.AlphaForCoverage(rows, TopRows(rows, percent), 0.85) : double.NaN;
        if (double.IsFinite(needed))
        {
            numbers.Add(new($"alpha at which the top {NumberText.Figure(percent)} % would take 85 %", needed, "", ValueKind.Computed));
        }

        var chart = points.Chart(ChartKind.Line, "Accesses that go to the most used rows", "most used rows, % of the table's rows", "Bounded Zipf law, independent accesses.", logX: true, references:
        [
            new("document 000: top 1 % = ~50 %", [(1, 0.48), (1, 0.52)]),
            new("document 000: 5 % = 85-95 %", [(5, 0.85), (5, 0.95)]),
        ]);
        return points.Result($"Zipf, alpha {NumberText.Figure(alpha)}, {rows:N0} rows", numbers, chart);
    }

    /// <summary>The hit ratio of a cache policy on independent Zipf draws (seed 1), by exact replay from an empty cache.</summary>
    /// <param name="policy">A policy of the catalog: "lru", "fifo", "s3-fifo", "belady", ...</param>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to 1,000,000.</param>
    /// <param name="percent">Share of the table's rows that the cache holds, 0.01 to 100; at least one row.</param>
    /// <param name="accesses">Length of the trace, 1,000 to 400,000.</param>
    /// <exception cref="InputException">A parameter is outside its range, or the policy is unknown.</exception>
    public static TryResult HitRatio(string policy, double alpha, int rows, double percent, int accesses = 200_000)
    {
        var info = CachePolicies.Find(policy ?? "");
        TryLimits.Check(nameof(alpha), alpha, 0, 3);
        TryLimits.Check(nameof(rows), (long)rows, 100, 1_000_000);
        TryLimits.Check(nameof(percent), percent, 0.01, 100);
        TryLimits.Check(nameof(accesses), (long)accesses, 1_000, 400_000);
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, IndexCount = accesses, Alpha = alpha, Seed = 1 }));
        var law = new ZipfLaw(rows, alpha);
        var distinct = CacheSimulator.CountDistinct(trace);
        SimulationResult Replay(CachePolicyInfo which, double share) => CacheSimulator.Simulate(which, TopRows(rows, share), rows, trace.Rows, distinct);
        var points = new TryPoints(Metrics.HitRatio);
        foreach (var share in s_simulatedPercents.Append(percent).Distinct())
        {
            points.Add(info.Name, share, Replay(info, share).HitRatio, ValueKind.Counted);
            points.Add("top rows pinned", share, law.Coverage(TopRows(rows, share)), ValueKind.Computed);
        }

        var numbers = new TryNumber[]
        {
            new($"hits of {info.Name}", 100 * Replay(info, percent).HitRatio, "%", ValueKind.Counted),
            new("hits of Belady's optimum", 100 * Replay(CachePolicies.Belady, percent).HitRatio, "%", ValueKind.Counted),
            new("hits of the top rows, pinned and already there", 100 * law.Coverage(TopRows(rows, percent)), "%", ValueKind.Computed),
            new("first accesses, which no cache on demand can hit", 100.0 * distinct / accesses, "%", ValueKind.Counted),
        };
        var chart = points.Chart(ChartKind.Line, "Hit ratio over the size of the cache", "cache size, % of the table's rows", "Independent draws, empty at first; total ids.", logX: true);
        return points.Result($"{info.Name}, {NumberText.Figure(percent)} % of {rows:N0} rows, Zipf alpha {NumberText.Figure(alpha)}, {accesses:N0} accesses", numbers, chart);
    }

    /// <summary>The speed of a lookup whose hits come from one tier and whose misses from another, one after the other.</summary>
    /// <param name="hitPercent">Hits, 0 to 100 % of the ids.</param>
    /// <param name="nearGBps">Speed of the near tier, 0.001 to 100,000 GB/s.</param>
    /// <param name="farGBps">Speed of the far tier, 0.001 to 100,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult EffectiveSpeed(double hitPercent, double nearGBps, double farGBps)
    {
        TryLimits.Check(nameof(hitPercent), hitPercent, 0, 100);
        TryLimits.Check(nameof(nearGBps), nearGBps, 0.001, 100_000);
        TryLimits.Check(nameof(farGBps), farGBps, 0.001, 100_000);
        var points = new TryPoints(HitRatioIsNotSpeed.EffectiveGBps);
        foreach (var percent in s_hitPercents.Append(hitPercent).Distinct().Order())
        {
            points.Add("times added (right)", percent, HitRatioIsNotSpeed.Harmonic(percent / 100, nearGBps, farGBps), ValueKind.Computed);
            points.Add("speeds averaged (wrong)", percent, HitRatioIsNotSpeed.Arithmetic(percent / 100, nearGBps, farGBps), ValueKind.Computed);
        }

        var hits = hitPercent / 100;
        var speed = HitRatioIsNotSpeed.Harmonic(hits, nearGBps, farGBps);
        var numbers = new TryNumber[]
        {
            new("effective speed", speed, "GB/s", ValueKind.Computed),
            new("the mean of the two speeds, which is wrong", HitRatioIsNotSpeed.Arithmetic(hits, nearGBps, farGBps), "GB/s", ValueKind.Computed),
            new("speed over no cache", speed / farGBps, "x", ValueKind.Computed),
            new("share of the time that the misses take", 100 * (1 - hits) / farGBps * speed, "%", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "Effective speed over the hit ratio", "hits, % of the ids", "Hits and misses one after the other, bytes only.", logY: true);
        return points.Result($"{NumberText.Figure(hitPercent)} % hits at {NumberText.Figure(nearGBps)} GB/s, misses at {NumberText.Figure(farGBps)} GB/s", numbers, chart);
    }

    private static int TopRows(long rows, double percent) => (int)Math.Max(1, Math.Floor(rows * percent / 100));
}
