using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class ShardingTryTests
{
    [Fact]
    public void ShardLoad_Uniform_RangesAreEven() => Assert.Equal(1, Try.ShardLoad(workers: 8, alpha: 0).Numbers[1].Value, 1e-6);

    [Fact]
    public void ShardLoad_FourRowsTwoWorkers_RangeByHand()
    {
        // alpha 1: 1 + 1/2 + 1/3 + 1/4 = 25/12, so ranks 1 and 2 get 18/25 of the accesses, twice that over a fair half.
        Assert.Equal(1.44, Try.ShardLoad(workers: 2, alpha: 1, rows: 4).Numbers[1].Value, 1e-9);
    }

    [Fact]
    public void ShardLoad_FourRowsTwoWorkersFirstCopied_RangeByHand()
    {
        // Rank 1 (12/25) is spread; ranks 2 and 3 (6/25 + 4/25) lie on the first worker: 6/25 + 10/25 = 16/25, times 2.
        Assert.Equal(1.28, Try.ShardLoad(workers: 2, alpha: 1, rows: 4, copiedPercent: 25).Numbers[1].Value, 1e-9);
    }

    [Fact]
    public void ShardLoad_ByHash_IsAtLeastTheHottestRowsShareAndAtLeastEven()
    {
        // 1 M rows at alpha 1: the hottest row has 1 / 14.39 = 6.95 % of the accesses, over a fair share of 1/256.
        var load = Try.ShardLoad(workers: 256, alpha: 1).Numbers[0].Value;
        Assert.InRange(load, 0.0694 * 256, (0.0696 * 256) + 4);
        Assert.True(Try.ShardLoad(workers: 8, alpha: 0).Numbers[0].Value is >= 1 and < 1.05);
    }

    [Fact]
    public void ShardLoad_AllCopied_IsEvenAndCrossesNothing()
    {
        var result = Try.ShardLoad(8, 1, 1_000_000, 100);
        Assert.Equal(1, result.Numbers[0].Value, 1e-9);
        Assert.Equal(1, result.Numbers[1].Value, 1e-9);
        Assert.Equal(0, result.Numbers[3].Value, 1e-9);
        Assert.Equal(7, result.Numbers[4].Value, 1e-9);
    }

    [Fact]
    public void ShardLoad_OnePercentOfTenMillion_CrossesAsTheExperimentComputes() =>
        Assert.Equal(0.2414, Try.ShardLoad(8, 1, 10_000_000, 1).Numbers[3].Value, 0.0001);

    [Theory]
    [InlineData(10, 0, 0, 1)]
    [InlineData(10, 5, 0, 2)]
    [InlineData(10, 1, 0.5, 2.5)]
    [InlineData(10, 1, 0.9, double.PositiveInfinity)]
    [InlineData(10, 20, 0, double.PositiveInfinity)]
    public void CopyPays_HandComputed_ComesOut(double far, double near, double updates, double expected)
    {
        var uses = Try.CopyPays(far, near, updates).Numbers[0].Value;
        Assert.True(double.IsPositiveInfinity(expected) ? double.IsPositiveInfinity(uses) || uses > 1e12 : Math.Abs(uses - expected) < 1e-9);
    }

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.ShardLoad(0, 1),
            () => Try.ShardLoad(int.MaxValue, 1),
            () => Try.ShardLoad(8, double.NaN),
            () => Try.ShardLoad(8, -1),
            () => Try.ShardLoad(8, 1, 4),
            () => Try.ShardLoad(8, 1, int.MaxValue),
            () => Try.ShardLoad(8, 1, 1000, 101),
            () => Try.CopyPays(0, 1, 0),
            () => Try.CopyPays(double.NaN, 1, 0),
            () => Try.CopyPays(1, -1, 0),
            () => Try.CopyPays(1, 1, double.PositiveInfinity),
        })
        {
            Assert.Matches("^[a-zA-Z]+ is .+; allowed: .+ to .+$", Assert.Throws<InputException>(act).Message);
        }
    }
}
