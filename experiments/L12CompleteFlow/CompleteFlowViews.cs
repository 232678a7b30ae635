namespace HotRow.Lab;

/// <summary>What is made of L12's points: metrics, charts, check rows.</summary>
internal sealed partial class CompleteFlow
{
    internal static readonly Metric BatchMs = new("batch-ms", "Time per batch, computation included", "ms", false, "median wall time of a call / its batches");
    internal static readonly Metric StepMs = new("step-ms", "Time per batch, computation included", "ms", false, "difference of the median times per batch with and without the layer");
    internal static readonly Metric LayerGain = new("layer-gain", "Speed-up of a batch by one more layer", "x", true, "median over rounds of the time per batch without the layer / with it; order: dedup, cache, prefetch");
    internal static readonly Metric ConsumerGain = new("consumer-gain", "Speed-up of the consumer", "x", true, "median over rounds of the time per batch without layers / with them, computation included");
    internal static readonly Metric LookupGain = new("lookup-gain", "Speed-up of the lookup", "x", true, "median over rounds of (time per batch without layers - computation) / (time with them - computation), at most 100; only of six rounds or more, all with a lookup that shows");
    internal static readonly Metric NearBytes = new("near-bytes", "Near memory of the layers", "B", false, "cached rows + buffers of rows read ahead + a batch's distinct and missing rows + bookkeeping; without the output");
    internal static readonly Metric MemorySaved = new("memory-saved", "Near memory saved", "", true, "1 - near bytes of the layers / near bytes without them; negative: more memory is used");
    internal static readonly Metric SpanMs = new("span-ms", "Length of a phase", "ms", false, "end - beginning of the phase in one batch");
    internal static readonly Metric SlowMs = new("slow-ms", "The slowest batch", "ms", false, "largest time of a batch, computation included");
    internal static readonly Metric SlowCauseShare = new("slow-cause-share", "Share of the delay in one phase", "", null, "(phase in the slowest batch - median of the phase) / (slowest batch - median batch)");
    internal static readonly Metric MissShare = new("miss-share", "Missed for this reason", "", false, "misses of this reason / ids, second half of the trace");
    internal static readonly Metric ForeseenMisses = new("foreseen-misses", "Misses that were named before", "", true, "rows that a batch missed and the prefetcher had named, at most 1,000 a batch / rows that a batch missed; from the second batch on");

    internal const string WholeTable = "the whole table";
    internal const string Mapping = "the touched pages of a mapped file";
    internal const string ResidentAnyway = "a table that is in memory anyway";

    private const string Prose = "docs-unique";
    private const string SameBatches = "Before the file all combinations read the same batches in step; what lies behind the disk may cache too.";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Waterfall, "What each layer takes off a batch, before a file", "step", StepMs, "trace", [], XLabel: "layers, added from left to right",
            Caption: $"Time per batch of 1,000 ids, a product with the rows included that takes as long as fetching the distinct rows. Near tier: DRAM; far tier: a file past the page cache, 32 reads in flight. Layers are added from left to right; the last bar is what stays, computation and all. {SameBatches}",
            Where: new Dictionary<string, string> { ["part"] = "flow", ["tier"] = FileTier }),
        new(ChartKind.Bar, "All eight combinations of layers, before a file and before DRAM", "variant", BatchMs, "tier+trace", [], LogY: true, XLabel: "layers",
            Caption: $"Time per batch of 1,000 ids, computation included. Near tier: DRAM. Far tier: a file past the page cache, or a table in DRAM, each with a computation as long as its own fetch of the distinct rows. The cache holds 5 % of the table's rows. {SameBatches}",
            Where: new Dictionary<string, string> { ["part"] = "flow" }),
        new(ChartKind.Timeline, "One slow batch, phase by phase: the next batch known, and guessed", "start", SpanMs, "lane+phase", [],
            XLabel: "ms since the batch began", Caption: "The slowest of the recorded batches with all three layers, once with the next batch known and once with the previous batch as a guess. Lanes: the caller and the background reader. Where a guess names only rows that the cache holds, nothing is read ahead. Far tier: a file past the page cache.",
            Where: new Dictionary<string, string> { ["part"] = "timeline" }),
        new(ChartKind.Bar, "Why rows miss, by policy, and with guesses put into the cache", "reason", MissShare, "variant", [],
            Caption: "docs-unique, a cache of 5 % of the table's rows (one for each word); shares of all ids of the second half. Compulsory: the row's first use. Polluted: a guess pushed it out. Policy: least recently used would have hit. Capacity: neither would have. Guesses: 1,000 rows a batch by a first-order Markov model.",
            Where: new Dictionary<string, string> { ["part"] = "misses", ["trace"] = Prose }),
        .. s_deviceCharts,
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("least recently used without guesses: misses for another reason than first use or capacity", "by definition", 0, 0, "", r => SumOf(r, MissReason.Policy) + SumOf(r, MissReason.Polluted)),
        new("misses named by the known next batch, least of all traces", "by construction", 1, 0, "", r => Least(r.Where(ForeseenMisses, ("variant", Prefetchers.KnownNext.Name)))),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From(
        "all three layers before a file: speed of the whole consumer, computation included", Of(results, ConsumerGain, FileTier, Name(FlowLayers.All)).FirstOrDefault(), "x");

    private static Observation[] Of(ResultSet results, Metric metric, string tier, string variant) => [.. results.Where(metric, ("part", "flow"), ("tier", tier), ("variant", variant))];

    private static double SumOf(ResultSet results, MissReason reason)
    {
        var shares = results.Where(MissShare, ("variant", CachePolicies.Lru.Name), ("reason", reason.ToString().ToLowerInvariant())).ToArray();
        return shares.Length == 0 ? double.NaN : shares.Sum(o => o.Value);
    }

    private static double Least(IEnumerable<Observation> observations) => observations.Select(o => o.Value).DefaultIfEmpty(double.NaN).Min();
}
