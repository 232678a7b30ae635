using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HotRowsFoundClaimTests
{
    // 0.9 counts as detected, below 0.5 as not; the best sketch of each trace decides.
    [Theory]
    [InlineData(0.95, 0.92, VerdictKind.Reproduced)]
    [InlineData(0.95, 0.7, VerdictKind.Depends)]
    [InlineData(0.45, 0.3, VerdictKind.Contradicted)]
    public void Detection_ByTheBestSketch_IsJudgedOverAllTraces(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (trace, recall) in new[] { ("docs", first), ("zipf 1.0", second) })
        {
            var at = new Parameters { { "part", "accuracy" }, { "trace", trace }, { "memory", HotRowsFound.MainBytes }, { "top", 100 } };
            results.Add(HotRowsFound.Recall, at, "heavy-keeper", recall).Add(HotRowsFound.Recall, at, "space-saving", recall / 2);
        }

        Assert.Equal(expected, results.Judge(Experiments.HotRowsFound, "001-detect-hot-rows"));
    }

    [Theory]
    [InlineData(0.1, 0.9, VerdictKind.Reproduced)]
    [InlineData(0.1, 20, VerdictKind.Depends)]
    [InlineData(5.5, 20, VerdictKind.Contradicted)]
    public void Staying_ByPointsLost_IsJudgedOverAllTraces(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults();
        Lost(results, "docs", first, 0);
        Lost(results, "drift 1.0", second, 0);

        Assert.Equal(expected, results.Judge(Experiments.HotRowsFound, "001-hot-rows-stay-hot"));
    }

    // Stale pinning loses 10 points to the half's own hottest; pinning anew loses that many.
    [Theory]
    [InlineData(2, 3, VerdictKind.Reproduced)]
    [InlineData(2, 12, VerdictKind.Depends)]
    [InlineData(10, 12, VerdictKind.Contradicted)]
    public void Maintaining_ByPointsWon_IsJudgedOverAllTraces(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults();
        Lost(results, "drift 1.0", 10, first);
        Lost(results, "docs", 10, second);

        Assert.Equal(expected, results.Judge(Experiments.HotRowsFound, "001-maintain-hot-rows"));
    }

    [Fact]
    public void Maintaining_WithoutTheLongerCount_IsNotRun()
    {
        var at = new Parameters { { "part", "pinning" }, { "trace", "docs" } };
        var results = new DoctoredResults().Add(HotRowsFound.Lost, at, HotRowsFound.ToOwn, 10).Add(HotRowsFound.Lost, at, HotRowsFound.Adaptive, 2);

        Assert.Equal(VerdictKind.NotRun, results.Judge(Experiments.HotRowsFound, "001-maintain-hot-rows"));
    }

    private static void Lost(DoctoredResults results, string trace, double stale, double anew)
    {
        var at = new Parameters { { "part", "pinning" }, { "trace", trace } };
        results.Add(HotRowsFound.Lost, at, HotRowsFound.ToOwn, stale)
            .Add(HotRowsFound.Lost, at, HotRowsFound.Adaptive, anew)
            .Add(HotRowsFound.Lost, at, HotRowsFound.AdaptiveLong, anew + 1);
    }
}
