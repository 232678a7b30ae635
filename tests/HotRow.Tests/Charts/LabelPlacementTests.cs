namespace HotRow.Tests;

public class LabelPlacementTests
{
    [Fact]
    public void Spread_TwoTouching_StandAroundTheirMean() => Assert.Equal([6, 16, 50], LabelPlacement.Spread([10, 12, 50], 10, 0, 100));

    [Fact]
    public void Spread_AllAtTheEdge_StayInside() => Assert.Equal([0, 20, 10], LabelPlacement.Spread([0, 2, 1], 10, 0, 100));

    [Fact]
    public void Spread_ManyRandom_KeepOrderAndPitch()
    {
        var random = new Xoshiro256(3);
        for (var round = 0; round < 200; round++)
        {
            var wanted = Enumerable.Range(0, 12).Select(_ => random.NextDouble() * 300).ToArray();
            var placed = LabelPlacement.Spread(wanted, 15, 0, 300);
            var order = Enumerable.Range(0, 12).OrderBy(i => wanted[i]).Select(i => placed[i]).ToArray();

            Assert.All(order, y => Assert.InRange(y, -1e-9, 300 + 1e-9));
            for (var i = 1; i < order.Length; i++)
            {
                Assert.True(order[i] - order[i - 1] >= 15 - 1e-9);
            }
        }
    }

    [Fact]
    public void Clearest_CoveredAndFree_PicksTheFreeBox() =>
        Assert.Equal(1, LabelPlacement.Clearest([new(0, 0, 10, 10), new(20, 0, 10, 10)], [(5, 5)]));
}
