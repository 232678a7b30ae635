using HotRow.Lab;

namespace HotRow.Tests;

public sealed class LoadContestTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 0)]
    public void Savings_AreThoseOverTheCurrentImplementation_AndNoneWithoutIt(int skipped, int expected)
    {
        using var table = Filled();

        var result = Run(table, skipped);

        Assert.Equal(PointStatus.Done, result.Status);
        Assert.Equal(expected, result.Observations.Count(o => o.Metric == RuntimePath.SavedUs.Id));
    }

    [Fact]
    public void WhatIsDeclared_IsComputed_WhatTheSystemCounts_Counted()
    {
        using var table = Filled();

        var kinds = Run(table, skipped: 0).Observations.ToLookup(o => o.Metric, o => o.Kind);

        Assert.All([RuntimePath.Copies, RuntimePath.HeldBytes], metric => Assert.Equal([ValueKind.Computed], kinds[metric.Id].Distinct()));
        Assert.Equal([ValueKind.Counted], kinds[RuntimePath.Faults.Id].Distinct());
    }

    // A table in memory does not come through the page cache, so nothing of it is asked of a disk.
    [Fact]
    public void DiskReads_AreCheckedOfThePathsThroughThePageCache()
    {
        using var table = Filled();

        Assert.DoesNotContain(Run(table, skipped: 0).Checks, c => c.Name.EndsWith("reads from a disk", StringComparison.Ordinal));
        Assert.True(new LoadPath("", () => null!, (_, _) => null!, Mapped: true).ThroughPageCache);
        Assert.True(new LoadPath("", () => null!, (_, _) => null!, StoreCopies: 2).ThroughPageCache);
    }

    private static EmbeddingTable Filled()
    {
        var table = new EmbeddingTable(20, 16);
        table.FillRandom(GeneratedRows.Seed);
        return table;
    }

    private static PointResult Run(EmbeddingTable table, int skipped)
    {
        void Body(Point point)
        {
            var contest = new LoadContest(point, table.RowCount, table.EmbeddingDim, tokens: 4, calls: 4);
            contest.Add(LoadPaths.OverMemory(table)[skipped..]);
            contest.CheckDiskReads(calls: 1);
            contest.Close(countedCalls: 1);
        }

        return Harness.Tiny.Run("x", new([], Body, 1), Scale.Tiny, 1, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }
}
