namespace HotRow.Lab;

/// <summary>What is made of week 1's points: charts and check rows.</summary>
internal sealed partial class Week1
{
    internal static readonly Metric NsPerToken = new("ns-per-token", "Time per token", "ns", false, "median wall time / (batch x sequence)");
    internal static readonly Metric FormulaBytes = new("formula-bytes", "Memory by formula", "B", false, "batch x sequence x dim x 4; scores: sequence^2 x 4");
    internal static readonly Metric TensorBytes = new("tensor-bytes", "Memory of the three tensors by formula", "B", false, "(2 x batch x sequence x dim + dim^2) x 4: input, output, weights");
    internal static readonly Metric ResidentBytes = new("resident-bytes", "Resident memory added", "B", false, "resident set after the product - before its tensors were made");
    internal static readonly Metric Variation = new("cv", "Coefficient of variation", "", false, "standard deviation / mean of the samples");
    internal static readonly Metric FaultsPerCall = new("faults", "Page faults per call", "", false, "minor + major faults during one warm call");
    internal static readonly Metric SwitchesPerCall = new("switches", "Context switches per call", "", false, "switches of all threads during one warm call");

    internal const string FmaPeak = "FMA peak";
    internal const string Fastest = ", fastest sample";
    internal const string Projection = "projection";
    internal const string ScoresAndSoftmax = "scores + softmax";
    internal const string StreamRead = "stream read";

    // Of the grid and of the tiny grid.
    private const string ShorterSequence = "512|8";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Latency over the rows of one product, by dimension", "rows", Metrics.TimeMs, "dim", [], LogX: true, LogY: true,
            XLabel: "rows = batch x sequence", Caption: "The document's grid at its shorter sequence. Cells of equal batch x sequence are the same product: the grid cannot tell batch from sequence.", Where: new Dictionary<string, string> { ["part"] = "grid", ["seq"] = ShorterSequence }),
        new(ChartKind.Scatter, "Arithmetic rate of each product beside the roof", "intensity", Metrics.GflopPerSecond, "variant", [], LogX: true, LogY: true,
            XLabel: "operations per byte moved once (FLOP/B)", Caption: "Roof: the lower of multiply-add peak and streamed-read bandwidth x intensity, on all threads, from the fastest samples at three moments of the run; the highest counts. Left of its ridge memory bounds, right of it arithmetic. A cell above all ran in a quieter moment: its roof is too low."),
        new(ChartKind.Line, "Time per token over the rows of one product, by dimension", "rows", NsPerToken, "dim", [], LogX: true, LogY: true,
            XLabel: "rows in one product", Caption: "Extension of the grid down to one row: where batching pays, and whether it ever costs. Of the grid, the shorter sequence.", Where: new Dictionary<string, string> { ["part"] = "extension|grid", ["seq"] = $"1|4|16|128|{ShorterSequence}" }),
        new(ChartKind.Line, "Sequence length: time of the projection and of the attention scores", "seq", Metrics.TimeMs, "variant", [], LogX: true, LogY: true,
            XLabel: "sequence length", Caption: "One head of 64 for the scores (QK^T and softmax), the whole dimension for the projection.", Where: new Dictionary<string, string> { ["part"] = "scores" }),
        new(ChartKind.HeatMap, "Spread of the latency in each cell", "rows", Variation, "dim", [], XLabel: "rows = batch x sequence", Caption: "Standard deviation over mean of the samples; the cells of the shorter sequence.", Where: new Dictionary<string, string> { ["part"] = "grid", ["seq"] = ShorterSequence }),
        new(ChartKind.Line, "Arithmetic rate on the device, by dimension and precision", "width", DeviceMetrics.GflopPerSecond, "variant", [], LogX: true, LogY: true,
            XLabel: "dimension", Caption: $"The grid's product at its most rows, factors and output on the device: the vendor's product where there is one, else a plain tiled kernel. torch runs in a process of its own, after ours. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device", ["height"] = "65536|256|33" }, SliderBy: "device", Optional: true),
        new(ChartKind.Line, "Arithmetic rate on the device, by the rows of one product", "height", DeviceMetrics.GflopPerSecond, "variant", [], LogX: true, LogY: true,
            XLabel: "rows = batch x sequence", Caption: $"The same products at the largest dimension. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device", ["width"] = "1024|128|32" }, SliderBy: "device", Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("resident memory added / formula of the three tensors, median cell of 16 MB and more", "document 004, formula", 1, 0.1, "", r => Statistics.Median(Resident(r)).Value),
        new("intensity at dim 128, largest of the grid", "curriculum: 31.5-32.0 FLOP/B", 31.97, 0.03, "FLOP/B", r => Grid(r, Metrics.TimeMs).Where(o => o["dim"].Number == 128 && o["rows"].Number == 65536).Select(o => o["intensity"].Number).DefaultIfEmpty(double.NaN).Max()),
        new("intensity at dim 1,024, smallest of the grid", "curriculum: 228-254 FLOP/B", 227.6, 0.1, "FLOP/B", r => Grid(r, Metrics.TimeMs).Where(o => o["dim"].Number == 1024 && o["rows"].Number == 4096).Select(o => o["intensity"].Number).DefaultIfEmpty(double.NaN).Min()),
    ];

    public Headline Headline(ResultSet results)
    {
        var best = Grid(results, Metrics.GflopPerSecond).MaxBy(o => o.Value);
        return HotRow.Headline.From("best cell of the grid", best, "GFLOP/s");
    }

    private static Observation[] Grid(ResultSet results, Metric metric) => [.. results.Where(metric, ("part", "grid"))];
}
