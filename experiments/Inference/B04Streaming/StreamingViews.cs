namespace HotRow.Lab;

/// <summary>What is made of B4's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class Streaming
{
    internal static readonly Metric ServerMs = new("server-ttft-ms", "First token made", "ms", false, "server's first token - scheduled start");
    internal static readonly Metric VisibleMs = new("visible-ms", "First token seen", "ms", false, "client's first token - scheduled start; computed: TTFT + window x TPOT");
    internal static readonly Metric EndMs = new("end-ms", "Last token seen", "ms", false, "client's last token - scheduled start");
    internal static readonly Metric VisibleOverEnd = new("visible-over-end", "First token seen over last token seen", "", false, "TTFV / E2E of the same request, median");
    internal static readonly Metric VisibleOverServer = new("visible-over-server", "First token seen over first token made", "", false, "TTFV / TTFT of the same request, median");
    internal static readonly Metric ServerRatio = new("server-ratio", "First token made: buffered over streamed", "x", false, "median over rounds of the ratio of server TTFTs");
    internal static readonly Metric VisibleRatio = new("visible-ratio", "First token seen: buffered over streamed", "x", false, "median over rounds of the ratio of TTFVs");
    internal static readonly Metric Exposed = new("exposed-tokens", "Tokens seen after the first bad one before the block", "tokens", false, "max(0, tokens the moderator needs - window)");

    internal const string Streamed = "streamed";
    internal const string Buffered = "buffered";
    private const string FormulaName = "TTFT + k x TPOT";

    // A first token that is made within 5 % of the same time is made at the same time.
    private const double SameTime = 0.05;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "When the first token is seen, by delivery", "delivery", VisibleMs, "", [], LogY: true, XLabel: "delivery",
            Caption: "Measured on our own server: 1,000 words of prompt, 40 tokens of answer, one request at a time. A window of k holds the last k tokens back for a moderator.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Bar, "The server's own time to first token, by delivery", "delivery", ServerMs, "", [], XLabel: "delivery",
            Caption: "The same requests: when the server made the first token, on its own clock.", Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Line, "A window of k tokens delays what is seen by k steps", "window", VisibleMs, "part", [], XLabel: "tokens held back (k)",
            Caption: "Computed: first token + k steps of the busy loop. Measured: medians with the network in them.",
            Where: new Dictionary<string, string> { ["window"] = string.Join('|', Enumerable.Range(0, Output)) }),
        new(ChartKind.Line, "Tokens that are out before a moderator blocks", "window", Exposed, "", [], XLabel: "tokens held back (k)",
            Caption: "Computed for a moderator that needs 16 tokens after the first bad one. Nothing is out too early when at least as many are held back."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("buffered: first token seen / last token seen", "definition: a buffered answer is seen at once", 1, 0.02, "", r => Of(r, VisibleOverEnd, Buffered)),
        new("streamed: first token seen / first token made", "definition: a streamed token is seen when it is made", 1, 0.05, "", r => Of(r, VisibleOverServer, Streamed)),
        new("first token made: buffered / streamed", "curriculum B4: streaming changes what is seen, not what is computed", 1, SameTime, "", r => r.Value(ServerRatio)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-streaming-ttft", "003, Streaming Responses", "Streaming improves the time to first token dramatically.", JudgeTtft),
        new("003-streaming-unverified", "003, Streaming Responses", "A streamed answer cannot be checked as a whole before the user sees it.", JudgeUnverified),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("first token seen, buffered over streamed", results.Single(VisibleRatio), "x");

    private static double Of(ResultSet results, Metric metric, string delivery) => results.Value(metric, ("part", "measured"), ("variant", delivery));

    private static Verdict JudgeTtft(ResultSet results)
    {
        if (results.Single(ServerRatio) is not { } server || results.Single(VisibleRatio) is not { } visible)
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant(
            $"buffered over streamed: first token made {server.Value:0.000} x [{server.Low:0.000}, {server.High:0.000}], first token seen {visible.Value:0.0} x [{visible.Low:0.0}, {visible.High:0.0}]");
        return server.Low > 1 + SameTime ? Verdict.Reproduced(figure)
            : server.High < 1 + SameTime && visible.Low > 1 + SameTime ? Verdict.Contradicted(figure, "the first token is made no earlier; what improves is when it is seen")
            : Verdict.Depends("which first token is meant: the one that is made or the one that is seen", figure);
    }

    private static Verdict JudgeUnverified(ResultSet results)
    {
        var exposed = results.Where(Exposed).OrderBy(o => o["window"].Number).ToArray();
        if (exposed.Length == 0)
        {
            return Verdict.NotRun;
        }

        var (atOnce, safe) = (exposed[0], Array.Find(exposed, o => o.Value == 0));
        var figure = FormattableString.Invariant($"a moderator that needs {ModeratorTokens} tokens: {atOnce.Value:0} are out before the block when nothing is held back");
        return atOnce.Value == 0 ? Verdict.Contradicted(figure)
            : safe is null ? Verdict.Reproduced(figure)
            : Verdict.Depends("how much is held back: a window delays the first token by as many steps", FormattableString.Invariant($"{figure}, none with a window of {safe["window"].Number:0}"));
    }
}
