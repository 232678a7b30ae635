namespace HotRow.Lab;

/// <summary>What is made of H2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class WhyBatching
{
    internal static readonly Metric TokenRate = new("tokens-per-second", "Tokens", "1/s", true, "sequences of a step / its time");
    internal static readonly Metric Gain = new("batch-gain", "Tokens a second against batch 1", "x", true, "batch x time of a step with one sequence / time of a step with the batch");
    internal static readonly Metric KneeBatch = new("knee-batch", "Batch at which arithmetic takes as long as reading the weights", "", null, "dense peak / bandwidth x bytes of a weight / 2");

    private const string BatchAxis = "sequences in a step";

    // Fewer bits a weight shorten a step by at most 16 / 4.
    private const double OtherLever = 4;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Tokens a second grow with the batch, up to the ridge", "batch", TokenRate, "variant", [], LogX: true, LogY: true, XLabel: BatchAxis,
            Caption: "Computed for Llama 3.1 8B in 16 bit, without keys and values: the longer of streaming the weights and multiplying with them.",
            Where: new Dictionary<string, string> { ["part"] = "computed" }),
        new(ChartKind.Line, "Keys and values end it sooner: every sequence brings its own", "batch", Gain, "variant", [new("each sequence for free", [(1, 1), (256, 256)])], LogX: true, LogY: true, XLabel: BatchAxis,
            Caption: $"{SimulatedServer.Title}. A curve ends where its keys and values no longer fit.",
            Where: new Dictionary<string, string> { ["part"] = "modelled" }),
        new(ChartKind.Line, "The same on this machine: one layer, one thread", "batch", Gain, "variant", [new("each sequence for free", [(1, 1), (64, 64)])], LogX: true, LogY: true, XLabel: BatchAxis,
            Caption: "Measured: an fp32 matrix times 1 to 64 vectors. Our kernel reads the matrix once for each vector up to four of them, so sharing begins above four.",
            Where: new Dictionary<string, string> { ["part"] = "measured", ["variant"] = Measured }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Knee("rtx4090", 163.9),
        Knee("a100-80gb", 153.0),
        Knee("h100-sxm", 295.3),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-batching-biggest-lever", "003, Batching", "Batching is the biggest lever on the cost of inference.", JudgeLever),
        new("003-batching-shares", "003, Why batching works", "Several requests computed together share work, so throughput rises and a request costs less.", JudgeShares),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("64 vectors through a layer against one, this machine: vectors a second", Measurement(results, 64), "x");

    private static Observation? Measurement(ResultSet results, int batch) => results.Single(Gain, ("part", "measured"), ("variant", Measured), ("batch", batch));

    private static CheckFigure Knee(string device, double expected) =>
        new($"knee of {device}, 16 bit", "curriculum A7: dense peak / bandwidth", expected, 0.2, "", r => r.Value(KneeBatch, ("part", "computed"), ("device", device)));

    private static Observation? Computed(ResultSet results, string device, int batch) => results.Single(Gain, ("part", "computed"), ("device", device), ("batch", batch));

    private static Verdict JudgeLever(ResultSet results)
    {
        var found = s_devices.Select(d => (Device: d, At64: Computed(results, d, 64), At512: Computed(results, d, 512), At2048: Computed(results, d, 2_048))).ToArray();
        if (Array.Exists(found, f => f.At64 is null || f.At512 is null || f.At2048 is null))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", found.Select(f => $"{f.Device}: {f.At64!.Value:0} x at batch 64, {f.At512!.Value:0} x at 512, {f.At2048!.Value:0} x at 2,048")) + $"; 4-bit weights at most {OtherLever:0} x";
        return found.All(f => f.At64!.Value <= OtherLever) ? Verdict.Contradicted(figure, "fewer bits gain more")
            : found.All(f => f.At2048!.Value > 1.9 * f.At512!.Value) ? Verdict.Reproduced(figure)
            : Verdict.Depends("where one stands: below the ridge nothing gains as much, beyond it a larger batch gains nothing", figure);
    }

    private static Verdict JudgeShares(ResultSet results)
    {
        if (Measurement(results, 8) is not { } eight || Measurement(results, 64) is not { } many)
        {
            return Verdict.NotRun;
        }

        var figure = $"vectors a second through one layer here: {eight.Value:0.0} x [{eight.Low:0.0}, {eight.High:0.0}] with 8 at once, {many.Value:0.0} x [{many.Low:0.0}, {many.High:0.0}] with 64";
        return many.Low > 1 ? Verdict.Reproduced(figure) : many.High < 1 ? Verdict.Contradicted(figure) : Verdict.Depends("whether the weights fit into a cache", figure);
    }
}
