namespace HotRow.Lab;

/// <summary>What is made of the exam's points: charts, check rows, the worst row.</summary>
internal sealed partial class EntryExam
{
    private const string NotShown =
        "Not shown by it: latency at low load, other models and devices, several replicas. A prediction there is outside the validated range.";

    private static readonly ReferenceLine s_passes = ReferenceLine.Horizontal("passes up to 1", 1);

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        Rows(Replay, "300 real requests of vLLM, simulated: every row passes below 1",
            $"Means within 3 %, 90th percentiles within 5 % of the log (Llama 3.1 8B, one RTX 4090, one run in overload); nothing is fitted to it. {NotShown}"),
        Rows(Queues, "Queues: distance from the closed form over what chance allows",
            "Simulated. The tolerance is 3.29 standard errors from 40 batch means: by chance one correct row in a thousand lies above 1."),
        Rows(Batches, "Batches: distance from the closed form over what chance allows", "Simulated, with a server that is always free. The tolerance is 3.29 standard errors from 40 batch means."),
        Rows(Exact, "What must be exact: how much differs", "Counted: waits, batches, times and bytes that differ from an exact recursion or a run worked out by hand. Every bar must be 0."),
        new(ChartKind.Line, "Near saturation, steps 2 % longer make first tokens far later", "rate", CapacityPart.TtftError, "variant", [ReferenceLine.Horizontal("the error of the step time: 2 %", 2)], LogX: true,
            LogY: true, XLabel: "requests a second",
            Caption: "Modelled, the same requests with and without the error. Below saturation little changes; at it the queue's length depends on the small difference of capacity and load; far above it the queue is long anyway.",
            Where: new Dictionary<string, string> { ["part"] = Capacity }),
        new(ChartKind.Bar, "The replay's errors by latency model", "figure", ReplayPart.Error, "variant", [ReferenceLine.Horizontal("3 %", 3), ReferenceLine.Horizontal("-3 %", -3)], XLabel: "figure of the 300 requests",
            Caption: "Modelled against the real log. The data sheet's peaks alone are not reached by any real kernel; they stand beside the exam, not in it.",
            Where: new Dictionary<string, string> { ["part"] = Replay }),
        new(ChartKind.Bar, "Which rules decide: each one changed alone", "variant", ReplayPart.RuleError, "", [ReferenceLine.Horizontal("3 %", 3), ReferenceLine.Horizontal("-3 %", -3)], XLabel: "rule",
            Caption: "Modelled with the per-layer tables: mean time to first token against the real log. As real: 2,587 blocks, 2,048 tokens and 256 sequences a step, and a request that lost its blocks finds those again that nobody has overwritten.", Where: new Dictionary<string, string> { ["part"] = "rules" }),
        new(ChartKind.Bar, "Where the replay is off: by the order of arrival", "requests", ReplayPart.PartError, "variant", [ReferenceLine.Horizontal("as real", 0)], XLabel: "requests",
            Caption: "Modelled against the real log. The first requests met a server whose first step took some 0.3 s longer; that start is not modelled, and no calibration hides it.",
            Where: new Dictionary<string, string> { ["part"] = Replay }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("things that must be equal and differ", "Lindley, Kiefer and Wolfowitz, a run by hand, the same seed", 0, 0, "", r => Worst(r, Exact)),
        new("queues: worst error / tolerance", "M/M/1, M/D/1, M/G/1, M/M/c: Kleinrock, Queueing Systems", 0, 1, "", r => Worst(r, Queues)),
        new("batches: worst error / tolerance", "(B - j) / lambda and Poisson sums", 0, 1, "", r => Worst(r, Batches)),
        new("300 requests of vLLM: worst error / tolerance", "LLMServingSim's log; means 3 %, p90 5 %", 0, 1, "", r => Worst(r, Replay)),
        Prototype("TTFT mean", 0.6),
        Prototype("TTFT p90", 0.1),
        Prototype("TPOT mean", -1.1),
        Prototype("TPOT p90", 2.2),
        Prototype("E2E mean", 0.2),
        Prototype("E2E p90", 0.3),
    ];

    public IReadOnlyList<Claim> Claims { get; } = [];

    public Headline Headline(ResultSet results)
    {
        var rows = results.Where(ExamRow.Error).ToArray();
        var worst = rows.MaxBy(r => r.Value);
        return worst is null
            ? new("worst error / tolerance", double.NaN, double.NaN, double.NaN, "", ValueKind.Modelled)
            : new($"worst error / tolerance of {rows.Length} rows: {worst.Variant}", worst.Value, double.NaN, double.NaN, "", ValueKind.Modelled);
    }

    private static double Worst(ResultSet results, string part) => results.Where(ExamRow.Error, ("part", part)).Select(r => r.Value).DefaultIfEmpty(double.NaN).Max();

    private static ChartSpec Rows(string part, string title, string caption) =>
        new(ChartKind.Bar, title, "variant", ExamRow.Error, "", [s_passes], XLabel: "row of the exam", Caption: caption, Where: new Dictionary<string, string> { ["part"] = part });

    private static CheckFigure Prototype(string figure, double expected) =>
        new($"replay with per-layer tables: {figure}", "an independent program with the same rules and tables", expected, 0.05, "%", r => r.Value(ReplayPart.Error, ("variant", ReplayPart.Tables), ("figure", figure)));
}
