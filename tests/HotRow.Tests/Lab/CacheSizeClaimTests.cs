using HotRow.Lab;

namespace HotRow.Tests;

public sealed class CacheSizeClaimTests
{
    [Theory]
    [InlineData(0.10, 0.12, 0.14, VerdictKind.Reproduced)]
    [InlineData(0.10, 0.30, 0.51, VerdictKind.Depends)]
    [InlineData(0.20, 0.30, 0.51, VerdictKind.Contradicted)]
    public void Transfer_ByWhatIsLeft_IsJudgedByBothDenominators(double ofIds, double ofUnique, double zipf, VerdictKind expected)
    {
        var at = new Parameters { { "part", "replay" }, { "trace", "a" }, { "percent", 5.0 } };
        var results = new DoctoredResults()
            .Add(CacheSize.Transfer, new() { { "table", "N = 1 M" } }, "of unique rows, batch 65536", zipf)
            .Add(CacheSize.UniqueHitRatio, at, "lru", 1 - ofUnique)
            .Add(Metrics.HitRatio, at, "lru", 1 - ofIds);

        Assert.Equal(expected, results.Judge(Experiments.CacheSize, "000-effective-transfer"));
    }

    [Theory]
    [InlineData(0.48, 0.52, VerdictKind.Reproduced)]
    [InlineData(0.48, 0.75, VerdictKind.Depends)]
    [InlineData(0.70, 0.75, VerdictKind.Contradicted)]
    public void TopPercent_ByTexts_IsAboutHalfOrNot(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (table, alpha) in new[] { ("N = 1 M", 0.89), ("N = 10 M", 0.87) })
        {
            results.Add(CacheSize.NeededAlpha, new() { { "table", table }, { "top", "top 1 %" } }, "", alpha);
        }

        foreach (var (trace, share) in new[] { ("a", first), ("b", second) })
        {
            results.Add(CacheSize.CoverageShare, new() { { "part", "profile" }, { "trace", trace }, { "top", "top 1 %" } }, "counted", share);
        }

        Assert.Equal(expected, results.Judge(Experiments.CacheSize, "000-top-1-percent"));
    }

    [Theory]
    [InlineData(0.3, VerdictKind.Reproduced)]
    [InlineData(0.38, VerdictKind.Depends)]
    [InlineData(0.41, VerdictKind.Contradicted)]
    public void Reuse_AgainstDeduplication_CanFail(double cached, VerdictKind expected)
    {
        var at = new Parameters { { "part", "tier" }, { "far", "file" }, { "trace", "a" }, { "percent", 5.0 } };
        var results = new DoctoredResults().Add(CacheSize.FarRowsPerId, at, "lru", cached).Add(CacheSize.FarRowsPerId, at, "dedup only", 0.4);

        Assert.Equal(expected, results.Judge(Experiments.CacheSize, "001-reuse-needs-a-cache"));
    }

    [Theory]
    [InlineData(5, 2, 0.1, VerdictKind.Reproduced)]
    [InlineData(5, 0.5, 0.1, VerdictKind.Depends)]
    [InlineData(1.05, 2, 0.1, VerdictKind.Depends)]
    [InlineData(0.8, 0.5, 0.1, VerdictKind.Contradicted)]
    public void Tiers_ByIntervals_NotByPointValues(double file, double dram, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (far, speedup) in new[] { ("file", file), ("DRAM", dram) })
        {
            results.Add(Metrics.Speedup, new() { { "part", "tier" }, { "far", far }, { "trace", "a" }, { "percent", 5.0 } }, "lru", speedup, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.CacheSize, "000-hot-rows-resident"));
    }

    [Theory]
    [InlineData("corpus", 1.03, VerdictKind.Reproduced)]
    [InlineData("corpus", 1.2, VerdictKind.Depends)]
    [InlineData("docs", 1.2, VerdictKind.Depends)]
    public void Zipf_WithTheUsersText_IsJudgedOnItAndDoesNotAskForOne(string trace, double alpha, VerdictKind expected)
    {
        var at = new Parameters { { "part", "profile" }, { "trace", trace } };
        var results = new DoctoredResults().Add(CacheSize.FittedAlpha, at, "", alpha);
        foreach (var variant in new[] { "counted", "Zipf at the fitted alpha" })
        {
            results.Add(CacheSize.CoverageShare, at.With(new() { { "top", "top 1 %" } }), variant, 0.7);
        }

        var verdict = results.Verdict(Experiments.CacheSize, "000-zipf-exponent-1");

        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(trace == "docs", verdict.Reason.Contains("--corpus", StringComparison.Ordinal));
    }

    // Batches of 4: warmed by 0 1 2 3, then the window 0 0 4 4 | 1 1 1 1. Dedup fetches 2 + 1 of 8 rows. LRU of all rows misses the 4 once.
    [Fact]
    public void MissesPerId_OverTheWindowAfterTheWarmUp_AreCountedExactly()
    {
        var trace = new MemoryTrace("t", 5, new[] { 0, 1, 2, 3, 0, 0, 4, 4, 1, 1, 1, 1 }, 4);

        var misses = CacheSize.MissesPerId(trace, capacity: 5, rowCount: 5, warmBatches: 1, seed: 1).ToDictionary(m => m.Contender, m => m.PerId);

        Assert.Equal(1, misses["no cache"]);
        Assert.Equal(3 / 8.0, misses["dedup only"]);
        Assert.Equal(1 / 8.0, misses["lru"], 1e-12);
    }
}
