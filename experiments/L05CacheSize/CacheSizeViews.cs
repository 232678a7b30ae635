namespace HotRow.Lab;

/// <summary>What is made of L5's points: metrics, charts, check rows, headline.</summary>
internal sealed partial class CacheSize
{
    internal static readonly Metric MissRatio = new("miss-ratio", "Miss ratio: what is still transferred", "", false, "misses / accesses, total ids");
    internal static readonly Metric ShareOfBelady = new("share-of-belady", "Share of Belady's hits", "", true, "hits / hits of the optimal policy that fills on demand, same capacity");
    internal static readonly Metric UniqueHitRatio = new("unique-hit-ratio", "Hit ratio over a batch's distinct rows", "", true, "hits / accesses after each batch was deduplicated");
    internal static readonly Metric UniqueShare = new("unique-share", "Distinct rows of a batch per id", "", null, "sum over batches of distinct rows / ids");
    internal static readonly Metric CoverageShare = new("coverage", "Share of the accesses", "", null, "accesses to the most used x % of the rows / accesses");
    internal static readonly Metric CoverageAtHalf = new("coverage-at-half", "Share at 5 % where 1 % covers half", "", null, "coverage of the top 5 % under the exponent that gives the top 1 % one half");
    internal static readonly Metric NeededAlpha = new("needed-alpha", "Zipf exponent that the figure needs", "", null, "alpha at which the top x % of N rows cover the share");
    internal static readonly Metric FittedAlpha = new("fitted-alpha", "Fitted Zipf exponent", "", null, "maximum likelihood, bounded Zipf law over the touched rows");
    internal static readonly Metric Transfer = new("transfer", "Left of the transfer", "", false, "rows still fetched from the far tier / rows wanted; top 5 % pinned, alpha 1");
    internal static readonly Metric StateNs = new("state-ns-per-id", "Time per id", "ns", false, "wall time / ids, one pass; steady: median of the timed calls");
    internal static readonly Metric StateHitRatio = new("state-hit-ratio", "Hit ratio in that state", "", true, "hits / ids of that state; steady: replayed over the trace after the warm-up");
    internal static readonly Metric EffectiveNs = new("effective-ns-per-id", "Effective time per id", "ns", false, "measured: median wall time / ids; link: misses x 3,072 B / 16 GB/s / ids, transfer alone");
    internal static readonly Metric FarRowsPerId = new("far-rows-per-id", "Rows from the far tier per id", "", false, "misses / ids, replayed over the trace after the warm-up, the same batches for all");

    private const string ShareOfTouched = "cache size, % of the rows that the trace touches";

    private static readonly string s_telling = $"belady|s3-fifo|lru|fifo|lfu|{CachePolicies.StaticHot.Name}|{PinnedKnown}";
    private static readonly string s_all = string.Join('|', [PinnedKnown, .. CachePolicies.All.Select(p => p.Name).Where(n => n != CachePolicies.BeladyBypass.Name)]);

    // docs behaves as docs-unique does, only more so.
    private static readonly string s_places = string.Join('|', from trace in new[] { CacheTraces.DocsUnique, CacheTraces.SmallZipf } from far in new[] { FileTier, LinkTier, DramTier } select $"{far}, {trace}");

    private static readonly ReferenceLine[] s_claims =
    [
        new("document 000: top 1 % = ~50 %", [(1, 0.48), (1, 0.52)]),
        new("document 000: 5 % = 85-95 %", [(5, 0.85), (5, 0.95)]),
    ];

