namespace HotRow.Lab;

/// <summary>What is made of A1's points: charts, check rows, verdicts.</summary>
internal sealed partial class Levels
{
    internal const string Model = "model: int8 for fp32";
    internal const string Hardware = "hardware: 2 threads for 1";
    internal const string Service = "service: a batch of 16 for 1";

    internal static readonly Metric NsPerToken = new("ns-per-token", "Time per token", "ns", false, "median wall time of a step / sequences in it");
    internal static readonly Metric ThreadSeconds = new("thread-seconds", "Processor time per million tokens", "s", false, "threads x median wall time of a step / sequences in it x 10^6");
    internal static readonly Metric CostAt = new("cost-at", "Processor time per million tokens", "s", false, "threads x median wall time of a step / sequences in it x 10^6");
    internal static readonly Metric StepRatio = new("step-ratio", "Time of a step with the lever over without", "x", false, "median over rounds of time on / time off");
    internal static readonly Metric CostRatio = new("cost-ratio", "Processor time per token with the lever over without", "x", false, "time ratio x threads ratio / batch ratio");
    internal static readonly Metric OutputError = new("output-error", "Error of the logits against fp32", "%", false, "root of the mean square of differences / root of the mean square of logits");
    internal static readonly Metric Agreement = new("agreement", "Likeliest token as in fp32", "%", true, "sequences whose largest logit is the same / sequences");

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Scatter, "Time and cost of the eight settings", "step-ms", CostAt, "variant", [], LogX: true, LogY: true, XLabel: "time of a step (ms)",
            Caption: "Left is faster for the one who waits, down is cheaper for the one who pays."),
        new(ChartKind.Bar, "What each lever does to the time of a step", "from", StepRatio, "variant", [ReferenceLine.Horizontal("no difference", 1)], LogY: true, XLabel: "setting before",
            Caption: "Paired rounds of one run. A step is what a request waits for, token by token."),
        new(ChartKind.Bar, "What each lever does to the processor time of a token", "from", CostRatio, "variant", [ReferenceLine.Horizontal("no difference", 1)], LogY: true, XLabel: "setting before",
            Caption: "A second thread is paid for, so it saves only what it speeds up by more than two."),
        new(ChartKind.Bar, "What 8 bits do to the logits", "variant", OutputError, "part", [], XLabel: "weights",
            Caption: "Random weights with a scale for each row. What an error means for answers needs a trained model."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("error of fp32 against itself", "the reference", 0, 0, "%", r => r.Value(OutputError, ("variant", "fp32"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-lower-precision-both", "003, speed and cost", "Lower precision improves both: smaller models are faster and cheaper to serve.", JudgePrecision),
        new("003-faster-hardware-cost", "003, speed and cost", "Faster hardware can raise the cost.", JudgeHardware),
        new("003-batching-tail", "003, speed and cost", "Aggressive batching lowers cost and can raise latency.", JudgeBatching),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("int8 for fp32, one sequence, one thread: time of a step", Of(results, StepRatio, Model, Name(isInt8: false, 1, 1)), "x");

    private static Observation? Of(ResultSet results, Metric metric, string lever, string from) => results.Single(metric, ("variant", lever), ("from", from));

    private static Observation[] All(ResultSet results, Metric metric, string lever) => [.. results.Where(metric, ("variant", lever))];

    private static Verdict JudgePrecision(ResultSet results)
    {
        var times = All(results, StepRatio, Model);
        if (times.Length == 0 || results.Single(OutputError, ("variant", "int8")) is not { } error || results.Single(Agreement, ("variant", "int8")) is not { } same)
        {
            return Verdict.NotRun;
        }

        var figure = $"a step in int8 takes {Ends(times)} the time of fp32; its logits are off by {error.Value:0.0} %, the likeliest token agrees for {same.Value:0.0} %";
        return times.All(t => t.High < 1) ? Verdict.Reproduced(figure, "the error is the price, and the document's sentence does not name it")
            : times.All(t => t.Low > 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("batch and threads: 8 bits save bytes, so they save time where bytes bound the step", figure);
    }

    private static Verdict JudgeHardware(ResultSet results)
    {
        var (times, costs) = (All(results, StepRatio, Hardware), All(results, CostRatio, Hardware));
        if (costs.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"a second thread: {Ends(times)} the time of a step, {Ends(costs)} its processor time";
        return costs.All(c => c.Low > 1) ? Verdict.Reproduced(figure)
            : costs.All(c => c.High <= 1) ? Verdict.Contradicted(figure, "it sped the step up by what it costs, and more")
            : Verdict.Depends("what bounds the step: threads share one memory", figure);
    }

    private static Verdict JudgeBatching(ResultSet results)
    {
        var (times, costs) = (All(results, StepRatio, Service), All(results, CostRatio, Service));
        if (costs.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"a batch of {Batch}: {Ends(costs)} the processor time of a token, {Ends(times)} the time of a step";
        return costs.All(c => c.High < 1) && times.All(t => t.Low > 1) ? Verdict.Reproduced(figure, "before any waiting for the batch to fill")
            : costs.All(c => c.Low > 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("where the step is bound by bytes, more sequences are free", figure);
    }

    private static string Ends(IReadOnlyCollection<Observation> ratios)
    {
        var (low, high) = (ratios.Min(r => r.Value), ratios.Max(r => r.Value));
        return low.ToString("0.00") == high.ToString("0.00") ? $"{low:0.00} x" : $"{low:0.00} to {high:0.00} x";
    }
}
