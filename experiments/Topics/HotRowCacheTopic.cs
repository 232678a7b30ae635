namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>02: a hot-row cache.</summary>
    public static readonly Topic HotRowCache = Add(new()
    {
        Name = "02-hot-row-cache",
        Title = "A hot-row cache",
        Documents = "000, solution 1; 001, GPU-aware caching",
        Question = "Your embedding table is far larger than the fast memory. Would you keep the hot rows in a cache? How large must it be, and what does it buy?",
        WrongAnswer = "\"Language follows Zipf's law, so a cache of 5 % of the rows hits 90 % of the time and makes lookups ten times faster.\" "
            + "It tempts because the skew is real, because one rule of thumb fits every table, and because a hit ratio looks like a speed.",
        Says = """
            - Document 000: keep frequently used rows in GPU memory. Language follows Zipf's law, P(rank r) ∝ 1/r. The top 1 % of the tokens cover about 50 % of the occurrences. A cache of 5 % of the vocabulary hits 85-95 %. What is still transferred is 5-15 % of the original.
            - Document 001: preload frequently used rows, maintain a hot-row cache, and so repeat fewer transfers from CPU to GPU.
            """,
        Prediction = """
            - The two figures are not one Zipf law. Where the top 1 % takes one half, the closed form gives the top 5 % about 64 %.
            - Text repeats a rare word within a short stretch. A cache that follows the recent past should beat a fixed set of popular rows there. On independent draws it should be the other way round.
            - Time is hits at the near tier's speed plus misses at the far tier's. From 85 % to 95 % hits the misses fall to a third, so before a slow tier the time should too.
            - Before main memory, a cache in main memory should buy nothing: a hit copies as many bytes from the same tier, and finding its slot comes on top.
            """,
        Experiments = [Experiments.CacheSize, Experiments.HitRatioIsNotSpeed, Experiments.CurveFromSample],
        Why = HotRowCacheTexts.Why,
        Answer = HotRowCacheTexts.Answer,
        FollowUps = HotRowCacheTexts.FollowUps,
    });
}

/// <summary>The texts of topic 02 that hold numbers of a run.</summary>
internal static class HotRowCacheTexts
{
    private const double Five = (double)CacheSize.DocumentPercent;

