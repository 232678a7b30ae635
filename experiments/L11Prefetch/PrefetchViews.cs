namespace HotRow.Lab;

/// <summary>What is made of L11's points: metrics, charts, check rows.</summary>
internal sealed partial class Prefetch
{
    internal static readonly Metric UniqueCoverage = new("unique-coverage", "Distinct rows of a batch named before it came", "", true, "distinct rows of the batch that were named / distinct rows of the batch");
    internal static readonly Metric TotalCoverage = new("total-coverage", "Ids of a batch whose row was named", "", true, "ids of the batch whose row was named / ids of the batch");
    internal static readonly Metric Accuracy = new("prefetch-accuracy", "Named rows that were used", "", true, "named rows that the next batch used / named rows");
    internal static readonly Metric WastedBytes = new("wasted-bytes", "Read for nothing, per batch", "B", false, "named rows that the next batch did not use x 3,072 B / batches");
    internal static readonly Metric Perplexity = new("perplexity", "Perplexity", "", false, "2 to the mean bits per id, interpolated Witten-Bell over the last 0 to 3 ids");
    internal static readonly Metric CoverageByPerplexity = new("coverage-by-perplexity", "Distinct rows of a batch named before it came", "", true, "unique coverage at a budget of 1,000 rows, of the prefetcher that looks at as many ids as the model");
    internal static readonly Metric BatchMs = new("batch-ms", "Time per batch", "ms", false, "median wall time of a call / its batches");
    internal static readonly Metric HiddenShare = new("hidden-share", "Hidden share of the shorter of fetch and computation", "", true, "(fetch alone + computation alone - both) / the shorter one, per round; median");
    internal static readonly Metric LateShare = new("late-share", "Batches that waited for their announced rows", "", false, "batches whose announced rows were still being read when they came / batches");

    internal static readonly Metric FetchCpu = new("fetch-cpu", "Processor time of a fetch", "", false, "processor time of the process while it only fetches / wall time");

    internal const string LearntOnTheWay = "learnt on the way";
    internal const string SecondHalf = "second half after the first";

    private const string Curriculum = "curriculum L11, batches of 1,000";
    private const string TextNote = "docs is templated reference text; docs-unique has each element once";

    // The most telling six: two that repeat, one that counts, three that learn what follows what.
    private const string Shown = "previous-batch|last-k|frequency|markov-1|markov-3|co-occurrence";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Time of a batch: the next one known, guessed, or fetched when it comes", "variant", BatchMs, "trace+compute over fetch", [], XLabel: "how the next batch is fetched",
            Caption: "Consumer: a product of the batch's rows with a weight matrix, sized so that it takes as long as the fetch, or twice as long (the number behind the trace). Far tier: a file past the page cache, 32 reads in flight; near tier: DRAM. Batches of 1,000 distinct rows. A guess that is wrong is read all the same, and the right rows after it. All ways read the same batches in step; what lies behind the disk may cache too. How many batches waited for announced rows is stored as late-share.",
            Where: new Dictionary<string, string> { ["part"] = "overlap" }),
        new(ChartKind.Line, "What each prefetcher covers of a batch of text, by rows named", "budget", UniqueCoverage, "variant", [ReferenceLine.Horizontal("document 000: 70 %", 0.7)], LogX: true,
            XLabel: "most rows named for a batch of 1,000 ids", Caption: $"docs-unique: share of the distinct rows of a batch that were named while the batch before was there. The known next batch covers all of it. What frequency names hardly changes from batch to batch: a cache would hold it. {TextNote}.",
            Where: new Dictionary<string, string> { ["part"] = "coverage", ["trace"] = "docs-unique", ["variant"] = Shown }),
        new(ChartKind.Bar, "The same prefetchers on text and on chance, trace by trace", "trace", UniqueCoverage, "variant", [ReferenceLine.Horizontal("document 000: 70 %", 0.7)],
            Caption: $"At a budget of 1,000 rows for a batch of 1,000 ids; distinct rows. zipf: independent draws from 1 M rows; drift: the same law, each rank's row exchanged once; trigram: hashed triples of tokens. {TextNote}.",
            Where: new Dictionary<string, string> { ["part"] = "coverage", ["budget"] = "1000", ["variant"] = Shown }),
        new(ChartKind.Scatter, "Coverage of the next batch, beside the perplexity of the next id", "perplexity", CoverageByPerplexity, "trace", [], LogX: true,
            XLabel: "perplexity of the ids, learnt on the way", Caption: "Each mark: a model that knows the last 0, 1, 2 or 3 ids, beside the prefetcher (frequency, Markov 1 to 3) that looks at as many; budget 1,000 rows. A model of the next id looks one id ahead, a prefetch a thousand.",
            Where: new Dictionary<string, string> { ["part"] = "history" }),
        .. s_deviceCharts,
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. Repeats("docs", Prefetchers.PreviousBatch, 0.518, 0.809),
        .. Repeats("docs", Prefetchers.LastBatches, 0.765, 0.922),
        .. Repeats("zipf 1.0", Prefetchers.PreviousBatch, 0.138, 0.375),
        new("known next batch: least coverage at any budget that holds it", "by construction", 1, 0, "", LeastKnown),
        new("docs-unique, next batch known, computation twice the fetch: hidden share of the shorter (1 for more)", "our goal: at least 90 % of the shorter hidden", 1, 0.1, "", HiddenAtTwice),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("fetch hidden behind computation when the next batch is known", results.Where(HiddenShare, ("variant", LookAhead)).FirstOrDefault(), "");

    // A trace of another length or pack gives other figures; 2 points allow for that, and for the sampling of the draws.
    private static IEnumerable<CheckFigure> Repeats(string trace, PrefetcherInfo prefetcher, double unique, double total)
    {
        CheckFigure Figure(string what, Metric metric, double expected) =>
            new($"{trace}, {prefetcher.Name}: {what} covered", Curriculum, expected, 0.02, "", r => Repetition(r, metric, trace, prefetcher)?.Value ?? double.NaN);

        return [Figure("distinct rows", UniqueCoverage, unique), Figure("ids", TotalCoverage, total)];
    }

    private static double HiddenAtTwice(ResultSet results) =>
        Math.Min(1, results.Value(HiddenShare, ("trace", "docs-unique"), ("compute over fetch", 2), ("variant", LookAhead)));

    private static double LeastKnown(ResultSet results)
    {
        var known = results.Where(UniqueCoverage, ("variant", Prefetchers.KnownNext.Name)).Where(o => o.Has("budget") && o["budget"].Number >= Batch).ToArray();
        return known.Length == 0 ? double.NaN : known.Min(o => o.Value);
    }

    private static Observation? Repetition(ResultSet results, Metric metric, string trace, PrefetcherInfo prefetcher) =>
        results.Single(metric, ("part", "repetition"), ("trace", trace), ("variant", prefetcher.Name));
}
