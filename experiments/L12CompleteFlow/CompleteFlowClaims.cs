namespace HotRow.Lab;

/// <summary>The verdicts of L12.</summary>
internal sealed partial class CompleteFlow
{
    private const double TwoTimes = 2;
    private const double SixtyPercent = 0.6;
    private const double Half = 0.5;
    private const string TooNoisy = "this run is too noisy: no interval lies on one side of 1";

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-two-to-three-times", "000, Impact; 001, Expected Impact", "With all three layers lookups are 2-3 times faster.", JudgeSpeed),
        new("000-sixty-percent-memory", "000, Impact", "With all three layers 60 % less memory is used.", JudgeMemory),
        new("000-each-layer-pays", "000, Solution and Complete Lookup Flow", "Three layers together: each of them adds to the speed of the others.", JudgeLayers),
        new("000-hierarchy-exploited", "000, Why This Works", "Matching where rows lie to how they are used makes the memory hierarchy work for the lookup.", JudgeLocality),
        new("000-useful-rows-evicted", "000, Root Cause 4", "A cache without care thrashes: it constantly evicts rows that are still useful.", JudgeThrashing),
    ];

    private static string Said(Observation o) => FormattableString.Invariant($"{o["trace"].Text} {o.Value:0.0#}x [{o.Low:0.0#}, {o.High:0.0#}]");

    private static string Said(IEnumerable<Observation> observations) => string.Join(", ", observations.Select(Said));

    private static Verdict JudgeSpeed(ResultSet results)
    {
        var all = Name(FlowLayers.All);
        var (file, memory) = (Of(results, LookupGain, FileTier, all), Of(results, LookupGain, DramTier, all));
        if (file.Length == 0 || memory.Length == 0)
        {
            var (fileRan, memoryRan) = (Of(results, ConsumerGain, FileTier, all).Length > 0, Of(results, ConsumerGain, DramTier, all).Length > 0);
            return fileRan && memoryRan ? Verdict.NotTestableHere("this run is too noisy: computing alone took as long as computing and looking up") : Verdict.NotRun;
        }

        var figure = $"the lookup before a file {Said(file)} (with the previous batch as a guess {Said(Of(results, LookupGain, FileTier, Guessed))}); before DRAM {Said(memory)}; "
            + $"the whole consumer before a file {Said(Of(results, ConsumerGain, FileTier, all))}, before DRAM {Said(Of(results, ConsumerGain, DramTier, all))}";
        var both = file.Concat(memory).ToArray();
        var (surely, surelyNot) = (both.Count(o => o.Low >= TwoTimes), both.Count(o => o.High < TwoTimes));
        return surely == both.Length ? Verdict.Reproduced(figure)
            : surelyNot == both.Length ? Verdict.Contradicted(figure)
            : surely == 0 || surelyNot == 0 ? Verdict.NotTestableHere("this run is too noisy: some intervals lie on both sides of two times", figure)
            : Verdict.Depends("the far tier and the computation beside it: where a row is a read and the next batch is known, yes; where the far tier is memory itself, layers only copy once more", figure);
    }

    private static Verdict JudgeMemory(ResultSet results)
    {
        var all = Name(FlowLayers.All);
        var saved = results.Where(MemorySaved, ("part", "flow"), ("variant", all)).ToArray();
        if (saved.Length == 0)
        {
            return Verdict.NotRun;
        }

        var near = results.Where(NearBytes, ("part", "flow"), ("variant", all)).ToArray();
        var figure = string.Join("; ", saved.GroupBy(o => o["against"].Text).Select(g => $"against {g.Key}: {string.Join(", ", g.Select(o => $"{o["trace"].Text} {(o.Value < 0 ? $"{-o.Value:0 %} more" : $"{o.Value:0 %} less")}"))}"))
            + $"; near bytes: {string.Join(", ", near.Select(o => $"{o["trace"].Text} before {o["tier"].Text} {o.Value / 1e6:0.0} MB"))}";
        return saved.All(o => o.Value >= SixtyPercent) ? Verdict.Reproduced(figure)
            : saved.All(o => o.Value < SixtyPercent) ? Verdict.Contradicted(figure)
            : Verdict.Depends("what it is compared with: much less than a resident table, more than reading each row when it is wanted, which holds nothing", figure);
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
            : gains.All(o => o.Low <= 1) ? Verdict.NotTestableHere(TooNoisy, figure)
            : Verdict.Depends($"what the layers before have left: not surely faster are {string.Join(", ", gains.Where(o => o.Low <= 1).Select(o => $"{o.Variant} on {o["trace"].Text}"))}", figure);
    }

    private static Verdict JudgeLocality(ResultSet results)
    {
        var (file, memory) = (Of(results, LayerGain, FileTier, "cache"), Of(results, LayerGain, DramTier, "cache"));
        if (file.Length == 0 || memory.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"a cache of hot rows in DRAM, beside dedup alone: before a file {Said(file)}, before DRAM {Said(memory)}";
        var (nearer, same) = (file.Count(o => o.Low > 1), memory.All(o => o.Low > 1));
        return nearer == file.Length && same ? Verdict.Reproduced(figure)
            : nearer == file.Length ? Verdict.Depends("a tier that is really nearer: a copy in the same tier is not surely faster", figure)
            : nearer > 0 ? Verdict.Depends($"the trace: before a file it is surely faster only on {string.Join(", ", file.Where(o => o.Low > 1).Select(o => o["trace"].Text))}", figure)
            : file.All(o => o.High <= 1) ? Verdict.Contradicted(figure)
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

        var figure = "lru, 5 % of the table's rows: " + string.Join("; ", traces.Select(t => $"{t.Trace} misses {t.All:0.0 %} of the ids, {t.Evicted / t.All:0 %} of that rows that had been there"));
        return traces.All(t => t.Evicted / t.All >= Half) ? Verdict.Reproduced(figure)
            : traces.All(t => t.Evicted / t.All < Half) ? Verdict.Contradicted(figure, "most misses are first uses")
            : Verdict.Depends("the trace", figure);
    }
}
