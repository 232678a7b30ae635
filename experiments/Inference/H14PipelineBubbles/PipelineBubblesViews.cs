namespace HotRow.Lab;

/// <summary>What is made of H14's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class PipelineBubbles
{
    internal static readonly Metric Idle = new("idle-share", "Idle share of the stages", "%", false, "1 - busy time of all stages / (stages x time from first start to last end)");
    internal static readonly Metric SpanMs = new("span-ms", "Time", "ms", null, "end - start of a micro-batch in a stage");
    internal static readonly Metric TokenMs = new("token-ms", "Time of a token", "ms", false, "pipeline: sum of stages + transfers; tensor parallel: step of a share of every layer + 2 sums a layer");
    internal static readonly Metric TokensPerSecond = new("tokens-per-second", "Tokens", "1/s", true, "sequences of a micro-batch x min(micro-batches in flight / round trip, 1 / slowest stage)");

    internal const string Pipeline = "cut into stages";
    internal const string Tensor = "every layer shared";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Few micro-batches leave most of a deep pipeline idle", "micro-batches", Idle, "variant", [], LogX: true, XLabel: "micro-batches of a batch",
            Caption: "Computed: equal stages, free transfers, one batch from the first start to the last end.", Where: Part("schedule")),
        new(ChartKind.Timeline, "Four stages, eight micro-batches: the idle corners are the bubble", "start", SpanMs, "stage+micro-batch", [], XLabel: "ms since the batch began",
            Caption: "Computed: 10 ms a stage, 0.5 ms a transfer.", Where: Part("timeline")),
        new(ChartKind.Line, "More devices: stages leave a token's time as it is, shared layers cut it", "devices", TokenMs, "variant", [], LogX: true, LogY: true, XLabel: "devices",
            Caption: "Modelled: one decode step of 16 sequences of Llama 3.1 70B on A100s at the data sheet's peaks. One device would not hold the weights.", Where: Part("decode")),
        new(ChartKind.Line, "Stages pay when as many micro-batches are under way", "in-flight", TokensPerSecond, "variant", [], LogX: true, LogY: true, XLabel: "micro-batches in flight",
            Caption: "Modelled: 16 sequences in each. A micro-batch's next token enters the first stage when the last one has left the last.", Where: Part("decode")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Formula(2, 1, 50),
        Formula(2, 4, 20),
        Formula(4, 8, 27.2727),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-pp-adds-latency", "003, Pipeline parallelism", "Stages on several devices make the answer to one request slower, not faster.", JudgeLatency),
        new("003-low-latency-replicas", "003, Parallelism, mental model", "For low latency avoid pipelines and favour replicas.", JudgeReplicas),
        new("003-pp-bubbles", "003, Pipeline parallelism", "With small batches the stages of a pipeline stand idle.", JudgeBubbles),
        new("003-pp-throughput", "003, Pipeline parallelism", "With large batches a pipeline of stages has a high throughput.", JudgeThroughput),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("four stages, eight micro-batches: idle", results.Single(Idle, ("stages", 4), ("micro-batches", 8)), "%");

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    private static CheckFigure Formula(int stages, int microBatches, double expected) => new(
        $"{stages} stages, {microBatches} micro-batch{(microBatches == 1 ? "" : "es")}: idle", "(p - 1) / (m + p - 1)", expected, 0.001, "%",
        r => r.Value(Idle, ("stages", stages), ("micro-batches", microBatches)));

    private static Verdict JudgeLatency(ResultSet results)
    {
        var tokens = s_stages.Select(d => (Devices: d, Stages: results.Value(TokenMs, ("variant", Pipeline), ("devices", d)), Shared: results.Value(TokenMs, ("variant", Tensor), ("devices", d)))).ToArray();
        if (tokens.Any(t => double.IsNaN(t.Stages + t.Shared)))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", tokens.Select(t => $"{t.Devices} {(t.Devices == 1 ? "device" : "devices")}: {t.Stages:0.0} ms in stages, {t.Shared:0.0} ms with shared layers"));
        return tokens.All(t => t.Stages >= tokens[0].Stages) ? Verdict.Reproduced(figure, "modelled: the stages' times add up to the whole model's, and the transfers come on top")
            : tokens.All(t => t.Stages < 0.9 * tokens[0].Stages || t.Devices == 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the number of stages", figure);
    }

    // A replica is the whole model on one device, so a request alone takes there what it takes on one.
    private static Verdict JudgeReplicas(ResultSet results)
    {
        var deepest = s_stages[^1];
        var replica = results.Value(TokenMs, ("variant", Pipeline), ("devices", 1));
        var (stages, shared) = (results.Value(TokenMs, ("variant", Pipeline), ("devices", deepest)), results.Value(TokenMs, ("variant", Tensor), ("devices", deepest)));
        if (double.IsNaN(replica + stages + shared))
        {
            return Verdict.NotRun;
        }

        var figure = $"a token on one device {replica:0.0} ms, in {deepest} stages {stages:0.0} ms, with layers shared by {deepest} devices {shared:0.0} ms (modelled)";
        return stages < 0.9 * replica ? Verdict.Contradicted(figure, "stages are faster")
            : shared < 0.9 * replica ? Verdict.Depends("what the latency is: replicas shorten the queue and leave a request's own time, which shared layers cut", figure)
            : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeBubbles(ResultSet results)
    {
        var idle = s_microBatches.Select(m => (MicroBatches: m, Idle: results.Value(Idle, ("stages", 4), ("micro-batches", m)))).ToArray();
        if (idle.Any(i => double.IsNaN(i.Idle)))
        {
            return Verdict.NotRun;
        }

        var figure = $"four stages: {string.Join(", ", idle.Select(i => $"{i.Idle:0.#} % idle with {i.MicroBatches}"))} micro-batches";
        return idle[0].Idle >= 50 && idle[^1].Idle <= 10 ? Verdict.Reproduced(figure)
            : idle[0].Idle < 10 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the number of stages and of micro-batches", figure);
    }

    private static Verdict JudgeThroughput(ResultSet results)
    {
        var deepest = s_stages[^1];
        var one = results.Value(TokensPerSecond, ("stages", deepest), ("in-flight", 1));
        var full = results.Value(TokensPerSecond, ("stages", deepest), ("in-flight", deepest));
        if (double.IsNaN(one + full))
        {
            return Verdict.NotRun;
        }

        var figure = $"{deepest} stages: {one:0} tokens/s with one micro-batch in flight, {full:0} with {deepest}: {full / one:0.0} x";
        return full >= 0.8 * deepest * one ? Verdict.Reproduced(figure, "modelled; it takes as many micro-batches in flight as there are stages")
            : full < 1.5 * one ? Verdict.Contradicted(figure)
            : Verdict.Depends("what the transfers cost beside a stage", figure);
    }
}
