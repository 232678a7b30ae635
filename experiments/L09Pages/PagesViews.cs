namespace HotRow.Lab;

/// <summary>What is made of L9's points: charts, check rows, verdicts.</summary>
internal sealed partial class Pages
{
    internal static readonly Metric PagesTouched = new("pages-touched", "Pages under a batch", "", false, "distinct pages of 4 KiB that hold a row of the batch, mean over the judged batches");
    internal static readonly Metric ExpectedPages = new("pages-expected", "Expected pages under a batch", "", false, "sum over pages of 1 - (1 - p of the page)^n");
    internal static readonly Metric Deviation = new("pages-deviation", "Counted - expected pages", "standard errors", null, "(mean - closed form) / standard error of the mean");
    internal static readonly Metric PagesRatio = new("pages-ratio", "Pages / pages by id", "", false, "mean pages under a batch / those by id");
    internal static readonly Metric LostBatches = new("lost-batches", "Batches with more pages than by id", "", false, "batches that touch more pages than by id / judged batches");
    internal static readonly Metric ColdMs = new("cold-ms", "Cold time of a batch", "ms", false, "median wall time to read the batch's distinct rows");
    internal static readonly Metric ColdGain = new("cold-gain", "Speed-up over rows in random order", "x", true, "median over rounds of the time with rows in random order / the time of this layout");

    private const double Normal95 = 1.96;
    private const string Curriculum = "curriculum L9";

