using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class BenchmarkingTryTests
{
    [Fact]
    public void Stalls_RareAndLong_ClosedLoopSeesNoneOfThem()
    {
        var result = Try.Stalls(stallMilliseconds: 200, stallEvery: 2000, load: 0.7);
        Assert.Equal(1, result.Numbers[1].Value);
        Assert.InRange(result.Numbers[0].Value, 150, 210);
    }

    [Fact]
    public void Stalls_NoStall_MeanWaitIsPollaczekKhinchines()
    {
        // M/D/1 at load 0.5 waits 0.5 x 1 / (2 x 0.5) = 0.5 ms on average; every second request at most finds an empty server, so the median is near 1 ms.
        var result = Try.Stalls(0, 10, 0.5);
        Assert.InRange(result.Numbers[2].Value, 1, 1.2);
        Assert.InRange(result.Numbers[0].Value, 2.5, 5);
    }

    [Fact]
    public void SamplesFor_P99_Needs459()
    {
        var result = Try.SamplesFor(459, 0.99);
        Assert.Equal(0.99, result.Numbers[0].Value, 0.0001);
        Assert.Equal(459, result.Numbers[2].Value);
        Assert.Equal(0.634, Try.SamplesFor(100, 0.99).Numbers[0].Value, 0.0005);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.5641896)] // 1 / sqrt(pi)
    [InlineData(3, 0.8462844)] // 3 / (2 sqrt(pi))
    [InlineData(10, 1.5387527)] // tables of normal order statistics
    [InlineData(100, 2.5075936)]
    public void BestOfEquals_KnownOrderStatistics_ComeOut(int contenders, double expected) =>
        Assert.Equal(expected, Try.BestOfEquals(contenders, 5).Numbers[1].Value, 1e-5);

    [Fact]
    public void BestOfEquals_Gain_IsInProportionToTheNoise() =>
        Assert.Equal(2 * Try.BestOfEquals(10, 5).Numbers[0].Value, Try.BestOfEquals(10, 10).Numbers[0].Value, 1e-9);

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.Stalls(-1, 100, 0.5),
            () => Try.Stalls(double.NaN, 100, 0.5),
            () => Try.Stalls(1, 0, 0.5),
            () => Try.Stalls(1, int.MaxValue, 0.5),
            () => Try.Stalls(1, 100, 1),
            () => Try.SamplesFor(0, 0.99),
            () => Try.SamplesFor(int.MaxValue, 0.99),
            () => Try.SamplesFor(100, 1),
            () => Try.SamplesFor(100, double.NaN),
            () => Try.BestOfEquals(0, 5),
            () => Try.BestOfEquals(int.MaxValue, 5),
            () => Try.BestOfEquals(2, double.PositiveInfinity),
        })
        {
            Assert.Matches("^[a-zA-Z]+ is .+; allowed: .+ to .+$", Assert.Throws<InputException>(act).Message);
        }
    }
}
