namespace HotRow.Lab;

/// <summary>What is made of A3's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class BreakEvenCalls
{
    internal static readonly Metric OverRule = new("calls-over-rule", "Calls until training is paid, over T / p", "x", false, "T / (p - c) / (T / p) = 1 / (1 - c / p)");
    internal static readonly Metric Dollars = new("dollars", "Money", "$", null, "revenue p N; cost T + c N");
    internal static readonly Metric HostCalls = new("host-calls", "Calls until a host without training earns", "", false, "T / (p - c) with T = 0");
    internal static readonly Metric Flops = new("total-flops", "Operations of training and use", "FLOP", false, "6 N D + 2 N x tokens used");
    internal static readonly Metric CrossoverTokens = new("crossover-tokens", "Tokens of use until the smaller model is ahead", "tokens", null, "(training of the small - training of the large) / 2 (N large - N small)");
    internal static readonly Metric ExtraTraining = new("extra-training", "Training of the smaller over the larger model", "x", null, "6 N D of both, at equal predicted loss");

    internal const string Revenue = "revenue";
    internal const string Large = "13B, 20 tokens a parameter";
    internal const string Small = "7B, trained longer";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Serving at half the price doubles the calls that pay for training", "share", OverRule, "part", [ReferenceLine.Horizontal("document 003: T / p", 1)], LogY: true, XLabel: "serving cost over price, c / p",
            Caption: "Computed: 1 / (1 - c / p). The document's rule is the point at zero, where a call costs nothing.", Where: new Dictionary<string, string> { ["part"] = "calls" }),
        new(ChartKind.Line, "Training of a million dollars at a cent a call", "calls", Dollars, "variant", [], XLabel: "calls sold",
            Caption: "Computed. Revenue meets the cost without serving after 100 million calls, the cost with serving at half the price after 200 million.", Where: new Dictionary<string, string> { ["part"] = "money" }),
        new(ChartKind.Line, "A smaller model trained longer pays from some use on", "used", Flops, "variant", [], LogX: true, LogY: true, XLabel: "tokens of use",
            Caption: "Modelled by a published fit of the loss, taken as given: both models reach the same predicted loss. Operations, not dollars; inference in practice uses fewer of the peak than training.",
            Where: new Dictionary<string, string> { ["part"] = "longer" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Check(0.25, 4 / 3.0),
        Check(0.5, 2),
        Check(0.75, 4),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-t-le-pn", "003, training cost and inference cost", "Training pays when its cost T is at most price p times calls N.", JudgeRule),
        new("003-third-party", "003, training cost and inference cost", "The rule does not hold for hosts that sell calls on open models.", JudgeHost),
        new("003-more-use-cheaper-inference", "003, training cost and inference cost", "The more a model is used, the more its provider can lower the cost of a call.", JudgeLonger),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("calls until training is paid at c / p = 0.5, over the document's rule", results.Single(OverRule, ("share", 0.5)), "x");

    private static string CostName(double share) => share == 0 ? "cost, serving is free" : $"cost, serving takes {100 * share:0} % of the price";

    private static CheckFigure Check(double share, double expected) =>
        new($"calls over T / p at c / p = {share:0.##}", "closed form 1 / (1 - c / p), curriculum A3", expected, 1e-9, "x", r => r.Value(OverRule, ("share", share)));

    private static Verdict JudgeRule(ResultSet results)
    {
        var (free, half) = (results.Value(OverRule, ("share", 0)), results.Value(OverRule, ("share", 0.5)));
        return double.IsNaN(free + half) ? Verdict.NotRun
            : half <= 1.001 ? Verdict.Reproduced($"{half:0.000} x")
            : Verdict.Contradicted($"at c / p = 0.5 it takes {half:0.000} times the calls; only at c = 0 the rule holds ({free:0.000} x)", "a call costs something too: T <= (p - c) N");
    }

    private static Verdict JudgeHost(ResultSet results)
    {
        var (above, below) = (results.Value(HostCalls, ("variant", "price above cost")), results.Value(HostCalls, ("variant", "price below cost")));
        var figure = $"calls until it earns: {Calls(above)} with the price above the cost, {Calls(below)} below it";
        return double.IsNaN(above + below) ? Verdict.NotRun
            : double.IsInfinity(above) ? Verdict.Reproduced(figure, "it earns at neither price")
            : double.IsInfinity(below) ? Verdict.Depends("what is asked: with T = 0 the rule holds from the first call on, and the condition that is left is p > c", figure)
            : Verdict.Contradicted(figure, "it earns at either price");
        static string Calls(double calls) => double.IsInfinity(calls) ? "never" : $"{calls:0}";
    }

    private static Verdict JudgeLonger(ResultSet results)
    {
        var (crossover, extra) = (results.Value(CrossoverTokens), results.Value(ExtraTraining));
        return double.IsNaN(crossover + extra) ? Verdict.NotRun
            : crossover > 0 ? Verdict.Reproduced($"modelled: a 7B model as good as a 13B one takes {extra:0.00} x the training and is ahead from {crossover / 1e9:N0} billion tokens of use on", "by a published fit of the loss; batching, which use also brings, is not in it")
            : Verdict.Contradicted($"modelled: crossover at {crossover / 1e9:N0} billion tokens");
    }
}
