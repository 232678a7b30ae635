namespace HotRow.Tests;

/// <summary>Small fixed numbers for the chart tests.</summary>
internal static class ChartSamples
{
    public const string Hostile = "</script><b a=\"'x'\">&amp; \u0001\ud800 \ud83d\ude00 ]]>";

    public static Observation Number(Metric metric, double value, ValueKind kind, string variant, params (string Name, ParameterValue Value)[] parameters) =>
        Number(metric, value, double.NaN, double.NaN, kind, variant, parameters);

    public static Observation Number(Metric metric, double value, double low, double high, ValueKind kind, string variant, params (string Name, ParameterValue Value)[] parameters)
    {
        var given = new Parameters();
        foreach (var (name, number) in parameters)
        {
            given.Add(name, number);
        }

        return new("t01-sample", given, variant, metric.Id, kind, value, low, high, double.IsNaN(low) ? 1 : 31);
    }

    public static ChartSpec Spec(ChartKind kind, Metric metric, bool logX = false, bool logY = false, string x = "rows", string seriesBy = "variant", params ReferenceLine[] references) =>
        new(kind, "What to see", x, metric, seriesBy, references, logX, logY, XLabel: "Rows in the table", Caption: "Near: DRAM.");

    public static IReadOnlyList<Observation> Times { get; } =
    [
        Number(Metrics.TimeMs, 2.5, 2.25, 2.75, ValueKind.Measured, "one-hot", ("rows", 1000)),
        Number(Metrics.TimeMs, 250, 225, 275, ValueKind.Measured, "one-hot", ("rows", 100000)),
        Number(Metrics.TimeMs, 25, 22.5, 27.5, ValueKind.Measured, "one-hot", ("rows", 10000)),
        Number(Metrics.TimeMs, 0.5, ValueKind.Modelled, "gather", ("rows", 1000)),
        Number(Metrics.TimeMs, 0.5, ValueKind.Modelled, "gather", ("rows", 10000)),
        Number(Metrics.TimeMs, 0.625, ValueKind.Computed, "gather", ("rows", 100000)),
    ];

    public static IReadOnlyList<Observation> Speedups { get; } =
    [
        Number(Metrics.Speedup, 1, ValueKind.Counted, "gather", ("trace", "docs")),
        Number(Metrics.Speedup, 2.5, 2.25, 2.75, ValueKind.Measured, "dedup", ("trace", "docs")),
        Number(Metrics.Speedup, 1.5, ValueKind.Computed, "gather", ("trace", "a trace with quite a long name")),
        Number(Metrics.Speedup, 4, ValueKind.Modelled, "dedup", ("trace", "a trace with quite a long name")),
    ];

    public static IReadOnlyList<Observation> Grid { get; } =
        [.. from dim in new[] { 128, 256 } from batch in new[] { 8, 16, 32 } where dim + batch < 288 select Number(Metrics.TimeMs, dim * batch / 1024.0, ValueKind.Measured, "", ("batch", batch), ("dim", dim))];

    public static Metric Span { get; } = new("span-us", "Time", "us", false, "end - beginning");

    /// <summary>What 1,000 us of one batch become, step by step, and what the clock says in the end.</summary>
    public static IReadOnlyList<Observation> Steps { get; } =
    [
        Number(Span, 1000, 980, 1020, ValueKind.Measured, "", ("step", "one by one")),
        Number(Span, -600, -620, -580, ValueKind.Measured, "", ("step", "dedup")),
        Number(Span, 150, ValueKind.Counted, "", ("step", "cache")),
        Number(Span, -250, ValueKind.Modelled, "", ("step", "overlapped reads")),
        Number(Span, 290, 280, 300, ValueKind.Measured, "", ("step", "total")),
    ];

    /// <summary>Two batches whose fetch runs beside the compute of the one before; the reads overlap each other.</summary>
    public static IReadOnlyList<Observation> Spans { get; } =
    [
        At("lookup", "dedup", 0, 40), At("lookup", "wait", 40, 110), At("lookup", "dedup", 160, 40), At("lookup", "wait", 200, 2.5),
        At("reader", "fetch", 40, 100), At("reader", "fetch", 50, 100), At("reader", "fetch", 55, 95), At("reader", "fetch", 200, 100),
        At("compute", "compute", 150, 200, ValueKind.Modelled), At("compute", "compute", 350, 0.001),
    ];

    public static IEnumerable<(string Name, ChartSpec Spec, IReadOnlyList<Observation> Numbers)> All { get; } =
    [
        ("line", Spec(ChartKind.Line, Metrics.TimeMs, logX: true, logY: true, references: [ReferenceLine.Horizontal("document 000: 250 ms", 250), new("twice the rows, twice the time", [(1000, 1), (100000, 100)])]), Times),
        ("scatter", Spec(ChartKind.Scatter, Metrics.TimeMs, logX: true), Times),
        ("bar", Spec(ChartKind.Bar, Metrics.Speedup, x: "trace", references: ReferenceLine.Horizontal("document 001: 2-3x", 2.5)), Speedups),
        ("heat-map", Spec(ChartKind.HeatMap, Metrics.TimeMs, logY: true, x: "batch", seriesBy: "dim"), Grid),
        ("waterfall", Spec(ChartKind.Waterfall, Span, x: "step", seriesBy: "variant", references: ReferenceLine.Horizontal("document 002: 100 us", 100)) with { XLabel = "Step" }, Steps),
        ("waterfalls", Spec(ChartKind.Waterfall, Span, x: "step", seriesBy: "variant") with { XLabel = "Step" }, [.. Steps.Select(s => s with { Variant = "cold" }), .. Steps.Select(s => s with { Variant = "warm", Value = s.Value / 4, Low = s.Low / 4, High = s.High / 4 })]),
        ("timeline", Spec(ChartKind.Timeline, Span, x: "begin", seriesBy: "lane+phase", references: new ReferenceLine("batch 2 begins", [(160, 0)])) with { XLabel = "Time since the first batch (us)" }, Spans),
        ("empty", Spec(ChartKind.Line, Metrics.TimeMs), []),
    ];

    private static Observation At(string lane, string phase, double begin, double length, ValueKind kind = ValueKind.Measured) =>
        Number(Span, length, kind, "", ("lane", lane), ("phase", phase), ("begin", begin));

    public static ChartData Data(ChartSpec spec, IReadOnlyList<Observation> numbers) => ChartData.From(spec, numbers);
}
