using HotRow.Lab;

namespace HotRow.Tests;

public sealed class TierPlacementTests
{
    // Rows 0-9 of a table of 10; row 7 four times, row 2 three times, rows 4 and 9 twice, row 0 once; the others never.
    private static readonly int[] s_accesses = [7, 2, 9, 7, 4, 2, 7, 0, 9, 4, 2, 7];

    [Fact]
    public void ByUse_Accesses_AreOrderedByCountThenRow() => Assert.Equal([7, 2, 4, 9, 0], TierPlacement.ByUse(s_accesses, 10));

    // 10 % and 20 % of ten rows: one and two. Counts: 7 has four, 2 and 4 have five, 9 and 0 have three.
    [Fact]
    public void Place_ShareOfTenRows_CountsEveryAccessOnce()
    {
        var placement = new TierPlacement(10, TierPlacement.ByUse(s_accesses, 10), new(10, 20), 10);

        Assert.Equal([7], placement.Rows(TierPlacement.Hot));
        Assert.Equal([2, 4], placement.Rows(TierPlacement.Warm));
        Assert.Equal([4, 5, 3], placement.Count(s_accesses));
    }

    // Batches of five: 7 2 9 7 4 and 2 7 0 9 4; the last two accesses are no whole batch.
    [Fact]
    public void CountDistinct_WholeBatches_CountsEachRowOncePerBatch()
    {
        var placement = new TierPlacement(10, TierPlacement.ByUse(s_accesses, 10), new(10, 20), 10);

        Assert.Equal([2, 4, 3], placement.CountDistinct(s_accesses, 5));
    }

    [Fact]
    public void Place_FewerUsedRowsThanTheTiersHold_LeavesTheOthersCold()
    {
        var placement = new TierPlacement(10, [3], new(20, 30), 10);

        Assert.Equal([3], placement.Rows(TierPlacement.Hot));
        Assert.Empty(placement.Rows(TierPlacement.Warm));
        Assert.Equal([1, 0, 2], placement.Count([3, 0, 9]));
        Assert.Equal([0.1, 0, 0.9], Enumerable.Range(0, 3).Select(placement.Share));
    }
}