    // Two bytes read for one needed: above it the greater part of what is read is not asked for.
    private const double Scattered = 2;
    private const double HardlyMore = 1.1;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Pages under a batch, by the order in which rows lie", "trace", PagesTouched, "variant", [], LogY: true, XLabel: "",
            Caption: "Rows of 128 B, 32 to a page of 4 KiB; batches of 1,000 ids; mean over the batches of the trace's second half, layouts made from the first. By id: a text's ids are numbered by first appearance, Zipf's and the trigrams' are scattered. Packed: the batch's distinct rows alone, which no order can beat.",
            Where: new Dictionary<string, string> { ["part"] = "pages", ["rowBytes"] = "128" }),
        new(ChartKind.Bar, "In how many batches a trained order touches more pages than by id", "trace", LostBatches, "variant+rowBytes", [ReferenceLine.Horizontal("curriculum: a quarter", 0.25), ReferenceLine.Horizontal("curriculum: a third", 1.0 / 3)], XLabel: "",
            Caption: "Share of the second half's batches of 1,000 ids; ties are not counted as lost.",
            Where: new Dictionary<string, string> { ["part"] = "pages", ["rowBytes"] = "128|512" }),
        new(ChartKind.Bar, "Cold time of a batch from a file, by order and reader", "variant", ColdMs, "reader+trace", [], XLabel: "",
            Caption: "Distinct rows of a batch of 1,000 ids, rows of 512 B. Mapped: a page fault at a time (MADV_RANDOM), nothing of the file in this machine's page cache, so a page is read once. Past the cache: each row is a read of its own, 32 in flight; neighbours are not joined. What lies behind the disk may cache too.",
            Where: new Dictionary<string, string> { ["part"] = "cold", ["rowBytes"] = "512" }),
        new(ChartKind.Bar, "Pages under a batch, by order and by the length of a row", "rowBytes", PagesTouched, "variant", [], LogY: true, XLabel: "bytes of a row",
            Caption: "docs-unique, batches of 1,000 ids, mean over the second half's.",
            Where: new Dictionary<string, string> { ["part"] = "pages", ["trace"] = "docs-unique" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("pages of Zipf draws, counted - closed form, largest", "closed form for independent draws; 4.5 standard errors over all layouts and row lengths", 0, 4.5, "standard errors", r => r.Where(Deviation).Select(o => Math.Abs(o.Value)).DefaultIfEmpty(double.NaN).Max()),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-poor-locality", "001, Root Cause", "Poor memory locality: the rows of a batch lie scattered, so more is read than is asked for.", JudgeScatter),
        new("000-match-layout", Curriculum, "Matching the layout of rows in a file to the access pattern makes lookups faster.", JudgeCold),
        new("l09-frequency-expected", Curriculum, "Under independent draws rows in order of frequency touch fewer pages in expectation.", JudgeExpected),
        new("l09-frequency-on-text", Curriculum, "On real text order by frequency touches 5-10 % fewer pages in the mean, and more in a quarter to a third of the batches.", JudgeText),
    ];

    public Headline Headline(ResultSet results)
    {
        var found = results.Where(PagesRatio, ("variant", PageLayout.ByCoAccess)).ToArray();
        var shown = found.FirstOrDefault(o => o["trace"].Text == "docs-unique") ?? found.FirstOrDefault();
        return HotRow.Headline.From("pages under a batch, rows laid by co-access / by id" + (shown is null ? "" : $" ({shown["trace"].Text}, rows of {shown["rowBytes"].Text} B)"), shown, "x");
    }

    private static Verdict JudgeScatter(ResultSet results)
    {
        var found = results.Where(PagesTouched, ("variant", PageLayout.ById))
            .Select(o => (Of: o, Factor: o.Value / results.Value(PagesTouched, ("variant", Packed), ("trace", o["trace"]), ("batch", o["batch"]), ("rowBytes", o["rowBytes"]))))
            .OrderBy(f => f.Of["rowBytes"].Number).ToArray();
        if (found.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = "pages by id / packed: " + string.Join("; ", found.GroupBy(f => f.Of["rowBytes"].Text).Select(g => $"rows of {g.Key} B " + string.Join(", ", g.Select(f => $"{f.Of["trace"].Text} {f.Factor:0.0}"))));
        return found.All(f => f.Factor > Scattered) ? Verdict.Reproduced(figure)
            : found.All(f => f.Factor < HardlyMore) ? Verdict.Contradicted(figure)
            : Verdict.Depends($"the length of a row and the trace: above {Scattered:0} the greater part of what is read is not asked for", figure);
    }

    // A reader that fetches pages gains by neighbours; one that fetches rows does not.
    private static Verdict JudgeCold(ResultSet results)
    {
        Observation[] Of(string reader) => [.. results.Where(ColdGain, ("reader", reader)).Where(o => o.Variant is PageLayout.ByFrequency or PageLayout.ByCoAccess)];
        var (mapped, direct) = (Of(Mapped), Of(Direct));
        if (mapped.Length == 0 || direct.Length == 0)
        {
            return Verdict.NotRun;
        }

        static string Show(Observation[] gains) => string.Join(", ", gains.Select(g => $"{g["trace"].Text} {g["rowBytes"].Text} B {g.Variant} {g.Value:0.00}x [{g.Low:0.00}, {g.High:0.00}]"));
        var figure = $"against rows in random order, {Mapped}: {Show(mapped)}; {Direct}: {Show(direct)}";
        var (pages, rows) = (mapped.All(g => g.Low > HardlyMore), direct.All(g => g.Low > HardlyMore));
        return pages && rows ? Verdict.Reproduced(figure)
            : pages ? Verdict.Depends("the reader: it gains where whole pages are fetched and shared, not where each row is a read of its own", figure)
            : mapped.Any(g => g.Low > HardlyMore) ? Verdict.Depends("the trace and the layout", figure)
            : mapped.Concat(direct).All(g => g.High < HardlyMore) ? Verdict.Contradicted(figure)
            : Verdict.NotTestableHere("this run is too noisy to tell", figure);
    }

    private static Verdict JudgeExpected(ResultSet results)
    {
        var ratios = RowLengths.Select(rowBytes => (Bytes: rowBytes, Ratio:
            Expected(results, PageLayout.ByFrequency, rowBytes) / Expected(results, PageLayout.ById, rowBytes))).Where(r => !double.IsNaN(r.Ratio)).ToArray();
        if (ratios.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "expected pages by frequency / by id, Zipf 1.0: " + string.Join(", ", ratios.Select(r => $"rows of {r.Bytes} B {r.Ratio:0.00}"));
        return ratios.All(r => r.Ratio < 1) ? Verdict.Reproduced(figure)
            : ratios.All(r => r.Ratio >= 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the length of a row", figure);
    }

    private static double Expected(ResultSet results, string layout, int rowBytes) =>
        results.Where(ExpectedPages, ("variant", layout), ("rowBytes", rowBytes)).FirstOrDefault()?.Value ?? double.NaN;

    private static Verdict JudgeText(ResultSet results)
    {
        var found = results.Where(PagesRatio, ("variant", PageLayout.ByFrequency)).Where(o => o["trace"].Text is not Zipf && !o["trace"].Text.EndsWith("trigram", StringComparison.Ordinal))
            .Select(o => (Ratio: o, Lost: results.Single(LostBatches, ("variant", PageLayout.ByFrequency), ("trace", o["trace"]), ("batch", o["batch"]), ("rowBytes", o["rowBytes"]))))
            .Where(f => f.Lost is not null).ToArray();
        if (found.Length == 0)
        {
            return Verdict.NotRun;
        }

        // As stated: the interval of each figure meets the stated range.
        static bool Holds((Observation Ratio, Observation? Lost) f) => f.Ratio is { High: >= 0.9, Low: <= 0.95 } && f.Lost is { High: >= 0.25, Low: <= 1.0 / 3 };
        var figure = "pages by frequency / by id, and batches that lose: " + string.Join("; ", found.Select(f => $"{f.Ratio["trace"].Text} {f.Ratio["rowBytes"].Text} B {f.Ratio.Value:0.00}, {f.Lost!.Value:0 %}"));
        return found.All(Holds) ? Verdict.Reproduced(figure)
            : found.Any(Holds) ? Verdict.Depends("the text and the length of a row", figure)
            : Verdict.Contradicted(figure, found.All(f => f.Ratio.High < 1 && f.Lost!.Low > 0) ? "the direction holds, fewer pages in the mean and more in some batches; the figures do not" : "");
    }
}
