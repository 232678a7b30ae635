using HotRow.Lab;

namespace HotRow.Tests;

public sealed class TieredWalkTests
{
    // A tier's reads lie within the batch's, so its part is at most the whole: unless the checked batches are counted in.
    [Fact]
    public void Check_LeavesNothingInTheFirstStepsTime()
    {
        using var point = new Point(1);
        var table = point.Own(GeneratedRows.InMemory(100, 64));
        var pool = BatchPool.Draw(Workloads.Uniform, new() { RowCount = 100, BatchSize = 2_000, IndexCount = 20_000, Seed = 1 });
        var placement = new TierPlacement(100, [.. Enumerable.Range(0, 100)], new(5, 20), 100);
        var walk = new TieredWalk(point, table, new DramRowStore(table), placement, pool, new float[2_000 * 64]);

        var (passed, detail) = walk.Check();
        walk.Step();

        Assert.True(passed, detail);
        Assert.InRange(Enumerable.Range(0, 3).Sum(tier => walk.TimeShare(tier).Value), 0, 1);
    }
}
