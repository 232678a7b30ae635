namespace HotRow.Lab;

/// <summary>The verdicts of L12.</summary>
internal sealed partial class CompleteFlow
{
    private const double TwoTimes = 2;
    private const double SixtyPercent = 0.6;
    private const double Half = 0.5;

    // Of all ids: a cache that evicts too early for less than that does not thrash.
    private const double ManyOfIds = 0.1;
    private const string TooNoisy = "this run is too noisy: some intervals lie on both sides of 1";

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-two-to-three-times", "000, Impact; 001, Expected Impact", "With all three layers lookups are 2-3 times faster; judged is at least 2 times.", JudgeSpeed),
        new("000-sixty-percent-memory", "000, Impact", "With all three layers 60 % less memory is used.", JudgeMemory),
        new("000-each-layer-pays", "000, Solution and Complete Lookup Flow", "Three layers together: each of them adds to the speed of the others.", JudgeLayers),
        new("000-hierarchy-exploited", "000, Why This Works", "Matching where rows lie to how they are used makes the memory hierarchy work for the lookup.", JudgeLocality),
        new("000-useful-rows-evicted", "000, Root Cause 4", "A cache without care thrashes: it constantly evicts rows that are still useful; judged is least recently used, at least 10 % of the ids and half of the misses.", JudgeThrashing),
    ];

    private static string Said(Observation o) => FormattableString.Invariant($"{o["trace"].Text} {o.Value:0.0#}x [{o.Low:0.0#}, {o.High:0.0#}]");

    private static string Said(IEnumerable<Observation> observations) => string.Join(", ", observations.Select(Said));

    // A consumer that is two times faster has a lookup that is more so, and one that is not faster at all has none that is: the quotient of differences is needed only between them.
    private static Verdict JudgeSpeed(ResultSet results)
    {
        var all = Name(FlowLayers.All);
        var (file, memory) = (Of(results, ConsumerGain, FileTier, all), Of(results, ConsumerGain, DramTier, all));
        if (file.Length == 0 || memory.Length == 0)
        {
            return Verdict.NotRun;
        }

        var consumers = file.Concat(memory).ToArray();
        var lookups = Of(results, LookupGain, FileTier, all).Concat(Of(results, LookupGain, DramTier, all)).ToArray();
        Observation? LookupOf(Observation o) => Array.Find(lookups, l => l["trace"].Text == o["trace"].Text && l["tier"].Text == o["tier"].Text);
        string Where(IEnumerable<Observation> found) => string.Join(", ", found.Select(o => $"before {o["tier"].Text} on {o["trace"].Text}"));
        var sure = consumers.Where(o => o.Low >= TwoTimes || LookupOf(o)?.Low >= TwoTimes).ToArray();
        var surelyNot = consumers.Where(o => o.High <= 1 || LookupOf(o)?.High < TwoTimes).ToArray();
        var figure = $"the whole consumer before a file {Said(file)} (with the previous batch as a guess {Said(Of(results, ConsumerGain, FileTier, Guessed))}), before DRAM {Said(memory)}; "
            + (lookups.Length == 0 ? "its lookup alone: too noisy for a figure" : $"its lookup alone: {string.Join(", ", lookups.Select(o => $"before {o["tier"].Text} {(o.High < MostLookupGain ? Said(o) : FormattableString.Invariant($"{o["trace"].Text} at least {o.Low:0.0#}x, hidden whole in some rounds"))}"))}");
        return sure.Length == consumers.Length ? Verdict.Reproduced(figure, "at least 2 times; the document's 3 is no upper end")
            : surelyNot.Length == consumers.Length ? Verdict.Contradicted(figure)
            : sure.Length == 0 || surelyNot.Length == 0 ? Verdict.NotTestableHere("this run is too noisy: not every gain lies surely on one side of two times", figure)
            : Verdict.Depends($"the far tier and the trace: at least 2 times {Where(sure)}; surely less {Where(surelyNot)}", figure);
    }

    // Memory that is there anyway cannot be saved: before DRAM the layers only add, which is told and not judged.
    private static Verdict JudgeMemory(ResultSet results)
    {
        var all = Name(FlowLayers.All);
        var saved = results.Where(MemorySaved, ("part", "flow"), ("variant", all)).ToLookup(o => o["against"].Text == ResidentAnyway);
        var judged = saved[false].ToArray();
        if (judged.Length == 0)
        {
            return Verdict.NotRun;
        }

        static string Against(IEnumerable<Observation> found) => string.Join("; ", found.GroupBy(o => o["against"].Text)
            .Select(g => $"against {g.Key}: {string.Join(", ", g.Select(o => $"{o["trace"].Text} {(o.Value < 0 ? $"{-o.Value:0 %} more" : $"{o.Value:0 %} less")}"))}"));
        var near = results.Where(NearBytes, ("part", "flow"), ("variant", all)).ToArray();
        var figure = $"before a file {Against(judged)}" + (saved[true].Any() ? $"; before DRAM, not judged, {Against(saved[true])}" : "")
            + $"; near bytes: {string.Join(", ", near.Select(o => $"{o["trace"].Text} before {o["tier"].Text} {o.Value / 1e6:0.0} MB"))}";
        var enough = judged.Where(o => o.Value >= SixtyPercent).ToArray();
        return enough.Length == judged.Length ? Verdict.Reproduced(figure)
            : enough.Length == 0 ? Verdict.Contradicted(figure)
            : Verdict.Depends($"what it is compared with: 60 % less {string.Join(", ", enough.Select(o => $"than {o["against"].Text} on {o["trace"].Text}"))}", figure);
    }

    private static Verdict JudgeLayers(ResultSet results)
    {
        var gains = results.Where(LayerGain, ("part", "flow"), ("tier", FileTier)).ToArray();
        if (gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "before a file, one more layer: " + string.Join("; ", gains.GroupBy(o => o.Variant).Select(g => $"{g.Key} {Said(g)}"));
        return gains.All(o => o.Low > 1) ? Verdict.Reproduced(figure)
            : gains.All(o => o.High <= 1) ? Verdict.Contradicted(figure)
            : !gains.Any(o => o.Low > 1) || !gains.Any(o => o.High <= 1) ? Verdict.NotTestableHere(TooNoisy, figure)
            : Verdict.Depends($"what the layers before have left: surely not faster are {string.Join(", ", gains.Where(o => o.High <= 1).Select(o => $"{o.Variant} on {o["trace"].Text}"))}", figure);
    }

    private static Verdict JudgeLocality(ResultSet results)
    {
        var (file, memory) = (Of(results, LayerGain, FileTier, "cache"), Of(results, LayerGain, DramTier, "cache"));
        if (file.Length == 0 || memory.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"a cache of hot rows in DRAM, beside dedup alone: before a file {Said(file)}, before DRAM {Said(memory)}";
        var (nearer, same) = (file.All(o => o.Low > 1), memory.All(o => o.Low > 1));
        return nearer && same ? Verdict.Reproduced(figure)
            : nearer && memory.Any(o => o.High <= 1) ? Verdict.Depends("a tier that is really nearer: a copy in the same tier is not faster", figure)
            : file.All(o => o.High <= 1) ? Verdict.Contradicted(figure)
            : file.Any(o => o.Low > 1) && file.Any(o => o.High <= 1) ? Verdict.Depends($"the trace: before a file it is faster on {string.Join(", ", file.Where(o => o.Low > 1).Select(o => o["trace"].Text))}", figure)
            : Verdict.NotTestableHere(TooNoisy, figure);
    }

    private static Verdict JudgeThrashing(ResultSet results)
    {
        // Rows that were there before and are gone: what a cache of that size evicted too early, by least recently used.
        var traces = results.Where(MissShare, ("variant", CachePolicies.Lru.Name)).GroupBy(o => o["trace"].Text)
            .Select(g => (Trace: g.Key, All: g.Sum(o => o.Value), Evicted: g.Where(o => o["reason"].Text != "compulsory").Sum(o => o.Value)))
            .Where(t => t.All > 0).ToArray();
        if (traces.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "lru, 5 % of the table's rows: " + string.Join("; ", traces.Select(t => $"{t.Trace} misses {t.All:0.0 %} of the ids, {t.Evicted / t.All:0 %} of that rows that had been there ({t.Evicted:0.0 %} of the ids)"));
        var thrashing = traces.Where(t => t.Evicted >= ManyOfIds && t.Evicted / t.All >= Half).ToArray();
        return thrashing.Length == traces.Length ? Verdict.Reproduced(figure)
            : thrashing.Length == 0 ? Verdict.Contradicted(figure, "most misses are first uses, or rows evicted too early are less than 10 % of the ids")
            : Verdict.Depends($"the trace: it thrashes on {string.Join(", ", thrashing.Select(t => t.Trace))}", figure);
    }
}