    private static readonly ReferenceLine[] s_missClaims =
    [
        new("document 000: top 1 % = ~50 %", [(1, 0.47), (1, 0.53)]),
        new("document 000: 5 % leaves 5-15 %", [(5, 0.05), (5, 0.15)]),
    ];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Hit ratio by trace: lru beside the optimum", "percent", Metrics.HitRatio, "trace+variant", s_claims, LogX: true, XLabel: ShareOfTouched,
            Caption: "docs-unique: every distinct documentation element once. docs-trigram: hashed triples of tokens, a table of 2^20 rows. zipf: alpha 1 over 1 M rows. The last two are cut to 1 M accesses in the quick run, so first accesses weigh more. Each trace's own touched rows are its 100 %; total ids.",
            Where: In(("part", "replay"), ("variant", $"{CachePolicies.Belady.Name}|{CachePolicies.Lru.Name}"))),
        new(ChartKind.Line, "Hit ratio by policy on one text, beside the document's figures", "percent", Metrics.HitRatio, "variant", s_claims, LogX: true, XLabel: ShareOfTouched,
            Caption: "Trace docs: tokens of .NET reference documentation (heavily templated). Total ids; first accesses count as misses. \"pinned, known\" pins the most used rows of the whole trace; static-hot learns them from the first tenth. belady is the optimum.",
            Where: In(("part", "replay"), ("trace", CacheTraces.Docs), ("variant", s_telling))),
        new(ChartKind.Line, "Miss ratio by policy on the same text", "percent", MissRatio, "variant", s_missClaims, LogX: true, LogY: true, XLabel: ShareOfTouched,
            Caption: "Trace docs, all policies. A miss is a row that is fetched from the far tier: the document's effective transfer. The floor is the rows' first accesses, which no cache avoids.",
            Where: In(("part", "replay"), ("trace", CacheTraces.Docs), ("variant", s_all))),
        new(ChartKind.HeatMap, "How near the optimum each policy comes at 5 %", "trace", ShareOfBelady, "variant", [],
            Caption: "Hits over the hits of Belady's rule, which fills on demand as they do. static-hot misses everything in its training part, the first tenth.",
            Where: In(("part", "replay"), ("percent", "5"))),
        new(ChartKind.Line, "No single Zipf exponent gives both of the document's figures", "alpha", CoverageShare, "top+table",
            [ReferenceLine.Horizontal("document 000: top 1 % = 50 %", 0.5), ReferenceLine.Horizontal("document 000: 5 % = 85 %", 0.85), ReferenceLine.Horizontal("document 000: 5 % = 95 %", 0.95)],
            XLabel: "Zipf exponent alpha", Caption: "Share of all accesses that go to the most used rows, as a share of table rows: the hit ratio of a cache that pins them. Where 1 % reaches one half, 5 % is far below 85 %.",
            Where: In(("part", "coverage"), ("top", "top 1 %|top 5 %"))),
        new(ChartKind.Line, "Far tier a file, a text: time per id by policy and capacity", "percent", Metrics.NsPerRow, "variant", [], LogX: true, LogY: true, XLabel: ShareOfTouched,
            Caption: "Near tier: DRAM. Far tier: a file of 3 KiB rows past the page cache, 32 reads in flight. Steady state, batches of 1,000 ids, trace docs-unique. No cache and dedup do not depend on the capacity; their wiggle is noise.",
            Where: In(("part", "tier"), ("far", FileTier), ("trace", CacheTraces.DocsUnique))),
        new(ChartKind.Line, "Far tier a file, independent accesses: time per id by policy", "percent", Metrics.NsPerRow, "variant", [], LogX: true, LogY: true, XLabel: ShareOfTouched,
            Caption: "Near tier: DRAM. Far tier: a file of 3 KiB rows past the page cache, 32 reads in flight. Steady state, batches of 1,000 ids, trace zipf-100k: independent accesses, alpha 1, to 100,000 rows.",
            Where: In(("part", "tier"), ("far", FileTier), ("trace", CacheTraces.SmallZipf))),
        new(ChartKind.Bar, "A 5 % cache before a file, a link and DRAM: time per id", "place", EffectiveNs, "variant", [], LogY: true, XLabel: "far tier, trace",
            Caption: "Near tier: DRAM. In front of DRAM the cache serves DRAM from DRAM. Link: the misses of the replay over the document's 16 GB/s, transfer alone.",
            Where: In(("part", "tier"), ("percent", "5"), ("place", s_places), ("variant", $"{NoCache}|{DedupOnly}|lru|s3-fifo"))),
        new(ChartKind.Bar, "Cold, ramp, steady: time per id of the same LRU cache of 5 %", "state", StateNs, "trace", [], LogY: true, XLabel: "state",
            Caption: "Far tier: a file past the page cache. Cold: the first 10 batches of 1,000 ids into an empty cache; ramp: from there until the cache is full; steady: after a warm-up. Cold and ramp: median and range of three passes.",
            Where: In(("part", "tier"), ("percent", "5"))),
        SliderChart,
        .. s_deviceCharts,
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Needs("top 1 % = 50 %", "N = 10 M", "top 1 %", 0.5, 0.8747, 0.00005),
        Needs("top 1 % = 50 %", "N = 1 M", "top 1 %", 0.5, 0.890, 0.0005),
        new("there top 5 % covers about, N = 10 M", Curriculum, 0.64, 0.01, "", r => r.Value(CoverageAtHalf, ("part", "coverage"), ("table", "N = 10 M"))),
        new("there top 5 % covers about, N = 1 M", Curriculum, 0.64, 0.01, "", r => r.Value(CoverageAtHalf, ("part", "coverage"), ("table", "N = 1 M"))),
        Needs("top 5 % = 85 %", "N = 10 M", "top 5 %", 0.85, 1.025, 0.0005),
        Needs("top 5 % = 85 %", "N = 1 M", "top 5 %", 0.85, 1.054, 0.001),
        Needs("top 5 % = 95 %", "N = 10 M", "top 5 %", 0.95, 1.15, 0.005),
        AtAlphaOne("top 1 %", 0.680),
        AtAlphaOne("top 5 %", 0.792),
        AtAlphaOne("top 10 %", 0.840),
        Left("of total ids", 0.21),
        Left("of unique rows, batch 1000", 0.30),
        Left("of unique rows, batch 65536", 0.51),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From(
        "LRU of 5 % of the touched rows, file tier, docs-unique: speed-up over no cache",
        results.Single(Metrics.Speedup, ("part", "tier"), ("far", FileTier), ("trace", CacheTraces.DocsUnique), ("percent", (double)DocumentPercent), ("variant", CachePolicies.Lru.Name)),
        "x");

    private const string Curriculum = "curriculum L5, closed form";

    private static CheckFigure Needs(string what, string table, string top, double covers, double expected, double tolerance) =>
        new($"alpha for {what}, {table}", Curriculum, expected, tolerance, "", r => r.Value(NeededAlpha, ("table", table), ("top", top), ("covers", covers)));

    private static CheckFigure AtAlphaOne(string top, double expected) =>
        new($"{top} at alpha 1, N = 1 M", Curriculum, expected, 0.0005, "", r => r.Value(CoverageShare, ("part", "coverage"), ("table", "N = 1 M"), ("top", top), ("alpha", 1.0)));

    private static CheckFigure Left(string of, double expected) =>
        new($"left of the transfer {of}, 5 % pinned, alpha 1, N = 1 M", Curriculum, expected, 0.005, "", r => r.Value(Transfer, ("table", "N = 1 M"), ("variant", of)));

    private static Dictionary<string, string> In(params (string Name, string Values)[] conditions) => conditions.ToDictionary(c => c.Name, c => c.Values);
}
