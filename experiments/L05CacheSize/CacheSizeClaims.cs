namespace HotRow.Lab;

/// <summary>The documents' claims on cache size, judged from stored numbers.</summary>
internal sealed partial class CacheSize
{
    private const string Section = "000, Solution 1";
    private const double Percentage = (double)DocumentPercent;

    // The document's 15 %, to its printed digits.
    private const double MostTransfer = 0.155;

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
        var fits = results.Where(FittedAlpha, ("part", "profile")).Where(f => double.IsFinite(f.Value)).ToArray();
        if (fits.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", fits.Select(f => $"{f["trace"].Text}: alpha {f.Value:0.00}, top 1 % {Percent(Top(results, f, Counted))} (fit {Percent(Top(results, f, LawFitted))})"));
        var bent = fits.Any(f => Math.Abs(Top(results, f, Counted) - Top(results, f, LawFitted)) > 0.05);
        var prose = results.Where(CoverageShare, ("part", "profile"), ("trace", CacheTraces.Corpus)).Any() ? "" : "; name prose with --corpus";
        return bent && fits.All(f => Math.Abs(f.Value - 1) > 0.25) ? Verdict.Contradicted(figure, "the exponent is far from 1, and no exponent fits")
            : !bent && fits.All(f => Math.Abs(f.Value - 1) <= 0.1) ? Verdict.Reproduced(figure)
            : Verdict.Depends((bent ? "the text and the ranks: one exponent does not fit head and tail" : "the text: a power law fits, with another exponent than 1") + prose, figure);
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

        var figure = $"{string.Join(", ", texts.Select(t => $"{t["trace"].Text} {Percent(t.Value)}"))}; one half needs Zipf alpha {small:0.000} (1 M rows) or {large:0.000} (10 M)";
        return texts.All(t => Math.Abs(t.Value - 0.5) <= 0.05) ? Verdict.Reproduced(figure)
            : texts.All(t => Math.Abs(t.Value - 0.5) > 0.1) ? Verdict.Contradicted(figure, "no text here is near one half")
            : Verdict.Depends("the exponent, the size of the table and the text", figure);
    }

    private static Verdict JudgeFivePercent(ResultSet results)
    {
        var hits = results.Where(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        var alphaOne = results.Value(CoverageShare, ("part", "coverage"), ("table", "N = 1 M"), ("top", "top 5 %"), ("alpha", 1.0));
        if (hits.Length == 0 || double.IsNaN(alphaOne))
        {
            return Verdict.NotRun;
        }

        var figure = $"lru, 5 % of touched rows: {string.Join(", ", hits.Select(h => $"{h["trace"].Text} {Percent(h.Value)}"))}; 5 % of 1 M pinned at alpha 1: {Percent(alphaOne)}";
        var inside = hits.Count(h => h.Value is >= 0.845 and <= 0.955);
        return inside == hits.Length ? Verdict.Reproduced(figure)
            : inside == 0 && hits.All(h => h.Value < 0.845) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the trace, and the denominator of the 5 %: the table, or the rows that are touched", figure);
    }

    private static Verdict JudgeTransfer(ResultSet results)
    {
        var unique = results.Where(UniqueHitRatio, ("part", "replay"), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        var large = results.Value(Transfer, ("table", "N = 1 M"), ("variant", "of unique rows, batch 65536"));
        if (unique.Length == 0 || double.IsNaN(large))
        {
            return Verdict.NotRun;
        }

        var left = unique.Select(u => (Trace: u["trace"].Text, OfIds: 1 - results.Value(Metrics.HitRatio, ("part", "replay"), ("trace", u["trace"]), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)), OfUnique: 1 - u.Value)).ToArray();
        var figure = $"lru leaves of ids / of unique rows: {string.Join(", ", left.Select(t => $"{t.Trace} {Percent(t.OfIds)} / {Percent(t.OfUnique)}"))}; Zipf 1: {Percent(large)} of unique";
        return left.All(t => t.OfIds > MostTransfer && t.OfUnique > MostTransfer) ? Verdict.Contradicted(figure, "by either denominator every trace leaves more")
            : left.All(t => t.OfIds <= MostTransfer && t.OfUnique <= MostTransfer) && large <= MostTransfer ? Verdict.Reproduced(figure)
            : Verdict.Depends("the denominator and the batch: deduplication alone removes the hot repeats, and of what it leaves the cache removes less", figure);
    }

    private static Verdict JudgePinning(ResultSet results)
    {
        var pairs = results.Where(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("variant", PinnedKnown))
            .Select(p => (Trace: p["trace"].Text, Pinned: p.Value, Lru: results.Value(Metrics.HitRatio, ("part", "replay"), ("percent", Percentage), ("trace", p["trace"]), ("variant", CachePolicies.Lru.Name)))).ToArray();
        if (pairs.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "hits, top 5 % pinned / lru: " + string.Join("; ", pairs.Select(p => $"{p.Trace} {Percent(p.Pinned)} / {Percent(p.Lru)}"));
        return pairs.All(p => p.Pinned >= p.Lru) ? Verdict.Reproduced(figure)
            : pairs.All(p => p.Pinned < p.Lru) ? Verdict.Contradicted(figure, "which rows are hot changes along the trace")
            : Verdict.Depends("the stability of the hot rows: where accesses are nearly independent pinning wins; where a row is used in bursts, as in reference documentation, lru wins", figure);
    }

    private static Verdict JudgeReuse(ResultSet results)
    {
        var points = results.Where(FarRowsPerId, ("far", FileTier), ("percent", Percentage), ("variant", CachePolicies.Lru.Name)).ToArray();
        if (points.Length == 0)
        {
            return Verdict.NotRun;
        }

        var rows = points.Select(p => (Trace: p["trace"].Text, Cached: p.Value, Dedup: results.Value(FarRowsPerId, ("far", FileTier), ("percent", Percentage), ("trace", p["trace"]), ("variant", DedupOnly)))).ToArray();
        if (Array.Exists(rows, r => double.IsNaN(r.Dedup)))
        {
            return Verdict.NotRun;
        }

        var figure = "rows fetched per id, no cache / dedup / lru of 5 %: " + string.Join("; ", rows.Select(r => $"{r.Trace} 1 / {r.Dedup:0.000} / {r.Cached:0.000}"));
        return rows.All(r => r.Cached < 0.9 * r.Dedup) ? Verdict.Reproduced(figure, "within a batch deduplication reuses rows without a cache; across batches only a cache does")
            : rows.All(r => r.Cached >= r.Dedup) ? Verdict.Contradicted(figure, "deduplication within the batch fetches no more rows, without a cache")
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

        var figure = $"lru of 5 % over no cache: file {Ratios(file)}; DRAM {Ratios(dram)}";
        return !file.All(s => s.Low > 1) ? file.All(s => s.High < 1) ? Verdict.Contradicted(figure) : Verdict.Depends("the trace, or the noise of this run: not before every file does the cache win clearly", figure)
            : dram.All(s => s.Low > 1) ? Verdict.Reproduced(figure)
            : Verdict.Depends(dram.All(s => s.High < 1) ? "the far tier: the cache wins before a file and loses before DRAM" : "the far tier: the cache wins before a file; before DRAM no clear gain", figure);
    }

    private static string Ratios(IEnumerable<Observation> speedups) => string.Join(", ", speedups.Select(s => $"{s["trace"].Text} {s.Low:0.00}-{s.High:0.00} x"));

    private static string Percent(double share) => $"{100 * share:0.#} %";
}
