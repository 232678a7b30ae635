namespace HotRow.Lab;

/// <summary>What is made of L3's points: charts, check rows, verdicts.</summary>
internal sealed partial class FetchedAgain
{
    internal static readonly Metric MovedAgain = new("moved-again", "Rows moved again", "", null, "distinct rows of a batch that one of the last w batches had too / distinct rows of the batch");
    internal static readonly Metric BatchShare = new("batch-share", "Batches that hold the token", "", null, "batches with the token / batches");
    internal static readonly Metric TokenBytes = new("token-bytes", "Bytes moved for one token", "B", null, "times the token is moved x 3,072");

    private const int Shown = 1_000;

    // The share of batches from which on "every batch" is a fair word.
    private const double EveryBatch = 0.999;
    private const string DocsUnique = "docs-unique";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "How much of a batch was moved a few batches ago", "window", MovedAgain, "trace", [],
            XLabel: "batches looked back", Caption: "Batches of 1,000 ids. Share of a batch's distinct rows that one of the last 1, 8, 64 or all earlier batches had moved too. docs is templated reference text; docs-unique has each element once.",
            Where: new Dictionary<string, string> { ["variant"] = "counted", ["batch"] = $"{Shown}" }),
        new(ChartKind.Bar, "Bytes moved for the most used words", "token", TokenBytes, "trace", [], XLabel: "token",
            Caption: "The ten most used tokens of each text. One pass over the text, every index moved, rows of 3,072 B.", Where: new Dictionary<string, string> { ["part"] = "words", ["variant"] = EveryIndex, ["batch"] = $"{Shown}" }),
        new(ChartKind.Line, "How many batches hold \"the\"", "batch", BatchShare, "trace", [ReferenceLine.Horizontal("document 000: every batch", 1)], LogX: true,
            XLabel: "tokens per batch", Caption: "Share of the batches that hold \"the\" at least once.", Where: new Dictionary<string, string> { ["token"] = The }),
        new(ChartKind.Bar, "Bytes moved by every index, once per batch, once at all", "trace", Metrics.FarBytes, "variant", [], LogY: true,
            Caption: "One pass over the trace, rows of 3,072 B, nothing kept between batches of 1,000; the last bar is every touched row moved once.", Where: new Dictionary<string, string> { ["batch"] = $"{Shown}", ["part"] = "replay" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. from window in new[] { 1, 8, 64 }
           select new CheckFigure($"zipf 1.0 of 1 M rows, batches of 1,000: moved again within {window}, counted - closed form", "closed form for independent draws", 0, 0.02, "",
               r => Share(r, "zipf 1.0", Shown, WindowName(window)) - r.Value(MovedAgain, ("batch", Shown), ("window", WindowName(window)), ("variant", "closed form"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-fetched-repeatedly", "000, Root Cause 2", "The same embeddings are fetched again and again across batches.", JudgeRepeated),
        new("000-the-every-batch", "000, Root Cause 2", "A word like \"the\" appears in every batch and is transferred every time.", JudgeThe),
        new("001-no-reuse", "001, Root Cause", "Hot embeddings are not reused, so transfers are frequent; without a hot-row tier the same bytes are moved again.", JudgeReuse),
    ];

    public Headline Headline(ResultSet results)
    {
        Observation? Of(string trace) => results.Single(MovedAgain, ("trace", trace), ("batch", Shown), ("window", WindowName(8)), ("variant", "counted"));
        var shown = Of(DocsUnique) ?? Of("zipf 1.0");
        return new($"of a batch's distinct rows were moved by the last 8 batches too ({shown?["trace"].Text ?? DocsUnique}, batches of 1,000)", 100 * (shown?.Value ?? double.NaN), double.NaN, double.NaN, "%", ValueKind.Counted);
    }

    private static double Share(ResultSet results, string trace, int batch, string window) =>
        results.Value(MovedAgain, ("trace", trace), ("batch", batch), ("window", window), ("variant", "counted"));

    private static string[] Traces(ResultSet results) => [.. results.Where(MovedAgain, ("batch", Shown), ("variant", "counted")).Select(o => o["trace"].Text).Distinct()];

    private static Verdict JudgeRepeated(ResultSet results)
    {
        var shares = Traces(results).Select(t => (Trace: t, Last: Share(results, t, Shown, WindowName(1)), Eight: Share(results, t, Shown, WindowName(8)), Many: Share(results, t, Shown, WindowName(64)))).ToArray();
        if (shares.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "moved again within 1 / 8 / 64 batches of 1,000: " + string.Join("; ", shares.Select(s => $"{s.Trace} {s.Last:0 %} / {s.Eight:0 %} / {s.Many:0 %}"));
        var rare = shares.Where(s => s.Many < 0.5).Select(s => s.Trace).ToArray();
        return rare.Length == 0 ? Verdict.Reproduced(figure)
            : rare.Length == shares.Length ? Verdict.Contradicted(figure)
            : Verdict.Depends($"what the rows stand for: below half even within 64 batches in {string.Join(", ", rare)}", figure);
    }

    private static Verdict JudgeThe(ResultSet results)
    {
        var shares = results.Where(BatchShare, ("token", The)).ToArray();
        if (!shares.Any(o => o["batch"].Number >= 256))
        {
            return results.Where(BatchShare).Any() ? Verdict.NotTestableHere("the text is shorter than a batch of 256, or has no \"the\"") : Verdict.NotRun;
        }

        var shown = shares.Where(o => o["batch"].Number is 256 or Shown or 4096).GroupBy(o => o["trace"].Text)
            .Select(g => $"{string.Join(" / ", g.OrderBy(o => o["batch"].Number).Select(o => $"{100 * o.Value:0.0}"))} % in {g.Key}");
        var figure = $"batches of {string.Join(" / ", shares.Select(o => o["batch"].Number).Distinct().Order().Where(b => b is 256 or Shown or 4096).Select(b => $"{b:#,0}"))} with \"the\": {string.Join("; ", shown)}";
        var bill = "; it takes " + string.Join(", ", results.Where(TokenBytes, ("token", The), ("batch", Shown), ("variant", EveryIndex))
            .Select(o => $"{100 * o.Value / Total(results, o["trace"].Text, EveryIndex):0.0} % of all bytes of {o["trace"].Text} ({o.Value / 1e9:0.00} GB a pass)"));
        var (least, most) = (shares.Min(o => o.Value), shares.Max(o => o.Value));
        return least >= EveryBatch ? Verdict.Reproduced(figure, bill.TrimStart(';', ' '))
            : most >= EveryBatch ? Verdict.Depends($"batch size and text: \"every\" is taken for {EveryBatch:0.0 %}, which not all of them reach{bill}", figure)
            : Verdict.Contradicted(figure, $"\"every\" is taken for {EveryBatch:0.0 %}, which no batch size reaches{bill}");
    }

    private static double Total(ResultSet results, string trace, string variant) => results.Value(Metrics.FarBytes, ("trace", trace), ("batch", Shown), ("variant", variant));

    private static Verdict JudgeReuse(ResultSet results)
    {
        var factors = Traces(results).Select(t => (Trace: t, Index: Total(results, t, EveryIndex) / Total(results, t, OnceAtAll), Batch: Total(results, t, OncePerBatch) / Total(results, t, OnceAtAll))).ToArray();
        if (factors.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "each touched row is moved, once per batch of 1,000 (every index): " + string.Join("; ", factors.Select(f => $"{f.Trace} {f.Batch:0.0}x ({f.Index:0.0}x)"));
        return factors.All(f => f.Batch >= 2) ? Verdict.Reproduced(figure, "how often a row is moved grows with the length of the trace")
            : factors.All(f => f.Batch < 1.1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the trace: rows of rare word sequences come back seldom", figure);
    }
}
