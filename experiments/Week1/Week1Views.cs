using MathNet.Numerics;

namespace HotRow.Lab;

/// <summary>What is made of week 1's points: charts, check rows, verdicts.</summary>
internal sealed partial class Week1
{
    internal static readonly Metric NsPerToken = new("ns-per-token", "Time per token", "ns", false, "median wall time / (batch x sequence)");
    internal static readonly Metric FormulaBytes = new("formula-bytes", "Memory by formula", "B", false, "batch x sequence x dim x 4; scores: sequence^2 x 4");
    internal static readonly Metric AllocatedInput = new("allocated-input", "Memory allocated for the input", "B", false, "bytes asked of the system for the input tensor");
    internal static readonly Metric ResidentBytes = new("resident-bytes", "Resident memory added", "B", false, "resident set after the product - before its tensors were made");
    internal static readonly Metric Variation = new("cv", "Coefficient of variation", "", false, "standard deviation / mean of the samples");
    internal static readonly Metric FaultsPerCall = new("faults", "Page faults per call", "", false, "minor + major faults during one warm call");
    internal static readonly Metric SwitchesPerCall = new("switches", "Context switches per call", "", false, "switches of all threads during one warm call");

    private static readonly Dictionary<string, string> s_grid = new() { ["part"] = "grid" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Latency follows rows and the square of the dimension", "rows", Metrics.TimeMs, "dim", [], LogX: true, LogY: true,
            XLabel: "rows = batch x sequence", Caption: "The document's grid. Cells of equal batch x sequence are the same product and lie on each other: the grid cannot tell batch from sequence.", Where: s_grid),
        new(ChartKind.Scatter, "The grid lies right of the ridge: arithmetic bounds it, not memory", "intensity", Metrics.GflopPerSecond, "variant", [], LogX: true, LogY: true,
            XLabel: "operations per byte moved once (FLOP/B)", Caption: "The roof is the lower of the multiply-add peak and the streamed-read bandwidth, both measured in this run on all threads."),
        new(ChartKind.Line, "A token costs least once the rows amortise reading the weights", "rows", NsPerToken, "dim", [], LogX: true, LogY: true,
            XLabel: "rows in one product", Caption: "Extension of the grid down to one row: where batching pays, and whether it ever costs.", Where: new Dictionary<string, string> { ["part"] = "extension|grid" }),
        new(ChartKind.Line, "Sequence length: the projection is linear, the scores are quadratic", "seq", Metrics.TimeMs, "variant", [], LogX: true, LogY: true,
            XLabel: "sequence length", Caption: "One head of 64 for the scores (QK^T and softmax), the whole dimension for the projection.", Where: new Dictionary<string, string> { ["part"] = "scores" }),
        new(ChartKind.HeatMap, "Spread of the latency in each cell", "rows", Variation, "dim", [], XLabel: "rows = batch x sequence", Caption: "Standard deviation over mean of the samples; the cells of sequence 512.", Where: new Dictionary<string, string> { ["part"] = "grid", ["seq"] = "512|16" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("exponent of memory in batch x sequence x dim", "document 004, Linear Memory Scaling", 1, 1e-9, "", r => Slope(Grid(r, FormulaBytes), o => o["rows"].Number * o["dim"].Number)),
        new("memory allocated / formula, worst cell", "document 004, formula", 1, 1e-9, "", r => Grid(r, AllocatedInput).Zip(Grid(r, FormulaBytes), (a, f) => a.Value / f.Value).DefaultIfEmpty(double.NaN).Max()),
        new("intensity at dim 128, largest of the grid", "curriculum: 31.5-32.0 FLOP/B", 31.97, 0.03, "FLOP/B", r => Grid(r, Metrics.TimeMs).Where(o => o["dim"].Number == 128).Select(o => o["intensity"].Number).DefaultIfEmpty(double.NaN).Max()),
        new("intensity at dim 1,024, smallest of the grid", "curriculum: 228-254 FLOP/B", 227.6, 0.1, "FLOP/B", r => Grid(r, Metrics.TimeMs).Where(o => o["dim"].Number == 1024).Select(o => o["intensity"].Number).DefaultIfEmpty(double.NaN).Min()),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("004-linear-memory", "004, Linear Memory Scaling", "Memory of the input grows linearly with batch, sequence and dimension.", JudgeMemory),
        new("004-nonlinear-latency", "004, Non-Linear Latency Growth", "Latency grows non-linearly with dimension, through more operations, memory bandwidth and effects of cache and operating system.", JudgeLatency),
        new("004-small-batching", "004, Batching Sweet Spot", "At small dimensions batching amortises overhead.", r => JudgeAmortisation(r)),
        new("004-large-batching", "004, Batching Sweet Spot", "At large dimensions memory pressure dominates and latency spikes as the batch grows.", JudgeSpike),
        new("004-exponential-sequence", "004, Sequence Length Amplification", "Longer sequences increase memory and compute exponentially.", JudgeSequence),
    ];

    public Headline Headline(ResultSet results)
    {
        var best = Grid(results, Metrics.GflopPerSecond).MaxBy(o => o.Value);
        return HotRow.Headline.From("best cell of the grid", best, "GFLOP/s");
    }

    private static Observation[] Grid(ResultSet results, Metric metric) => [.. results.Where(metric, ("part", "grid"))];

    // The exponent of a power law: slope of the least-squares line through the logarithms.
    internal static double Slope(IReadOnlyList<Observation> observations, Func<Observation, double> x)
    {
        var usable = observations.Where(o => o.Value > 0 && x(o) > 0).ToArray();
        return usable.Select(x).Distinct().Count() < 2
            ? double.NaN
            : Fit.Line([.. usable.Select(o => Math.Log(x(o)))], [.. usable.Select(o => Math.Log(o.Value))]).B;
    }

    private static Verdict JudgeMemory(ResultSet results)
    {
        var slope = Slope(Grid(results, AllocatedInput), o => o["rows"].Number * o["dim"].Number);
        return double.IsNaN(slope) ? Verdict.NotRun
            : Math.Abs(slope - 1) < 1e-6 ? Verdict.Reproduced($"exponent {slope:0.000}; bytes = batch x sequence x dim x 4 exactly")
            : Verdict.Contradicted($"exponent {slope:0.000}");
    }

    private static Verdict JudgeLatency(ResultSet results)
    {
        var times = Grid(results, Metrics.TimeMs);
        var slopes = times.GroupBy(o => (o["batch"].Text, o["seq"].Text)).Select(g => Slope([.. g], o => o["dim"].Number)).Where(double.IsFinite).ToArray();
        if (slopes.Length == 0)
        {
            return Verdict.NotRun;
        }

        var rates = Grid(results, Metrics.GflopPerSecond);
        var dims = rates.Select(o => o["dim"].Number).Distinct().Order().ToArray();
        var rate = (double dim) => Statistics.Median([.. rates.Where(o => o["dim"].Number == dim).Select(o => o.Value)]).Value;
        var gain = rate(dims[^1]) / rate(dims[0]);
        var figure = $"latency ~ dim^{Statistics.Median(slopes).Value:0.00} ({slopes.Min():0.00}-{slopes.Max():0.00} over the cells); the operations alone give 2";
        return Statistics.Median(slopes).Value < 1.2 ? Verdict.Contradicted(figure)
            : gain > 0.9 ? Verdict.Depends($"the cause: operations explain it; the arithmetic rate at dim {dims[^1]:0} is {gain:0.00} x that at {dims[0]:0}, so no memory or system effect makes it worse", figure)
            : Verdict.Reproduced(figure, $"the arithmetic rate at dim {dims[^1]:0} falls to {gain:0.00} x that at {dims[0]:0}");
    }

    private static (double OneRow, double Best, double Most) PerToken(ResultSet results, double dim)
    {
        var tokens = results.Where(NsPerToken).Where(o => o["part"].Text is "extension" or "grid" && o["dim"].Number == dim).OrderBy(o => o["rows"].Number).ToArray();
        return tokens.Length < 3 || tokens[0]["rows"].Number != 1 ? (double.NaN, double.NaN, double.NaN) : (tokens[0].Value, tokens.Min(o => o.Value), tokens[^1].Value);
    }

    private static double[] ExtensionDims(ResultSet results) => [.. results.Where(NsPerToken, ("part", "extension")).Select(o => o["dim"].Number).Distinct().Order()];

    private static Verdict JudgeAmortisation(ResultSet results)
    {
        var dims = ExtensionDims(results);
        if (dims.Length == 0 || double.IsNaN(PerToken(results, dims[0]).OneRow))
        {
            return Verdict.NotRun;
        }

        var gains = dims.Select(d => (Dim: d, Gain: PerToken(results, d) is var t ? t.OneRow / t.Best : double.NaN)).ToArray();
        var figure = string.Join("; ", gains.Select(g => $"dim {g.Dim:0}: one row costs {g.Gain:0.0} x the best batch's time per token"));
        return gains[0].Gain < 1.2 ? Verdict.Contradicted(figure)
            : gains[^1].Gain > gains[0].Gain ? Verdict.Reproduced(figure, "and batching pays at large dimensions too, where one row must read all the weights")
            : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeSpike(ResultSet results)
    {
        var dims = ExtensionDims(results);
        if (dims.Length == 0 || double.IsNaN(PerToken(results, dims[^1]).OneRow))
        {
            return Verdict.NotRun;
        }

        var (_, best, most) = PerToken(results, dims[^1]);
        var figure = $"dim {dims[^1]:0}: the largest batch takes {most / best:0.00} x the best batch's time per token";
        return most / best < 1.25 ? Verdict.Contradicted(figure, "time per token flattens and stays flat: a plateau, no spike") : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeSequence(ResultSet results)
    {
        var scores = results.Where(Metrics.TimeMs, ("part", "scores")).ToArray();
        var of = (string variant) => Slope([.. scores.Where(o => o.Variant == variant)], o => o["seq"].Number);
        var (projection, attention) = (of("projection"), of("scores + softmax"));
        return double.IsNaN(projection) || double.IsNaN(attention) ? Verdict.NotRun
            : Verdict.Contradicted($"projection ~ seq^{projection:0.00}, scores ~ seq^{attention:0.00}; their memory exactly seq^1 and seq^2", "a power, never an exponential: linear in this grid, quadratic for attention scores");
    }
}
