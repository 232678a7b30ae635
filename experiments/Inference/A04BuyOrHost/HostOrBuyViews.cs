namespace HotRow.Lab;

/// <summary>What is made of A4's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class HostOrBuy
{
    internal static readonly Metric PerMillion = new("dollars-per-million", "Cost of a million output tokens", "$", false, "price per hour / 3,600 / (tokens/s x utilization) x 10^6");
    internal static readonly Metric BreakEvenShare = new("break-even-utilization", "Utilization from which hosting is cheaper", "", null, "cost of a million at full use / price of a bought million");
    internal static readonly Metric BreakEvenPerDay = new("break-even-per-day", "Tokens a day from which hosting is cheaper", "tokens", null, "24 x price per hour / price of a bought token");
    internal static readonly Metric InferenceShare = new("inference-share", "Share of inference in all spending", "", null, "N c / (T + N c)");
    internal static readonly Metric MultipleFor90 = new("multiple-for-90", "Spending on calls over training at 90 %", "x", null, "s / (1 - s) with s = 0.9");
    internal static readonly Metric PerHour = new("owned-per-hour", "Cost of an owned machine at full load", "$/h", false, "price / (years x 8,760 h); power x price of electricity; the same x (PUE - 1)");

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A machine that idles three hours of four makes tokens four times as dear", "utilization", PerMillion, "part", [ReferenceLine.Horizontal("document 003: $5.56, always busy", 5.5556)], LogX: true, LogY: true, XLabel: "share of the paid time in which it works",
            Caption: "Computed for $2 an hour and 100 tokens/s.", Where: new Dictionary<string, string> { ["part"] = "utilization" }),
        new(ChartKind.Line, "The dearer bought tokens are, the sooner hosting pays", "price", BreakEvenShare, "part", [ReferenceLine.Horizontal("always busy", 1)], LogX: true, LogY: true, XLabel: "price of a million bought tokens ($)",
            Caption: "Computed for the same machine; people, storage and networks are left out on both sides. Above 1 hosting never pays.", Where: new Dictionary<string, string> { ["part"] = "price" }),
        new(ChartKind.Line, "Nine times the training's cost in calls makes inference 90 %", "multiple", InferenceShare, "part", [ReferenceLine.Horizontal("document 003: up to 90 %", 0.9)], LogX: true, XLabel: "spent on calls over spent on training",
            Caption: "Computed: N c / (T + N c). Which multiple a company reaches is not public.", Where: new Dictionary<string, string> { ["part"] = "share" }),
        new(ChartKind.Line, "An owned machine: its price weighs more than its electricity", "years", PerHour, "variant", [], LogY: true, XLabel: "years in service",
            Caption: "Computed for an example of $40,000 with its share of the server, 700 W, PUE 1.3, $0.10/kWh: round figures, not quotations.", Where: new Dictionary<string, string> { ["part"] = "owned" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("a million tokens, always busy", "document 003, recomputed", 5.5556, 0.001, "$", r => r.Value(PerMillion, ("utilization", 1))),
        new("a million tokens, busy a quarter of the time", "curriculum A4", 22.222, 0.001, "$", r => r.Value(PerMillion, ("utilization", 0.25))),
        new("spending on calls over training at 90 %", "closed form", 9, 1e-9, "x", r => r.Value(MultipleFor90)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-inference-90-percent", "003, training and inference chips", "Inference is up to 90 % of all spending on machine learning.", JudgeShare),
        new("003-managed-still-matters", "003, why this matters with managed services", "Who buys tokens gains from knowing what they cost to make.", JudgeManaged),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a million tokens on a machine that is busy a quarter of the time", results.Single(PerMillion, ("utilization", 0.25)), "$");

    private static Verdict JudgeShare(ResultSet results)
    {
        var multiple = results.Value(MultipleFor90);
        return double.IsNaN(multiple) ? Verdict.NotRun
            : Verdict.NotTestableHere("companies' spending is reported, not published in a form that can be checked", $"it takes calls worth {multiple:0.0} times the training");
    }

    private static Verdict JudgeManaged(ResultSet results)
    {
        var (full, quarter) = (results.Value(PerMillion, ("utilization", 1)), results.Value(PerMillion, ("utilization", 0.25)));
        return double.IsNaN(full + quarter) ? Verdict.NotRun
            : quarter > 1.05 * full ? Verdict.Reproduced($"one machine, one model: ${full:0.00} to ${quarter:0.00} a million, by utilization alone")
            : Verdict.Contradicted($"${full:0.00} and ${quarter:0.00} a million", "there is nothing to know: utilization does not matter");
    }
}
