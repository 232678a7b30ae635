using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PrefetchTests
{
    private static readonly int[] s_budgets = [1, 7, 20, 64];

    public static TheoryData<string> Names => new(Prefetchers.All.Select(p => p.Name));

    // One replay under several budgets against one replay each, by the library.
    [Theory]
    [MemberData(nameof(Names))]
    public void CoverageReplay_SeveralBudgets_EqualsOneReplayEach(string name)
    {
        var prefetcher = Prefetchers.Find(name);
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = 300, IndexCount = 2_000, Seed = 5 }), batchSize: 50);

        var counts = CoverageReplay.Of(prefetcher, trace, s_budgets);

        for (var b = 0; b < s_budgets.Length; b++)
        {
            // Made for the largest budget in both, because the size of its working space may decide what it weighs.
            Assert.Equal(PrefetchReplay.Run(PrefetchReplay.Create(prefetcher, trace, s_budgets[^1]), trace, s_budgets[b]), counts[b]);
        }
    }

    // 3 1 2 after 1 2 1 with a budget of 2: named are 1 and 2, in the order of last use.
    [Fact]
    public void CoverageReplay_WorkedExample_CountsByBudget()
    {
        var counts = CoverageReplay.Of(Prefetchers.PreviousBatch, new("example", 4, new[] { 1, 2, 1, 3, 1, 2 }, 3), [1, 2]);

        Assert.Equal(new PrefetchCounts(Batches: 1, Indices: 3, UniqueRows: 3, NamedRows: 1, CoveredIndices: 1, CoveredRows: 1), counts[0]);
        Assert.Equal(new PrefetchCounts(Batches: 1, Indices: 3, UniqueRows: 3, NamedRows: 2, CoveredIndices: 2, CoveredRows: 2), counts[1]);
    }

    [Theory]
    [InlineData(10, 10, 20, 0)] // one after the other
    [InlineData(10, 10, 10, 1)] // the shorter one is gone
    [InlineData(10, 4, 11, 0.75)]
    [InlineData(4, 10, 16, -0.5)] // together is worse
    public void HiddenShare_OfTimes_IsTheShareOfTheShorter(double fetch, double compute, double total, double expected) =>
        Assert.Equal(expected, Prefetch.HiddenShareOf(fetch, compute, total), 1e-12);
}
