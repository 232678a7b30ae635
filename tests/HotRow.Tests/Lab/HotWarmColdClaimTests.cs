using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HotWarmColdClaimTests
{
    [Theory]
    [InlineData(0.005, 0.009, VerdictKind.Reproduced)]
    [InlineData(0.083, 0.06, VerdictKind.Contradicted)]
    [InlineData(0.083, 0.012, VerdictKind.Depends)]
    [InlineData(0.005, 0.5, VerdictKind.Depends)]
    public void Rare_ByShareOfAccesses_IsJudged(double law, double text, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(HotWarmCold.TierShare, new() { { "part", "computed" }, { "tier", "cold" }, { "table", "N = 10 M" }, { "alpha", 1.0 } }, HotWarmCold.OfAccesses, law)
            .Add(HotWarmCold.TierShare, Tier("counted", "cold"), HotWarmCold.OfAccesses, text);

        Assert.Equal(expected, results.Judge(Experiments.HotWarmCold, "000-cold-rarely-accessed"));
    }

    // Half of the batch's time is the line, and the interval must lie on one side of it.
    [Theory]
    [InlineData(0.2, 0.1, VerdictKind.Reproduced)]
    [InlineData(0.8, 0.1, VerdictKind.Contradicted)]
    [InlineData(0.55, 0.1, VerdictKind.Depends)]
    public void ColdTime_ByItsInterval_IsJudged(double share, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(HotWarmCold.TierShare, Tier("measured", "cold"), HotWarmCold.OfAccesses, 0.08)
            .Add(HotWarmCold.TierShare, Tier("measured", "cold"), HotWarmCold.OfTime, share, reach);

        Assert.Equal(expected, results.Judge(Experiments.HotWarmCold, "000-cold-on-disk"));
    }

    [Theory]
    [InlineData(6, 0.7, VerdictKind.Reproduced)]
    [InlineData(6, 0.1, VerdictKind.Depends)]
    [InlineData(0.9, 0.1, VerdictKind.Contradicted)]
    [InlineData(1.12, 0.1, VerdictKind.Depends)]
    public void Placing_ByGainAndNearness_IsJudged(double gain, double ofDram, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Metrics.Speedup, Trace("measured"), HotWarmCold.Document.Name, gain, 0.05)
            .Add(HotWarmCold.OfDramSpeed, Trace("measured"), HotWarmCold.Document.Name, ofDram, 0.05);

        Assert.Equal(expected, results.Judge(Experiments.HotWarmCold, "000-match-locality"));
    }

    [Theory]
    [InlineData(0.03, VerdictKind.Reproduced)]
    [InlineData(0.3, VerdictKind.Depends)]
    [InlineData(0.6, VerdictKind.Contradicted)]
    public void Warm_ByModelledTime_IsJudged(double share, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults().Add(HotWarmCold.TierShare, Tier("measured", "warm"), HotWarmCold.OfModelledTime, share).Judge(Experiments.HotWarmCold, "000-warm-fast-transfer"));

    // 40 MB of L2, 80 GB of HBM.
    [Theory]
    [InlineData(39e6, VerdictKind.Reproduced)]
    [InlineData(1.536e9, VerdictKind.Depends)]
    [InlineData(81e9, VerdictKind.Contradicted)]
    public void Hot_ByBytes_FitsOrNot(double bytes, VerdictKind expected) => Assert.Equal(
        expected,
        Sized("hot", bytes).Add(HotWarmCold.HeldByL2, new() { { "part", "computed" } }, "", 0.0013).Judge(Experiments.HotWarmCold, "000-hot-in-l2-or-hbm"));

    [Theory]
    [InlineData(190e3, VerdictKind.Reproduced)]
    [InlineData(819.2e3, VerdictKind.Contradicted)]
    public void Batch_ByBytes_FitsTheL1OrNot(double bytes, VerdictKind expected) => Assert.Equal(expected, Sized(HotWarmCold.ExampleBatch, bytes).Judge(Experiments.HotWarmCold, "000-batch-in-l1"));

    [Theory]
    [InlineData(300e9, VerdictKind.Reproduced)]
    [InlineData(30.72e9, VerdictKind.Depends)]
    [InlineData(600e9, VerdictKind.Contradicted)]
    public void Table_ByBytes_FitsMemoryOrNot(double bytes, VerdictKind expected) => Assert.Equal(expected, Sized(HotWarmCold.Table, bytes).Judge(Experiments.HotWarmCold, "000-table-in-ram"));

    private static DoctoredResults Sized(string what, double bytes) => new DoctoredResults().Add(HotWarmCold.Bytes, new() { { "part", "computed" } }, what, bytes);

    private static Parameters Trace(string part) => new() { { "part", part }, { "trace", "a" } };

    private static Parameters Tier(string part, string tier) => new() { { "part", part }, { "trace", "a" }, { "tier", tier } };
}