    /// <summary>What is asked next.</summary>
    public static IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new("Which eviction policy would you take?", f =>
            $"It depends on the trace. On `docs-unique` LRU reaches {OfOptimum(f, CacheTraces.DocsUnique, CachePolicies.Lru)} of the hits of Belady's optimum and S3-FIFO {OfOptimum(f, CacheTraces.DocsUnique, CachePolicies.S3Fifo)}; "
            + $"on independent Zipf draws they reach {OfOptimum(f, CacheTraces.Zipf, CachePolicies.Lru)} and {OfOptimum(f, CacheTraces.Zipf, CachePolicies.S3Fifo)}. Replay your own trace through a few of them: that takes seconds."),
        new("Why not simply pin the most popular rows?", f =>
            $"Pinning needs no bookkeeping, and where accesses are independent no cache that decides without the future beats the right fixed set. But a fixed set cannot follow bursts. With hindsight it hits {Hits(f, CacheTraces.DocsUnique, CacheSize.PinnedKnown)} on `docs-unique`, LRU {Hits(f, CacheTraces.DocsUnique, CachePolicies.Lru.Name)}; "
            + $"chosen from the first tenth of the trace, as one must in practice, it hits {Hits(f, CacheTraces.DocsUnique, CachePolicies.StaticHot.Name)}, that tenth counted as missed."),
        new("The hit ratio is 95 %, and the service is no faster. Why?", f =>
            "Ask three things. Is the far tier really slower than the near one? Were the hits only repeats within a batch, which deduplication serves without a cache? And how large is the lookup's share of a request? "
            + $"On `docs-unique` LRU hits {Hits(f, CacheTraces.DocsUnique, CachePolicies.Lru.Name)} of the ids, but {UniqueHits(f)} of the distinct rows that are left after deduplication."),
        new("How do you find the right size without trying every size?", f =>
            "Count for each access how many distinct rows were used since the row's last use: an LRU cache larger than that number would have hit. One pass gives the whole curve. "
            + $"A sample of a hundredth of the rows gave it with a mean error of {Phrase.Of(CurveError(f), "")} on `docs-trigram`, at {CurveGain(f)} the speed of the exact pass."),
    ];

    /// <summary>The mechanism.</summary>
    public static string Why(Findings f) => string.Join("\n\n",
        $"**A few rows get most of the accesses.** In `docs-unique` the top 1 % of the touched rows take {Top(f, "top 1 %")} of the accesses, the top 5 % {Top(f, "top 5 %")}. A cache lives on that skew. "
            + "But the document's two figures are two different skews: by the closed form for 1 M rows, an exponent that gives the top 1 % one half gives the top 5 % about 64 %, not 85-95 %.",
        $"**The order of the accesses counts too.** An LRU cache of 5 % of the touched rows hits {Hits(f, CacheTraces.DocsUnique, CachePolicies.Lru.Name)} on the text and {Hits(f, CacheTraces.Zipf, CachePolicies.Lru.Name)} on independent Zipf draws. "
            + "A text uses a rare word several times in a row and then drops it: after the first use the row is there for the next ones. Independent draws have no such bursts. "
            + $"The best fixed set, chosen with hindsight, hits {Hits(f, CacheTraces.DocsUnique, CacheSize.PinnedKnown)} on the text and {Hits(f, CacheTraces.Zipf, CacheSize.PinnedKnown)} on the draws. Belady's rule, which knows the future, is the ceiling: {Hits(f, CacheTraces.DocsUnique, CachePolicies.Belady.Name)} and {Hits(f, CacheTraces.Zipf, CachePolicies.Belady.Name)}.",
        "**Time follows the misses, not the hits.** A hit is a copy within memory, a miss a read from the far tier, and their times add up. From 85 % to 95 % hits the misses fall to a third. "
            + $"Before a file with 32 reads in flight that made the lookup {SpeedGain(f, "85 % to 95 %")} as fast{AgainstGain(f)}; from 95 % to 99 % it became {SpeedGain(f, "95 % to 99 %")} as fast again. "
            + $"The mean of the two speeds promises {AtNinetyFive(f, "arithmetic (wrong)")} at 95 % hits; {AtNinetyFive(f, "measured, 32 reads in flight")} came out{Phrase.Side(AtNinetyFiveValue(f, "arithmetic (wrong)") / AtNinetyFiveValue(f, "measured, 32 reads in flight"), 1, ", because times add up and speeds do not", "")}.",
        $"**The far tier decides whether it pays.** On `docs-unique` the cache of 5 % ran at {SpeedUp(f, CacheSize.FileTier)} the speed of no cache before a file{AgainstFile(f)}, and at {SpeedUp(f, CacheSize.DramTier)} before main memory{BeforeMemory(f)}. "
            + $"Without a cache a row takes {Row(f, CacheSize.FileTier)} from the file and {Row(f, CacheSize.DramTier)} from memory: a hit can save the difference between the tiers, and before memory there is none. It copies from memory too, and finding its slot comes on top.",
        $"**Repeats within a batch need no cache.** Only {UniqueShare(f)} of the ids in a batch of 1,000 are distinct. Reading each row once removes the other ids. Of the distinct rows the cache then serves {UniqueHits(f)}, of all ids {Hits(f, CacheTraces.DocsUnique, CachePolicies.Lru.Name)}: the difference is repeats that no cache was needed for.");

    /// <summary>The sixty-second answer.</summary>
    public static string Answer(Findings f) => Phrase.Say(
        "Yes, if the far tier is really slower, and I would size it by misses, not by a rule of thumb. A hit costs near time, a miss far time, and the times add up.",
        Phrase.Or(
            $"On our text an LRU cache of 5 % of the touched rows hits {Hits(f, CacheTraces.DocsUnique, CachePolicies.Lru.Name)}, on independent Zipf draws {Hits(f, CacheTraces.Zipf, CachePolicies.Lru.Name)}. So \"5 % gives 85 to 95 %\" describes a trace, not a law.",
            "\"5 % gives 85 to 95 %\" describes a trace, not a law."),
        $"Before a file the text's lookups ran at {SpeedUpShort(f, CacheSize.FileTier)} the speed of no cache{AgainstFile(f)}, before main memory at {SpeedUpShort(f, CacheSize.DramTier)}{BeforeMemoryShort(f)}.",
        Phrase.Or(
            $"The misses count: 95 % hits instead of 85 % leave a third of them, and before the file that ran at {GainShort(f)} the speed{AgainstGain(f)}.",
            "The misses count: 95 % hits instead of 85 % leave a third of them."),
        "First I remove repeats within a batch, which needs no cache. Then I draw the miss-ratio curve of my own trace, for which a sample is enough, and add slots until it goes flat. The policy comes last: I replay a few.");

    private static string Hits(Findings f, string trace, string policy) =>
        Phrase.Percent(f.Value(Experiments.CacheSize, Metrics.HitRatio, ("part", "replay"), ("trace", trace), ("percent", Five), ("variant", policy)));

    private static string OfOptimum(Findings f, string trace, CachePolicyInfo policy) =>
        Phrase.Percent(f.Value(Experiments.CacheSize, CacheSize.ShareOfBelady, ("part", "replay"), ("trace", trace), ("percent", Five), ("variant", policy.Name)));

    private static string UniqueHits(Findings f) =>
        Phrase.Percent(f.Value(Experiments.CacheSize, CacheSize.UniqueHitRatio, ("part", "replay"), ("trace", CacheTraces.DocsUnique), ("percent", Five), ("variant", CachePolicies.Lru.Name)));

    private static string UniqueShare(Findings f) =>
        Phrase.Percent(f.Value(Experiments.CacheSize, CacheSize.UniqueShare, ("part", "replay"), ("trace", CacheTraces.DocsUnique), ("percent", Five)));

    private static string Top(Findings f, string top) =>
        Phrase.Percent(f.Value(Experiments.CacheSize, CacheSize.CoverageShare, ("part", "profile"), ("trace", CacheTraces.DocsUnique), ("top", top), ("variant", CacheSize.Counted)));

    private static (string Name, ParameterValue Value)[] Tier(string far) =>
        [("part", "tier"), ("trace", CacheTraces.DocsUnique), ("percent", Five), ("far", far), ("variant", CachePolicies.Lru.Name)];

    private static string SpeedUp(Findings f, string far) => f.Number(Experiments.CacheSize, Metrics.Speedup, Tier(far));

    private static string SpeedUpShort(Findings f, string far) => Phrase.Times(f.Value(Experiments.CacheSize, Metrics.Speedup, Tier(far)));

    private static string AgainstFile(Findings f) => Phrase.Unexpected(f.Of(Experiments.CacheSize).Single(Metrics.Speedup, Tier(CacheSize.FileTier)), above: true);

    private static string AgainstGain(Findings f) =>
        Phrase.Unexpected(f.Of(Experiments.HitRatioIsNotSpeed).Single(HitRatioIsNotSpeed.Gain, Gained("85 % to 95 %")), above: true);

    private static string Row(Findings f, string far) => Phrase.Of(
        f.Value(Experiments.CacheSize, CacheSize.EffectiveNs, ("part", "tier"), ("percent", Five), ("place", $"{far}, {CacheTraces.DocsUnique}"), ("variant", CacheSize.NoCache)), "ns");

    private static string BeforeMemory(Findings f) => Phrase.Side(
        f.Of(Experiments.CacheSize).Single(Metrics.Speedup, Tier(CacheSize.DramTier)), ", a gain that only the processor's own caches can have given", ", a loss", ", no clear difference");

    private static string BeforeMemoryShort(Findings f) => Phrase.Side(
        f.Of(Experiments.CacheSize).Single(Metrics.Speedup, Tier(CacheSize.DramTier)), ", where only the processor's own caches can have helped", ": there a hit is a copy from memory too", ": there a hit is a copy from memory too");

    private static (string Name, ParameterValue Value)[] Gained(string step) => [("part", "measured"), ("depth", 32), ("variant", step)];

    private static string SpeedGain(Findings f, string step) => f.Number(Experiments.HitRatioIsNotSpeed, HitRatioIsNotSpeed.Gain, Gained(step));

    private static string GainShort(Findings f) => Phrase.Times(f.Value(Experiments.HitRatioIsNotSpeed, HitRatioIsNotSpeed.Gain, Gained("85 % to 95 %")));

    private static double AtNinetyFiveValue(Findings f, string variant) =>
        f.Value(Experiments.HitRatioIsNotSpeed, HitRatioIsNotSpeed.EffectiveGBps, ("part", "measured"), ("depth", 32), ("hit-ratio", 0.95), ("variant", variant));

    private static string AtNinetyFive(Findings f, string variant) => Phrase.Of(AtNinetyFiveValue(f, variant), "GB/s");

    private static double CurveError(Findings f) => f.Value(
        Experiments.CurveFromSample, CurveFromSample.Error,
        ("part", "curve"), ("trace", "docs-trigram"), ("variant", "lru"), ("rate", CurveFromSample.MainRate), ("grid", CurveFromSample.AlikeGrid));

    private static string CurveGain(Findings f) => Phrase.Number(
        f, Experiments.CurveFromSample, CurveFromSample.Gain, ("part", "curve"), ("trace", "docs-trigram"), ("variant", CurveFromSample.OverDistances));
}
