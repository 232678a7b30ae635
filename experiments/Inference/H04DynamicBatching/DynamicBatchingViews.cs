namespace HotRow.Lab;

/// <summary>What is made of H4's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class DynamicBatching
{
    internal static readonly Metric MeanSize = new("mean-batch-size", "Mean size of a batch", "", true, "requests / batches; closed form E[min(B, 1 + Poisson(rate x window))]");
    internal static readonly Metric FirstWait = new("first-wait-ms", "Mean wait of a batch's first request", "ms", false, "beginning of the batch - arrival; closed form: integral over the window of P(Poisson(rate x t) < B - 1)");
    internal static readonly Metric Kept = new("objectives-kept", "Requests within 1 s to the first token and 100 ms a token", "%", true, "requests that keep both objectives / requests that arrived");
    internal static readonly Metric Ttft = new("ttft-p50", "Time to first token, median", "s", false, "end of the step that makes the first token - arrival; linear percentile");

    internal const string SimulatedName = "simulated";
    internal const string Formula = "closed form";

    private const string Source = "curriculum H4, closed form for a server that is always free";

    // Shares of requests that differ by fewer points count as one result.
    private const double SameShare = 5;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A batch of 8 within 100 ms fills only above 80 requests a second", "per-second", MeanSize, "variant", [ReferenceLine.Horizontal("full", BatchSize)], LogX: true, XLabel: "requests a second",
            Caption: "Modelled: Poisson arrivals, a server that is always free; at most 8 requests or 100 ms after the first.",
            Where: new Dictionary<string, string> { ["part"] = "size" }),
        new(ChartKind.Line, "The first request pays the whole window until batches fill", "per-second", FirstWait, "variant", [ReferenceLine.Horizontal("window: 100 ms", WindowMs)], LogX: true, LogY: true, XLabel: "requests a second",
            Caption: "Modelled, as above: the smaller of the window and the time until seven more have come.",
            Where: new Dictionary<string, string> { ["part"] = "size" }),
        new(ChartKind.Line, "Answers of differing length: same arrivals, two ways to batch", "load", Kept, "variant", [], LogX: true, XLabel: "requests a second",
            Caption: $"{SimulatedServer.Title}; lengths like those of Azure's conversations. A dynamic batch is padded until its longest answer ends, and nobody joins it.",
            Where: new Dictionary<string, string> { ["part"] = "contest" }),
        new(ChartKind.Line, "At 40 requests a second a window of 100 ms collects five", "window", MeanSize, "variant", [], XLabel: "window (ms)",
            Caption: "Computed: E[min(B, 1 + Poisson(rate x window))].",
            Where: new Dictionary<string, string> { ["part"] = "window" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Size(10, 2.000, 0.03),
        Size(40, 4.915, 0.06),
        Size(80, 7.336, 0.08),
        First(10, 100.0, 0.1),
        First(40, 97.9, 1),
        First(80, 79.2, 1.5),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-8-or-100ms", "003, Dynamic Batching", "A batch begins when 8 requests are there or 100 ms are over, so waiting is bounded and a batch may be partly filled.", JudgeWindow),
        new("003-dynamic-standard", "003, Dynamic Batching", "Most online APIs of language models batch dynamically: by size or time window.", JudgeStandard),
        new("003-continuous-dominant", "003, Continuous Batching", "Continuous batching is the dominant way to serve language models today.", JudgeDominant),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("at most 8 requests or 100 ms, 10 requests a second: mean size of a batch", At(results, MeanSize, 10, SimulatedName), "");

    private static Observation? At(ResultSet results, Metric metric, double rate, string variant) => results.Single(metric, ("part", "size"), ("per-second", rate), ("variant", variant));

    private static CheckFigure Size(double rate, double expected, double tolerance) =>
        new($"mean size at {rate:0}/s, 8 or 100 ms", Source, expected, tolerance, "", r => At(r, MeanSize, rate, SimulatedName)?.Value ?? double.NaN);

    private static CheckFigure First(double rate, double expected, double tolerance) =>
        new($"mean wait of the first at {rate:0}/s", Source, expected, tolerance, "ms", r => At(r, FirstWait, rate, SimulatedName)?.Value ?? double.NaN);

    private static Verdict JudgeWindow(ResultSet results)
    {
        var found = s_rates.Select(rate => (Rate: rate, Size: At(results, MeanSize, rate, SimulatedName), Wait: At(results, FirstWait, rate, SimulatedName))).ToArray();
        if (Array.Exists(found, f => f.Size is null || f.Wait is null))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", found.Where(f => f.Rate is 10 or 80 or 320).Select(f => $"at {f.Rate:0}/s {f.Size!.Value:0.00} requests, the first waits {f.Wait!.Value:0.0} ms"));
        return found.All(f => f.Wait!.Value <= WindowMs * 1.001 && f.Size!.Value <= BatchSize) && found[0].Size!.Value < BatchSize
            ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "a batch waits longer or grows larger than it may");
    }

    private static (double Load, Observation Dynamic, Observation Continuous)[]? Contests(ResultSet results)
    {
        var found = s_loads.Select(load => (Load: load, Dynamic: Share(results, load, Dynamic), Continuous: Share(results, load, Continuous))).ToArray();
        return Array.Exists(found, f => f.Dynamic is null || f.Continuous is null) ? null : [.. found.Select(f => (f.Load, f.Dynamic!, f.Continuous!))];
    }

    private static Observation? Share(ResultSet results, double load, string scheduler) => results.Single(Kept, ("part", "contest"), ("load", load), ("variant", scheduler));

    private static string Told((double Load, Observation Dynamic, Observation Continuous)[] found) =>
        "within both objectives, dynamic and continuous: " + string.Join("; ", found.Select(f => $"{f.Dynamic.Value:0} % and {f.Continuous.Value:0} % at {f.Load:0.##}/s"));

    private static Verdict JudgeStandard(ResultSet results)
    {
        if (Contests(results) is not { } found)
        {
            return Verdict.NotRun;
        }

        var worse = found.Count(f => f.Dynamic.High < f.Continuous.Low - SameShare);
        return worse == found.Length ? Verdict.Contradicted(Told(found), "the same document calls continuous batching dominant, and the two cannot both be; on the same arrivals continuous batching serves more at every load")
            : worse > 0 ? Verdict.Depends("load: where both keep the objectives either may be used; the same document calls continuous batching dominant, and the two cannot both be", Told(found))
            : Verdict.NotTestableHere("who uses what takes a survey, and here neither serves more; the same document calls continuous batching dominant", Told(found));
    }

    private static Verdict JudgeDominant(ResultSet results) => Contests(results) is not { } found ? Verdict.NotRun
        : found.Any(f => f.Continuous.High < f.Dynamic.Low - SameShare) ? Verdict.Contradicted(Told(found), "there is a load at which dynamic batching serves more")
        : Verdict.NotTestableHere("who uses what takes a survey; that it serves at least as many at every load is seen here", Told(found));
}
