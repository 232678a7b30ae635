namespace HotRow.Lab;

/// <summary>What is made of F6's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class StreamingFloor
{
    internal static readonly Metric TokenMs = new("token-ms", "Time per token", "ms", false, "time of one pass over all layers with one sequence");
    internal static readonly Metric SlopeGBps = new("slope-gbps", "Bandwidth of the slope", "GB/s", true, "1 / slope of time over bytes, by least squares over the stacks beyond the caches");
    internal static readonly Metric SlopeOverRead = new("slope-over-read", "Bandwidth of the slope over the read ceiling", "x", null, "slope of each round / read of the same round, median");
    internal static readonly Metric OverArithmetic = new("over-arithmetic", "Time per token over that of its arithmetic", "x", null, "time of the largest stack / (2 operations a weight / peak of the same round)");

    private const string MeasuredName = "measured";
    private const string FloorName = "bytes / read of main memory";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Time of a token, by the bytes of the weights", "megabytes", TokenMs, "variant", [], LogX: true, LogY: true, XLabel: "weights (MB)",
            Caption: "One core, one sequence, layers of products in fp32. Modelled: the weights' bytes over the read ceiling of the same rounds. Small stacks may lie in a cache, which that line does not know."),
        new(ChartKind.Line, "Rate at which a token's weights are read, by their size", "megabytes", Metrics.GBps, "variant", [], LogX: true, LogY: true, XLabel: "weights (MB)",
            Caption: "One core: bytes of all weights over the time of a token."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("bandwidth of the slope over the read ceiling", "curriculum F6: within 15 %", 1, 0.15, "x", r => r.Value(SlopeOverRead)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-memory-dominates", "003, Why memory matters more than compute", "Reading the weights again for every token dominates the time of inference.", JudgeMemory),
        new("003-smaller-decodes-faster", "003, Core mental model", "Smaller models decode faster.", JudgeSmaller),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("bandwidth at which a token's weights are read, over a plain read", results.Single(SlopeOverRead), "x");

    private static Verdict JudgeMemory(ResultSet results)
    {
        if (results.Single(SlopeOverRead) is not { } slope || results.Single(OverArithmetic) is not { } arithmetic || results.Single(SlopeGBps) is not { } rate)
        {
            return Verdict.NotRun;
        }

        var figure = $"each byte of weights costs what {rate.Value:0.0} GB/s [{rate.Low:0.0}, {rate.High:0.0}] give, {slope.Value:0.00} [{slope.Low:0.00}, {slope.High:0.00}] of a plain read; the arithmetic alone would take {1 / arithmetic.Value:0.00} of the time";
        return arithmetic.Low > 2 && slope.High > 0.75 ? Verdict.Reproduced(figure)
            : arithmetic.High < 2 ? Verdict.Contradicted(figure)
            : Verdict.Depends("how near the kernel comes to a plain read", figure);
    }

    private static Verdict JudgeSmaller(ResultSet results)
    {
        var times = results.Where(TokenMs, ("variant", MeasuredName)).OrderBy(o => o["megabytes"].Number).ToArray();
        if (times.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = $"one sequence: {string.Join(", ", times.Select(t => $"{t["megabytes"].Number:0.##} MB {t.Value:0.000} ms"))}";
        return times.Zip(times.Skip(1)).All(p => p.Second.Low > p.First.High) ? Verdict.Reproduced(figure)
            : times[^1].High < times[0].Low ? Verdict.Contradicted(figure)
            : Verdict.NotTestableHere("neighbouring intervals overlap in this run", figure);
    }
}
