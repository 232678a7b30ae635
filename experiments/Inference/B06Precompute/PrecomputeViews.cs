namespace HotRow.Lab;

/// <summary>What is made of B6's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class Precompute
{
    internal static readonly Metric Answered = new("answered-share", "Requests answered in advance", "%", true, "requests whose answer is among those computed before / requests");
    internal static readonly Metric Seen = new("seen-share", "Seen before in the log", "%", true, "whole prompts, or blocks of 512 tokens, that came earlier in the log / all of them");

    internal const string WholePrompt = "whole prompts";
    internal const string Block = "blocks of 512 tokens";

    // A service that answers fewer than one request of twenty in advance still computes nearly everything on demand.
    private const double Few = 5;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A finite catalogue: a hundredth of it can answer two thirds", "computed", Answered, "variant", [], LogX: true, XLabel: "answers computed in advance, of 1,000,000",
            Caption: "Computed: a million possible questions, asked by a Zipf law; the most popular ones are computed. The exponent is how uneven the questions are.", Where: Part("catalogue")),
        new(ChartKind.Line, "Each free word divides the share by a thousand", "free-words", Answered, "", [], LogY: true, XLabel: "free words in the prompt",
            Caption: "Computed: 1,000 templates, a million answers in advance, each free word one of 1,000 equally likely.", Where: Part("free-words")),
        new(ChartKind.Line, "A real log: prompts hardly repeat, their beginnings do", "log-share", Seen, "variant", [], XLabel: "share of the log replayed (%)",
            Caption: "Counted on Mooncake's conversation log, from its beginning: what came before in the same log counts as known.", Where: Part("log")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("10,000 of 1,000,000 questions computed, Zipf 1: answered", "H(10^4) / H(10^6) = 9.78761 / 14.39273", 68.004, 0.001, "%", r => r.Value(Answered, ("alpha", 1), ("computed", 10_000))),
        new("Mooncake: whole prompts that came before", "count on the log in another language", 0.98, 0.005, "%", r => r.Value(Seen, ("variant", WholePrompt), ("log-share", 100))),
        new("Mooncake: blocks that came before", "curriculum B6", 36.64, 0.005, "%", r => r.Value(Seen, ("variant", Block), ("log-share", 100))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-precompute-infeasible", "003, Batch APIs and batch inference", "Answers of a language model cannot be computed in advance, because prompts are open-ended.", JudgeFeasible),
        new("003-batch-api-not-precompute", "003, Batch APIs and batch inference", "A batch API is not batch inference: it computes later and cheaper, not in advance.", JudgeBatch),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("a hundredth of a finite catalogue computed in advance (Zipf 1) answers", results.Single(Answered, ("alpha", 1), ("computed", 10_000)), "%");

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    private static string OfLog(ResultSet results, out double repeats)
    {
        repeats = results.Value(Seen, ("variant", WholePrompt), ("log-share", 100));
        return double.IsNaN(repeats) ? "" : FormattableString.Invariant($"; in a real log {repeats:0.00} % of prompts repeat an earlier one");
    }

    private static Verdict JudgeFeasible(ResultSet results)
    {
        var (catalogue, free) = (results.Value(Answered, ("alpha", 1), ("computed", 10_000)), results.Value(Answered, ("free-words", 2)));
        if (double.IsNaN(catalogue + free))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"10,000 answers to a catalogue of a million: {catalogue:0.0} %; a million answers to templates with two free words: {free:0.###} %{OfLog(results, out var repeats)}");
        return repeats >= Few ? Verdict.Contradicted(figure, "prompts of the log repeat")
            : catalogue < Few ? Verdict.Reproduced(figure)
            : Verdict.Depends("whether the prompts come from a finite catalogue: then a few answers cover most of them", figure);
    }

    private static Verdict JudgeBatch(ResultSet results)
    {
        var free = results.Value(Answered, ("free-words", 2));
        if (double.IsNaN(free))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"of prompts with two free words a million answers in advance meet {free:0.###} %{OfLog(results, out var repeats)}");
        return free < Few && !(repeats >= Few) ? Verdict.Reproduced(figure, "by definition, and because hardly anything could be computed before it is asked")
            : Verdict.Depends("how often prompts repeat: what repeats is answered in advance by either", figure);
    }
}
