namespace HotRow.Lab;

/// <summary>The documents' claims on cache size, judged from stored numbers.</summary>
internal sealed partial class CacheSize
{
    private const string Section = "000, Solution 1";
    private const double Percentage = (double)DocumentPercent;

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-zipf-exponent-1", Section, "Natural language follows Zipf's law with P(rank r) proportional to 1/r.", JudgeZipf),
        new("000-top-1-percent", Section, "The top 1 % of the tokens cover about 50 % of the occurrences.", JudgeTopPercent),
        new("000-cache-of-5-percent", Section, "A cache of 5 % of the vocabulary has a hit rate of 85-95 %.", JudgeFivePercent),
        new("000-effective-transfer", Section, "With that cache the effective transfer is 5-15 % of the original.", JudgeTransfer),
        new("001-reuse-needs-a-cache", "001, Root Cause and GPU-Aware Caching", "Without a cache hot rows are not reused; a hot-row cache reduces repeated transfers.", JudgeReuse),
        new("000-pin-the-top-5-percent", "000, Why This Works", "The hot data is the top 5 % of the tokens: keep these always in the fast tier.", JudgePinning),
        new("000-hot-rows-resident", Section, "Keeping frequently used rows in fast memory makes lookups faster.", JudgeTiers),
    ];

    private static Verdict JudgeZipf(ResultSet results)
    {
        var fits = results.Where(FittedAlpha, ("part", "profile")).ToArray();
        if (fits.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", fits.Select(f => $"{f["trace"].Text}: alpha {f.Value:0.00}, top 1 % covers {Percent(Top(results, f, Counted))} (the fitted law {Percent(Top(results, f, LawFitted))}, 1/r {Percent(Top(results, f, LawOfOne))})"));
        var bent = fits.Any(f => Math.Abs(Top(results, f, Counted) - Top(results, f, LawFitted)) > 0.05);
        return bent && fits.All(f => Math.Abs(f.Value - 1) > 0.25) ? Verdict.Contradicted(figure, "the exponent is far from 1, and no exponent fits")
            : !bent && fits.All(f => Math.Abs(f.Value - 1) <= 0.1) ? Verdict.Reproduced(figure)
            : Verdict.Depends(bent ? "the text and the ranks: one exponent does not fit head and tail" : "the text: a power law fits, but reference documentation is steeper than 1/r; name prose with --corpus", figure);
    }

    private static double Top(ResultSet results, Observation profile, string variant) =>
        results.Value(CoverageShare, ("part", "profile"), ("trace", profile["trace"]), ("top", "top 1 %"), ("variant", variant));

    private static Verdict JudgeTopPercent(ResultSet results)
    {
        var texts = results.Where(CoverageShare, ("part", "profile"), ("top", "top 1 %"), ("variant", Counted)).ToArray();
        var (small, large) = (results.Value(NeededAlpha, ("table", "N = 1 M"), ("top", "top 1 %")), results.Value(NeededAlpha, ("table", "N = 10 M"), ("top", "top 1 %")));
        if (texts.Length == 0 || double.IsNaN(small + large))
        {
            return Verdict.NotRun;
        }

        var figure = $"Zipf needs alpha {small:0.000} (1 M rows) or {large:0.000} (10 M); alpha 1 gives {Percent(results.Value(CoverageShare, ("part", "coverage"), ("table", "N = 1 M"), ("top", "top 1 %"), ("alpha", 1.0)))}; "
            + string.Join(", ", texts.Select(t => $"{t["trace"].Text} {Percent(t.Value)}"));
        return texts.All(t => Math.Abs(t.Value - 0.5) <= 0.05) ? Verdict.Reproduced(figure) : Verdict.Depends("the exponent, the size of the table and the text", figure);
    }

    private static Verdict JudgeFivePercent(ResultSet results)
    {
        var hits = results.Where(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        var (at85, at95) = (results.Value(NeededAlpha, ("table", "N = 1 M"), ("covers", 0.85)), results.Value(NeededAlpha, ("table", "N = 1 M"), ("covers", 0.95)));
        if (hits.Length == 0 || double.IsNaN(at85 + at95))
        {
            return Verdict.NotRun;
        }

        var alphaOne = results.Value(CoverageShare, ("part", "coverage"), ("table", "N = 1 M"), ("top", "top 5 %"), ("alpha", 1.0));
        var figure = $"lru at 5 % of touched rows: {string.Join(", ", hits.Select(h => $"{h["trace"].Text} {Percent(h.Value)}"))}; 5 % of 1 M table rows pinned: {Percent(alphaOne)} at alpha 1, 85-95 % needs alpha {at85:0.000}-{at95:0.000}";
        var inside = hits.Count(h => h.Value is >= 0.845 and <= 0.955);
        return inside == hits.Length ? Verdict.Reproduced(figure)
            : inside == 0 && hits.All(h => h.Value < 0.845) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the trace, and whether 5 % is meant of the table or of the rows that are touched", figure);
    }

    private static Verdict JudgeTransfer(ResultSet results)
    {
        var unique = results.Where(UniqueHitRatio, ("part", "replay"), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        var total = results.Value(Transfer, ("table", "N = 1 M"), ("variant", "of total ids"));
        var (small, large) = (Fetched(results, 1_000), Fetched(results, 65_536));
        if (unique.Length == 0 || double.IsNaN(total + small + large))
        {
            return Verdict.NotRun;
        }

        var texts = unique.Select(u => (Trace: u["trace"].Text, OfIds: 1 - results.Value(Metrics.HitRatio, ("part", "replay"), ("trace", u["trace"]), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)), OfUnique: 1 - u.Value)).ToArray();
        var figure = $"Zipf alpha 1, 1 M rows, 5 % pinned: {Percent(total)} of total ids, {Percent(small)} of the unique rows of 1,000 ids, {Percent(large)} of 65,536; lru: "
            + string.Join(", ", texts.Select(t => $"{t.Trace} {Percent(t.OfIds)} of ids, {Percent(t.OfUnique)} of unique rows"));
        return texts.All(t => t.OfIds <= 0.155 && t.OfUnique <= 0.155) && large <= 0.155 ? Verdict.Reproduced(figure)
            : Verdict.Depends("the denominator and the batch: deduplication alone already removes the hot repeats, so of what it leaves the cache removes less", figure);
    }

    private static double Fetched(ResultSet results, int batch) => results.Value(Transfer, ("table", "N = 1 M"), ("variant", $"of unique rows, batch {batch}"));

    private static Verdict JudgePinning(ResultSet results)
    {
        var pairs = results.Where(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("variant", PinnedKnown))
            .Select(p => (Trace: p["trace"].Text, Pinned: p.Value, Lru: results.Value(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("trace", p["trace"]), ("variant", CachePolicies.Lru.Name)))).ToArray();
        if (pairs.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "hits with the most used 5 % of the whole trace pinned, and with lru of 5 %: " + string.Join("; ", pairs.Select(p => $"{p.Trace} {Percent(p.Pinned)}, {Percent(p.Lru)}"));
        return pairs.All(p => p.Pinned >= p.Lru) ? Verdict.Reproduced(figure)
            : pairs.All(p => p.Pinned < p.Lru) ? Verdict.Contradicted(figure, "which rows are hot changes along the trace")
            : Verdict.Depends("whether the hot rows stay the same: where accesses are nearly independent pinning wins; where a row is used in bursts, as in reference documentation, lru wins", figure);
    }

    private static Verdict JudgeReuse(ResultSet results)
    {
        var points = results.Where(FarRowsPerId, ("far", FileTier), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        if (points.Length == 0)
        {
            return Verdict.NotRun;
        }

        var rows = points.Select(p => (Trace: p["trace"].Text, Cached: p.Value, Dedup: results.Value(FarRowsPerId, ("far", FileTier), ("percent", Percentage), ("trace", p["trace"]), ("variant", DedupOnly)))).ToArray();
        var figure = "rows fetched per id without, with dedup, with lru of 5 %: " + string.Join("; ", rows.Select(r => $"{r.Trace} 1, {r.Dedup:0.000}, {r.Cached:0.000}"));
        return rows.All(r => r.Cached < 0.9 * r.Dedup)
            ? Verdict.Reproduced(figure, "within a batch deduplication reuses rows too, without a cache; across batches only a cache does")
            : Verdict.Depends("the trace: where batches share little, deduplication within them already does most of it", figure);
    }

    private static Verdict JudgeTiers(ResultSet results)
    {
        var speedups = results.Where(Metrics.Speedup, ("part", "tier"), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        var file = speedups.Where(s => s["far"].Text == FileTier).ToArray();
        var dram = speedups.Where(s => s["far"].Text == DramTier).ToArray();
        if (file.Length == 0 || dram.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"lru of 5 % over no cache: {Ratios(file)} before a file; {Ratios(dram)} before DRAM";
        return dram.All(s => s.Value < 1) && file.All(s => s.Value > 1) ? Verdict.Depends("the far tier: the cache wins where misses are slow and loses where the far tier is as fast as the near one", figure)
            : file.All(s => s.Value > 1) ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure);
    }

    private static string Ratios(IEnumerable<Observation> speedups) => string.Join(", ", speedups.Select(s => $"{s["trace"].Text} {s.Value:0.00} x [{s.Low:0.00}, {s.High:0.00}]"));

    private static string Percent(double share) => $"{100 * share:0.0} %";
}
