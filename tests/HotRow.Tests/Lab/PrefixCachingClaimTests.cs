using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PrefixCachingClaimTests
{
    private static readonly double[] s_rates = [0.25, 0.5, 1, 2, 4, 8];

    [Theory]
    [InlineData("003-book-ttft-79", "ttft-cut", 79.1, VerdictKind.NotTestableHere)]
    [InlineData("003-book-ttft-79", "ttft-cut", 70, VerdictKind.Contradicted)]
    [InlineData("003-book-cost-86", "cost-cut", 90, VerdictKind.Contradicted)]
    [InlineData("003-book-cost-86", "cost-cut", 86.2, VerdictKind.NotTestableHere)]
    public void Book_ByTheSourcesFigure(string claim, string metric, double source, VerdictKind expected)
    {
        var (cut, document) = metric == "ttft-cut" ? (PrefixCaching.TtftCut, 79) : (PrefixCaching.CostCut, 86);
        var results = new DoctoredResults()
            .Add(cut, new() { { "use", PrefixCaching.Book } }, PrefixCaching.Document, document)
            .Add(cut, new() { { "use", PrefixCaching.Book } }, PrefixCaching.Announcement, source);

        Assert.Equal(expected, results.Judge(Experiments.PrefixCaching, claim));
    }

    [Theory]
    [InlineData(86, VerdictKind.Contradicted)]
    [InlineData(double.NaN, VerdictKind.NotTestableHere)]
    public void ManyShot_ByWhetherTheSourceHasAFigure(double cost, VerdictKind expected)
    {
        var at = new Parameters { { "use", PrefixCaching.ManyShot } };
        var results = new DoctoredResults().Add(PrefixCaching.TtftCut, at, PrefixCaching.Announcement, 31.25);
        if (!double.IsNaN(cost))
        {
            results.Add(PrefixCaching.CostCut, at, PrefixCaching.Announcement, cost);
        }

        Assert.Equal(expected, results.Judge(Experiments.PrefixCaching, "003-many-shot-cost"));
    }

    [Theory]
    [InlineData(79, 31, 75, VerdictKind.Contradicted)]
    [InlineData(75, 31, 60, VerdictKind.NotTestableHere)]
    public void LatencyAtMost_ByTheLargestOfTheTable(double book, double manyShot, double turns, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (use, cut) in new[] { (PrefixCaching.Book, book), (PrefixCaching.ManyShot, manyShot), (PrefixCaching.MultiTurn, turns) })
        {
            results.Add(PrefixCaching.TtftCut, new() { { "use", use } }, PrefixCaching.Announcement, cut);
        }

        Assert.Equal(expected, results.Judge(Experiments.PrefixCaching, "003-latency-75"));
    }

    // At low load and at the highest.
    [Theory]
    [InlineData(0.1, 0.1, VerdictKind.Reproduced)]
    [InlineData(0.1, 0.99, VerdictKind.Depends)]
    [InlineData(1, 1, VerdictKind.Contradicted)]
    public void Conversations_ByTheTimesAtEveryRate(double low, double high, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var rate in s_rates)
        {
            results.Add(PrefixCaching.TtftSeconds, new() { { "per-minute", rate } }, PrefixCaching.NoCache, 1);
            results.Add(PrefixCaching.TtftSeconds, new() { { "per-minute", rate } }, PrefixCaching.Cache, rate < 8 ? low : high);
        }

        Assert.Equal(expected, results.Judge(Experiments.PrefixCaching, "003-prefix-shines"));
    }
}
