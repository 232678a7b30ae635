namespace HotRow.Lab;

/// <summary>What is made of H9's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class PrefixCaching
{
    internal static readonly Metric FoundShare = new("found-share", "Prompts found in the cache", "%", true, "blocks or tokens of prompts found / all of them");
    internal static readonly Metric TtftSeconds = new("ttft-s", "Time to first token, median", "s", false, "median of first token - arrival");
    internal static readonly Metric TtftCut = new("ttft-cut", "Cut of the time to first token", "%", true, "1 - time with cache / time without");
    internal static readonly Metric CostCut = new("cost-cut", "Cut of cost", "%", true, "as reported");
    internal static readonly Metric TokensSaved = new("tokens-saved", "Tokens not computed a day", "tokens", true, "1,000 tokens x 1,000,000 requests");

    internal const string Book = "book of 100,000 tokens";
    internal const string ManyShot = "10,000 tokens of examples";
    internal const string MultiTurn = "ten turns";
    internal const string Announcement = "announcement";
    internal const string Document = "document 003";
    internal const string Tree = "tree, leaves go first";
    internal const string FlatAny = "flat LRU, any block";
    internal const string FlatUsable = "flat LRU, usable beginnings";
    internal const string Everything = "everything kept";
    internal const string Generated = "generated conversations";
    internal const string Logged = "Mooncake's log";
    internal const string Cache = "blocks found again";
    internal const string NoCache = "everything computed";

    // What the announcement promises at most, beside its table.
    private const double MostLatencyCut = 85;

    // A printed whole percent stands for half a percent on either side.
    private const double Rounding = 0.5;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A real log: what a cache of prompts finds, by its size", "capacity", FoundShare, "variant", [ReferenceLine.Horizontal("every block kept: 36.64 %", 36.64)], LogX: true, XLabel: "capacity (blocks of 512 tokens)",
            Caption: "Counted on Mooncake's conversation log. A block's id tells all that stands before it, so flat and tree find nearly the same.",
            Where: new Dictionary<string, string> { ["part"] = "log", ["variant"] = string.Join('|', Tree, FlatAny, FlatUsable, Everything) }),
        new(ChartKind.Line, "Four books in turn: a flat LRU finds nothing until all four fit", "capacity", FoundShare, "variant", [], XLabel: "capacity (blocks of 512 tokens; the books have 784)",
            Caption: "Modelled: four prompts of 196 blocks asked in turn, ten rounds. A flat LRU gives up a book's beginning first; the tree touches a path from its end, so ends go first and beginnings stay.", Where: Part("books")),
        new(ChartKind.Line, "Time to first token of conversations, with and without a cache", "per-minute", TtftSeconds, "variant", [], LogX: true, LogY: true, XLabel: "new conversations a minute",
            Caption: "Modelled: ten turns each on one RTX 4090 with Llama 3.1 8B (line latency). The cache is what running requests leave of the memory of keys and values.", Where: Part("conversations")),
        new(ChartKind.Line, "The more conversations at once, the less of each is still there", "per-minute", FoundShare, "variant", [], LogX: true, XLabel: "new conversations a minute",
            Caption: "Modelled: the same runs. What stays longest is the system prompt, which all share.", Where: Part("conversations")),
        new(ChartKind.Line, "A time to live below the user's pause throws the conversation away", "life", FoundShare, "variant", [], LogX: true, XLabel: "time to live (s)",
            Caption: "Modelled: one new conversation a minute, 40 s between questions on average. Counted: the real log, of an hour. Neither has a limit of size.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Generated}|{Logged}" }),
        new(ChartKind.Bar, "Cut of the time to first token, as reported", "use", TtftCut, "variant", [ReferenceLine.Horizontal("document 003: at most 75 %", 75)], XLabel: "use",
            Caption: "Computed from the announcement's seconds: 11.5 to 2.4, 1.6 to 1.1, 10 to 2.5. Anthropic's own measurement, not repeated here.", Where: Part("reported")),
        new(ChartKind.Bar, "Cut of cost, as reported: the document's figures moved up a row", "use", CostCut, "variant", [], XLabel: "use",
            Caption: "The announcement's table beside the document's, which has no figure for the examples.", Where: Part("reported")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Log(1_000, 4.45),
        Log(10_000, 21.12),
        Log(30_000, 32.57),
        Log(50_000, 35.46),
        new("Mooncake, every block kept: found", "curriculum H9", 36.64, 0.05, "%", r => r.Value(FoundShare, ("part", "log"), ("variant", Everything))),
        new("book: 11.5 s to 2.4 s", "Anthropic, Prompt caching with Claude, 2024", 79.13, 0.01, "%", r => r.Value(TtftCut, ("use", Book), ("variant", Announcement))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-book-ttft-79", "003, Prompt caching", "Chat with a book of 100,000 tokens: the time to first token falls by 79 %.", r => JudgeCut(r, TtftCut, Book)),
        new("003-book-cost-86", "003, Prompt caching", "Chat with a book of 100,000 tokens: cost falls by 86 %.", r => JudgeCut(r, CostCut, Book)),
        new("003-many-shot-cost", "003, Prompt caching", "10,000 tokens of examples: no figure for cost, only 31 % less time to first token.", JudgeManyShot),
        new("003-multi-turn", "003, Prompt caching", "A long conversation: 75 % less time to first token, 53 % less cost.", JudgeMultiTurn),
        new("003-latency-75", "003, Prompt caching", "Anthropic's cache cuts latency by 75 % at most.", JudgeMost),
        new("003-1b-tokens", "003, Prompt caching", "A system prompt of 1,000 tokens in a million requests a day: a billion tokens a day are not computed.", JudgeTokens),
        new("003-prefix-shines", "003, Prompt caching", "Conversations of several turns answer faster with a cache of prompts.", JudgeConversations),
    ];

    public Headline Headline(ResultSet results)
    {
        var (without, with) = Ttft(results, s_rates[0]);
        return new("conversations, one every four minutes: time to first token without a cache / with", without / with, double.NaN, double.NaN, "x", ValueKind.Modelled);
    }

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    private static CheckFigure Log(int capacity, double expected) => new(
        $"Mooncake, LRU of {capacity:N0} blocks: found", "curriculum H9", expected, 0.05, "%", r => r.Value(FoundShare, ("part", "log"), ("capacity", capacity), ("variant", FlatAny)));

    private static (double Without, double With) Ttft(ResultSet results, double rate) =>
        (results.Value(TtftSeconds, ("per-minute", rate), ("variant", NoCache)), results.Value(TtftSeconds, ("per-minute", rate), ("variant", Cache)));

    private static (double Document, double Source) Cut(ResultSet results, Metric metric, string use) =>
        (results.Value(metric, ("use", use), ("variant", Document)), results.Value(metric, ("use", use), ("variant", Announcement)));

    private const string Quoted = "reported by Anthropic (Prompt caching with Claude, 2024), quoted rightly; its models and prompts are not here";

    private static Verdict JudgeCut(ResultSet results, Metric metric, string use)
    {
        var (document, source) = Cut(results, metric, use);
        if (double.IsNaN(document + source))
        {
            return Verdict.NotRun;
        }

        var figure = $"the announcement: {source:0.#} %; the document: {document:0.#} %";
        return Math.Abs(document - source) <= Rounding ? Verdict.NotTestableHere(Quoted, figure) : Verdict.Contradicted(figure, "the source's table has another figure in this row");
    }

    private static Verdict JudgeManyShot(ResultSet results)
    {
        var (ttft, cost) = (results.Value(TtftCut, ("use", ManyShot), ("variant", Announcement)), results.Value(CostCut, ("use", ManyShot), ("variant", Announcement)));
        if (double.IsNaN(ttft))
        {
            return Verdict.NotRun;
        }

        var figure = $"the announcement: {ttft:0.#} % less time to first token, {(double.IsNaN(cost) ? "no figure for" : $"{cost:0.#} % less")} cost";
        return double.IsNaN(cost) ? Verdict.NotTestableHere(Quoted, figure) : Verdict.Contradicted(figure, "the figure is there; the document has it one row too high");
    }

    private static Verdict JudgeMultiTurn(ResultSet results)
    {
        var (ttft, cost) = (Cut(results, TtftCut, MultiTurn), Cut(results, CostCut, MultiTurn));
        if (double.IsNaN(ttft.Document + ttft.Source + cost.Document + cost.Source))
        {
            return Verdict.NotRun;
        }

        var figure = $"the announcement: {ttft.Source:0.#} % less time to first token, {cost.Source:0.#} % less cost";
        return Math.Abs(ttft.Document - ttft.Source) <= Rounding && Math.Abs(cost.Document - cost.Source) <= Rounding ? Verdict.NotTestableHere(Quoted, figure) : Verdict.Contradicted(figure, "the source's table has another figure in this row");
    }

    private static Verdict JudgeMost(ResultSet results)
    {
        var most = new[] { Book, ManyShot, MultiTurn }.Max(use => results.Value(TtftCut, ("use", use), ("variant", Announcement)));
        var figure = $"largest cut of the announcement's table: {most:0.#} %; its text says up to {MostLatencyCut:0} %";
        return double.IsNaN(most) ? Verdict.NotRun
            : most <= 75 + Rounding ? Verdict.NotTestableHere(Quoted, figure)
            : Verdict.Contradicted(figure, "the document's own table has more than its text allows");
    }

    private static Verdict JudgeTokens(ResultSet results)
    {
        var saved = results.Value(TokensSaved);
        var figure = $"1,000 x 1,000,000 = {saved / 1e9:0.###} billion";
        return double.IsNaN(saved) ? Verdict.NotRun : saved == 1e9 ? Verdict.Reproduced(figure, "where every request finds it; the first of each time to live does not") : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeConversations(ResultSet results)
    {
        var rates = s_rates.Select(rate => (Rate: rate, Ttft: Ttft(results, rate))).ToArray();
        if (rates.Any(r => double.IsNaN(r.Ttft.With + r.Ttft.Without)))
        {
            return Verdict.NotRun;
        }

        var figure = "median time to first token: " + string.Join("; ", rates.Select(r => $"{r.Rate} a minute {r.Ttft.Without:0.00} s without, {r.Ttft.With:0.00} s with"));
        return rates.All(r => r.Ttft.With < 0.8 * r.Ttft.Without) ? Verdict.Reproduced(figure, "modelled")
            : rates.All(r => r.Ttft.With >= 0.95 * r.Ttft.Without) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the memory that running requests leave: with many conversations at once little of each is still there", figure);
    }
}
