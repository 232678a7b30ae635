namespace HotRow.Lab;

/// <summary>What is made of L15's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class LruDesigns
{
    internal static readonly Metric NsPerAccess = new("ns-per-access", "Time per access", "ns", false, "median wall time of a replay / accesses; bookkeeping only, no row is copied");
    internal static readonly Metric SharedNs = new("shared-ns-per-access", "Time per access, all threads together", "ns", false, "median wall time of a replay by all threads / accesses of all threads");
    internal static readonly Metric TimeOverLru = new("time-over-lru", "Time over the array-backed LRU's", "x", false, "median over rounds of time / the array-backed LRU's time");
    internal static readonly Metric ThreadGain = new("thread-gain", "Speed-up by all threads", "x", true, "median over rounds of one thread's time / all threads' time for the same accesses");
    internal static readonly Metric MetadataPerRow = new("metadata-per-row", "Metadata per cached row", "B", false, "bytes of index, lists and counters / resident rows; an index over the table is counted in full");
    internal static readonly Metric AllocatedPerAccess = new("allocated-per-access", "Allocated per access", "B", false, "managed bytes allocated by a warm replay on its thread / accesses, least of three");
    internal static readonly Metric MissRatio = new("miss-ratio", "Miss ratio", "", false, "misses / accesses, from an empty cache");
    internal static readonly Metric MissesOverLru = new("misses-over-lru", "Misses over LRU's", "x", false, "misses / misses of LRU with as many slots, both from an empty cache");
    internal static readonly Metric ConflictMisses = new("conflict-misses", "Conflict misses", "", false, "misses - misses of the fully associative LRU with as many slots");
    internal static readonly Metric LoopMisses = new("loop-miss-ratio", "Misses of a round", "", false, "misses / accesses of the third round of a loop");
    internal static readonly Metric MissesOverUnchanged = new("misses-over-unchanged", "Misses over those without updates", "x", false, "misses and stale hits / misses when no row changes");

    internal const string Linked = "linked list";
    internal static string Lru => CachePolicies.Lru.Name;

    // Policies whose misses are nearer than this count as equally good.
    private const double SameMisses = 0.05;

    private const string Slots = "Slots for 5 % of the rows that the trace touches. docs is templated reference text, docs-unique has each of its elements once.";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Time per access: the textbook's linked list beside arrays", "variant", NsPerAccess, "trace", [], LogY: true, XLabel: "design",
            Caption: $"Linked list: the textbook's LRU, with a dictionary; all others are arrays. Bookkeeping of a warm cache on one thread; no row is copied. {Slots}",
            Where: new Dictionary<string, string> { ["part"] = "designs" }),
        new(ChartKind.Bar, "Misses of policies and sets over LRU's, with as many slots", "variant", MissesOverLru, "trace", [ReferenceLine.Horizontal("LRU", 1)], XLabel: "policy",
            Caption: $"Misses over LRU's, from an empty cache. belady knows the future. Sets: LRU among the few slots of a row's set, as on a device; what these miss more are conflict misses. {Slots}",
            Where: new Dictionary<string, string> { ["part"] = "misses", ["variant"] = string.Join('|', ShownPolicies) }),
        new(ChartKind.Bar, "What a lock costs, and what shards and a second thread give back", "variant", SharedNs, "threads", [], XLabel: "design",
            Caption: $"Array-backed LRU, the same accesses for all. Time by the wall over all threads' accesses, so half of it is twice the speed. No row is copied. {Slots}",
            Where: new Dictionary<string, string> { ["part"] = "threads" }),
        new(ChartKind.Line, "Updated rows turn hits into misses", "updates", MissesOverUnchanged, "trace", [ReferenceLine.Horizontal("no updates", 1)], LogX: true, XLabel: "updates per access",
            Caption: $"LRU with a version per row, checked on every hit. A row is updated in proportion to its use. {Slots}",
            Where: new Dictionary<string, string> { ["part"] = "updates" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("bytes that an array-backed LRU allocates per access", "curriculum L15", 0, 0.01, "B", r => Largest(r, AllocatedPerAccess, Lru)),
        .. s_ways.Select(ways => new CheckFigure($"misses of a loop that fills the cache, {ways} ways", "closed form: P(Binomial(rows - 1, 1 / sets) >= ways)", FullLoop(ways), 0.03, "", r => r.Value(LoopMisses, ("part", "loop"), ("variant", SetsOf(ways)), ("fill", 1)))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-lru-for-embeddings", "001, follow-up questions", "The cache for embedding rows is an LRU cache: the question asks for its design and takes the policy for granted.", JudgeLru),
    ];

    private static IEnumerable<string> ShownPolicies =>
        [CachePolicies.Belady.Name, CachePolicies.S3Fifo.Name, CachePolicies.Sieve.Name, CachePolicies.Arc.Name, CachePolicies.WTinyLfu.Name, CachePolicies.Clock.Name, .. s_ways.Select(SetsOf)];

    public Headline Headline(ResultSet results)
    {
        var first = results.Where(TimeOverLru, ("variant", Linked)).FirstOrDefault();
        return HotRow.Headline.From($"a linked list with a dictionary over an array-backed LRU: time per access{(first is null ? "" : $", {first["trace"].Text}")}", first, "x");
    }

    // With sets of equal size, of any number: the binomial is within 0.001 of this Poisson form from 100 sets on.
    private static double FullLoop(int ways) => 1 - MathNet.Numerics.Distributions.Poisson.CDF(ways, ways - 1);

    private static double Largest(ResultSet results, Metric metric, string variant) =>
        results.Where(metric, ("variant", variant)).Select(o => o.Value).DefaultIfEmpty(double.NaN).Max();

    private static Verdict JudgeLru(ResultSet results)
    {
        var traces = results.Where(MissesOverLru, ("part", "misses")).Where(o => o.Variant != CachePolicies.Belady.Name).GroupBy(o => o["trace"].Text)
            .Select(t => (Trace: t.Key, Best: t.MinBy(o => o.Value)!)).ToArray();
        if (traces.Length == 0)
        {
            return Verdict.NotRun;
        }

        var bounds = traces.ToDictionary(t => t.Trace, t => results.Value(MissesOverLru, ("part", "misses"), ("trace", t.Trace), ("variant", CachePolicies.Belady.Name)));
        var figure = string.Join("; ", traces.Select(t =>
            $"{t.Trace}: {(t.Best.Variant == Lru ? "none has fewer misses" : $"{t.Best.Variant} misses {t.Best.Value:0.00} of LRU's")}{TimeOf(results, t.Trace, t.Best.Variant)}{(double.IsNaN(bounds[t.Trace]) ? "" : $", the optimum {bounds[t.Trace]:0.00} of its misses")}"));
        var better = traces.Count(t => t.Best.Value < 1 - SameMisses);
        return better == 0 ? Verdict.Reproduced(figure, $"no policy misses less than {1 - SameMisses:0 %} of LRU's misses on any trace")
            : better == traces.Length ? Verdict.Contradicted(figure, "on every trace another policy with the same slots misses less")
            : Verdict.Depends($"the trace: on {better} of {traces.Length} another policy misses less", figure);
    }

    private static string TimeOf(ResultSet results, string trace, string policy) =>
        policy != Lru && results.Single(TimeOverLru, ("trace", trace), ("variant", policy)) is { } time ? $" at {Interval(time)} of LRU's time per access" : "";

    private static string Interval(Observation o) => $"{o.Value:0.00} [{o.Low:0.00}, {o.High:0.00}]";
}
