namespace HotRow.Lab;

/// <summary>What is made of D2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class CostModel
{
    internal static readonly Metric PerMillion = new("d02-per-million", "Cost of a million output tokens", "$", false, "price per hour / 3,600 / (tokens/s) x 10^6");
    internal static readonly Metric PerThousand = new("d02-per-thousand", "Cost of a thousand requests", "$", false, "machine-seconds x price per hour / 3,600 / utilization");

    internal const string Answers = "answers";
    internal const string Prompts = "prompts";
    internal const string Total = "both";
    internal const string OneMachine = "one machine does both in turn";
    internal const string TwoMachines = "one each, at the slower one's pace";
    internal const string Balanced = "3 for prompts, 10 for answers";
    internal const string CheapEnd = "cheaper end";
    internal const string DearEnd = "dearer end";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Each input over a factor of four: the pace of prompts matters least", "factor", PerThousand, "variant", [ReferenceLine.Horizontal("document 003: $1.44", 1.4444)], XLabel: "input that changes",
            Caption: "Computed: each input alone between the two values, the others as in the document ($2/h, 100 tokens/s, 200 tokens, 100 prompts a minute, always busy).",
            Where: new Dictionary<string, string> { ["part"] = "swing" }),
        new(ChartKind.Bar, "The sum holds for one machine or balanced ones, not for one of each", "variant", PerThousand, "part", [ReferenceLine.Horizontal("document 003: $1.44", 1.4444)], XLabel: "who works",
            Caption: "Computed. With a machine for each phase the prompts' machine waits 70 % of the time, and is paid.", Where: new Dictionary<string, string> { ["part"] = "machines" }),
        new(ChartKind.Line, "Short answers: the prompt is the larger part", "answer", PerThousand, "variant", [], LogX: true, LogY: true, XLabel: "tokens of an answer",
            Caption: "Computed for the document's machine.", Where: new Dictionary<string, string> { ["part"] = "mix" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("a million output tokens", "document 003, recomputed", 5.5556, 5e-4, "$", r => r.Value(PerMillion)),
        Document("a thousand answers of 200 tokens", Answers, 1.1111),
        Document("a thousand prompts", Prompts, 0.3333),
        Document("a thousand requests", Total, 1.4444),
        new("a thousand requests, a machine for each phase", "closed form: 2 x $2/h x 2 s", 2.2222, 5e-4, "$", r => r.Value(PerThousand, ("part", "machines"), ("variant", TwoMachines))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-decode-5.56", "003, throughput and cost", "$2 an hour and 100 tokens/s make $5.56 a million output tokens.", r => Near(r.Value(PerMillion), 5.56)),
        new("003-1.11", "003, throughput and cost", "A thousand answers of 200 tokens cost $1.11.", r => Near(Of(r, Answers), 1.11)),
        new("003-prefill-0.33", "003, throughput and cost", "A thousand prompts at 100 a minute cost $0.33.", r => Near(Of(r, Prompts), 0.33)),
        new("003-total-1.44", "003, throughput and cost", "Both together are $1.44 for a thousand requests.", JudgeTotal),
        new("003-throughput-is-cost", "003, throughput and cost", "Throughput decides cost.", JudgeThroughput),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a thousand requests of the document, always busy", results.Single(PerThousand, ("part", "document"), ("variant", Total)), "$");

    private static CheckFigure Document(string label, string variant, double dollars) => new(label, "document 003, recomputed", dollars, 5e-4, "$", r => Of(r, variant));

    private static double Of(ResultSet results, string variant) => results.Value(PerThousand, ("part", "document"), ("variant", variant));

    private static Verdict Near(double dollars, double stated) => double.IsNaN(dollars) ? Verdict.NotRun
        : Math.Abs(dollars - stated) <= 0.005 ? Verdict.Reproduced($"${dollars:0.0000}")
        : Verdict.Contradicted($"${dollars:0.0000}");

    private static Verdict JudgeTotal(ResultSet results)
    {
        double Machines(string variant) => results.Value(PerThousand, ("part", "machines"), ("variant", variant));
        var (sum, one, two, balanced) = (Of(results, Total), Machines(OneMachine), Machines(TwoMachines), Machines(Balanced));
        var figure = $"sum ${sum:0.00}; {OneMachine}: ${one:0.00}; {TwoMachines}: ${two:0.00}; {Balanced}: ${balanced:0.00}";
        return double.IsNaN(sum + one + two + balanced) ? Verdict.NotRun
            : Math.Abs(sum - 1.44) > 0.005 ? Verdict.Contradicted(figure)
            : Math.Abs(two - sum) <= 0.005 ? Verdict.Reproduced(figure)
            : Verdict.Depends("who waits for whom: the sum holds where every paid second is used", figure);
    }

    private static Verdict JudgeThroughput(ResultSet results)
    {
        double Swing(string factor, string end) => results.Value(PerThousand, ("factor", factor), ("variant", end));
        var rate = Swing("rate 200 to 50 tokens/s", DearEnd) / Swing("rate 200 to 50 tokens/s", CheapEnd);
        var use = Swing("utilization 100 % to 25 %", DearEnd) / Swing("utilization 100 % to 25 %", CheapEnd);
        var figure = $"a quarter of the rate: {rate:0.00} x the cost; a quarter of the use: {use:0.00} x";
        return double.IsNaN(rate + use) ? Verdict.NotRun
            : rate <= 1.05 ? Verdict.Contradicted(figure, "the rate hardly matters")
            : use <= 1.05 ? Verdict.Reproduced(figure)
            : Verdict.Depends("what is held fast: the utilization counts besides, and the prompts do not see the rate of answers", figure);
    }
}
