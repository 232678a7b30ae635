namespace HotRow.Lab;

/// <summary>What is made of C6's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ExchangeRates
{
    internal static readonly Metric Rate = new("exchange-rate", "Input tokens for one output token", "", null, "time of an output token / time of an input token; a step's time is shared by the answers in it");

    internal const string WholePrompt = "whole prompt";
    internal const string OneMore = "one more token";
    internal const string RidgeName = "16-bit weights, one answer: the ridge";

    // "About 100" covers a quarter up and down.
    private const double Stated = 100;
    private const double About = 1.25;

    private static readonly ReferenceLine s_stated = ReferenceLine.Horizontal("document 003: 100", Stated);

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Answers that share a step make output tokens cheap", "running", Rate, "variant", [s_stated], LogX: true, LogY: true, XLabel: "answers that run at once",
            Caption: "Modelled: Llama 3.1 8B on one RTX 4090. One answer has 256 tokens before it, several have 1,024 each. Time of an input token: a prompt of 2,048 over its length, or what one more token adds.", Where: new Dictionary<string, string> { ["part"] = "line" }),
        new(ChartKind.Bar, "One request at a time: measured on large models", "system", Rate, "variant", [s_stated], XLabel: "model and devices",
            Caption: "Llama 2 70B and BLOOM 176B, from splitwise-sim's table, medians. A prompt of 2,048 tokens over its length, and the slope of a line through prompts of 128 to 2,048; answers of 128 tokens.",
            Where: new Dictionary<string, string> { ["part"] = "tables" }),
        new(ChartKind.Bar, "What the data sheets say: the ridge", "device", Rate, "", [s_stated], XLabel: "accelerator",
            Caption: "Computed: dense 16-bit peak over bandwidth, which is the rate when an output token reads every weight once and an input token only computes.",
            Where: new Dictionary<string, string> { ["part"] = "ridge" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("2 x A100, Llama 2 70B, whole prompt", "curriculum C6, splitwise-sim: 54.9 ms / (688.1 ms / 2,048)", 163, 2, "", r => Table(r, "70B, 2 x A100", WholePrompt)),
        new("2 x A100, Llama 2 70B, one more token", "curriculum C6, splitwise-sim: 54.9 ms / 0.320 ms", 171, 2, "", r => Table(r, "70B, 2 x A100", OneMore)),
        new("RTX 4090, Llama 3.1 8B, one answer", "per-layer tables of LLMServingSim: 16.8 ms / 94.2 us", 178, 3, "", r => Line(r, 1, WholePrompt)),
        new("RTX 4090, Llama 3.1 8B, 40 answers", "per-layer tables of LLMServingSim: 0.63 ms / 94.2 us", 6.7, 0.2, "", r => Line(r, 40, WholePrompt)),
        new("A100: ridge", "data sheet: 312 TFLOP/s dense / 2,039 GB/s", 153, 1, "", r => r.Value(Rate, ("part", "ridge"), ("device", "a100-80gb"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-100-in-1-out", "003, Trade-Off: TTFT vs TPOT", "100 input tokens weigh as much on latency as one output token.", Judge),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("input tokens for one output token, one answer on an RTX 4090", results.Single(Rate, ("part", "line"), ("running", 1), ("variant", WholePrompt)), "");

    private static double Table(ResultSet results, string system, string variant) => results.Value(Rate, ("part", "tables"), ("system", system), ("variant", variant));

    private static double Line(ResultSet results, int running, string variant) => results.Value(Rate, ("part", "line"), ("running", running), ("variant", variant));

    private static Verdict Judge(ResultSet results)
    {
        var (tables, line) = (results.Where(Rate, ("part", "tables")).ToArray(), results.Where(Rate, ("part", "line"), ("variant", WholePrompt)).OrderBy(o => o["running"].Number).ToArray());
        if (line.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"{line[0].Value:0} with {line[0]["running"].Number:0} answer and {line[^1].Value:0.0} with {line[^1]["running"].Number:0} on an RTX 4090 (modelled)");
        figure += tables.Length == 0 ? "" : FormattableString.Invariant($"; {tables.Min(o => o.Value):0} to {tables.Max(o => o.Value):0} on A100 and H100, one answer");
        var all = tables.Concat(line).Select(o => o.Value).ToArray();
        return all.All(v => v is >= Stated / About and <= Stated * About) ? Verdict.Reproduced(figure)
            : all.All(v => v > Stated * About) || all.All(v => v < Stated / About) ? Verdict.Contradicted(figure)
            : Verdict.Depends("device, model, how many answers share a step, and what is called the time of an input token", figure);
    }
}
