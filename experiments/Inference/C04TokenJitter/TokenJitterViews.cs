namespace HotRow.Lab;

/// <summary>What is made of C4's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class TokenJitter
{
    internal static readonly Metric Gap = new("gap-ms", "Gap between two tokens", "ms", false, "time between successive tokens of one answer, pooled over all answers; nearest rank, within 1 %");
    internal static readonly Metric Longest = new("longest-gap-ms", "Longest gap", "ms", false, "largest time between successive tokens of one answer");
    internal static readonly Metric Pooled = new("pooled-itl-ms", "Mean gap, pooled", "ms", false, "sum of all gaps / gaps");
    internal static readonly Metric MeanTpot = new("mean-tpot-ms", "Mean of TPOT", "ms", false, "mean over requests of (E2E - TTFT) / (N - 1)");
    internal static readonly Metric Ttft = new("ttft-ms", "Time to first token of the prompts, median", "ms", false, "end of the step that makes the first token - arrival; linear percentile");
    internal static readonly Metric Stall = new("stall-ms", "A step that holds a prompt of 2,048 tokens", "ms", false, "time of one step with nothing else in it");
    internal static readonly Metric Inflation = new("inflation", "Tokens a second too high by", "%", false, "(N - 1) / (N - k) - 1: TPOT divides by N - 1, but only N - k tokens come after a first piece of k");

    // Means that differ by less count as equal.
    private const double SameMean = 0.1;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The longest gap while a prompt of 2,048 tokens is computed", "variant", Longest, "", [], LogY: true, XLabel: "how the prompt is computed",
            Caption: $"{SimulatedServer.Title}; 16 answers run, a prompt comes every 2 s.",
            Where: new Dictionary<string, string> { ["part"] = "stall" }),
        new(ChartKind.Bar, "What smaller chunks cost: the prompt's own first token", "variant", Ttft, "", [], XLabel: "how the prompt is computed",
            Caption: "Modelled, as above. Each chunk streams the weights once more, beside the running answers.",
            Where: new Dictionary<string, string> { ["part"] = "stall" }),
        new(ChartKind.Line, "Gaps under random arrivals: all the difference is in the tail", "share", Gap, "variant", [], LogY: true, XLabel: "share of the gaps (%)",
            Caption: "Modelled: 1.4 requests a second with lengths like Azure's. The second device is additional hardware.",
            Where: new Dictionary<string, string> { ["part"] = "load" }),
        new(ChartKind.Line, "Tokens that come in pieces make a service look faster than it is", "answer", Inflation, "variant", [], LogX: true, LogY: true, XLabel: "tokens of the answer",
            Caption: "Computed: a first piece of k tokens counts as one, and the time after it is divided by N - 1.",
            Where: new Dictionary<string, string> { ["part"] = "bundles" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("a prompt of 2,048 tokens, line", "16.840 ms + 2,048 x 86.565 us", 194.1, 0.1, "ms", r => r.Value(Stall, ("part", "step"), ("variant", "line"))),
        new("a prompt of 2,048 tokens, measured layers", "per-layer tables of LLMServingSim, RTX 4090", 193.0, 1, "ms", r => r.Value(Stall, ("part", "step"), ("variant", "measured layers"))),
        new("20 tokens, the first 4 in one piece: tokens a second too high by", "19 / 16 - 1", 18.75, 0.01, "%", r => r.Value(Inflation, ("part", "bundles"), ("answer", 20), ("variant", "4 tokens a piece"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-itl-diagnoses", "003, Time Between Tokens", "The gaps between tokens show jitter and scheduling problems.", JudgeDiagnosis),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a prompt of 2,048 tokens lands whole: longest gap of the running answers", Of(results, "stall", Longest, Whole), "ms");

    private static Observation? Of(ResultSet results, string part, Metric metric, string scheduler) => results.Single(metric, ("part", part), ("variant", scheduler));

    private static Verdict JudgeDiagnosis(ResultSet results)
    {
        var found = s_schedulers.Select(s => (s.Name, Mean: Of(results, "stall", MeanTpot, s.Name), Longest: Of(results, "stall", Longest, s.Name))).ToArray();
        if (Array.Exists(found, f => f.Mean is null || f.Longest is null))
        {
            return Verdict.NotRun;
        }

        var (whole, fine) = (found.Single(f => f.Name == Whole), found.Single(f => f.Name == Chunk128));
        var figure = $"mean TPOT and longest gap: {string.Join("; ", found.Select(f => $"{f.Name} {f.Mean!.Value:0.0} and {f.Longest!.Value:0} ms"))}";
        var sameMean = Math.Abs((whole.Mean!.Value / fine.Mean!.Value) - 1) <= SameMean;
        return whole.Longest!.Value > 2 * fine.Longest!.Value
            ? Verdict.Reproduced(figure, sameMean ? "schedulers with the same mean differ several times in the longest gap" : "the longest gaps differ far more than the means")
            : Verdict.Contradicted(figure, "the longest gap does not tell the schedulers apart");
    }
}
