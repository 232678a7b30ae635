using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class LookupFlowTryTests
{
    [Theory]
    [InlineData(0.5, 2, 4.0 / 3)]
    [InlineData(0.75, 3, 2)]
    [InlineData(0, 100, 1)]
    [InlineData(1, 100, 100)]
    public void RequestGain_HandComputed_ComesOut(double share, double gain, double expected) =>
        Assert.Equal(expected, Try.RequestGain(share, gain).Numbers[0].Value, 1e-12);

    [Fact]
    public void RequestGain_AllLookup_HasNoBound() => Assert.Equal(double.PositiveInfinity, Try.RequestGain(1, 2).Numbers[1].Value);

    [Fact]
    public void ColdRows_CurriculumFigure_ComesOut()
    {
        // 8.3 % of the accesses go to the coldest 75 % of 10 million rows at alpha 1; a hundred times as slow they take 8.3 / (8.3 + 0.917).
        var result = Try.ColdRows(alpha: 1, rows: 10_000_000, coldPercent: 75, slowness: 100);
        Assert.Equal(0.083, result.Numbers[1].Value, 0.0005);
        Assert.Equal(8.3 / 9.217, result.Numbers[0].Value, 0.001);
    }

    [Fact]
    public void ColdRows_UniformAndEquallyFast_SharesAreThoseOfTheRows()
    {
        var result = Try.ColdRows(alpha: 0, rows: 1_000_000, coldPercent: 75, slowness: 1);
        Assert.Equal(0.75, result.Numbers[0].Value, 1e-6);
        Assert.Equal(0.75, result.Numbers[1].Value, 1e-6);
    }

    [Fact]
    public void Layers_UniformSmallTable_HandComputed()
    {
        // 100 rows, uniform: 100 ids have 100 (1 - 0.99^100) = 63.40 distinct rows, half of them cached: 31.70 x 10 us = 0.317 ms behind 0.2 ms of computation.
        var result = Try.Layers(alpha: 0, rows: 100, cachedPercent: 50, batch: 100, rowMicroseconds: 10, computeMilliseconds: 0.2);
        Assert.Equal(63.40, result.Numbers[2].Value, 0.01);
        Assert.Equal(31.70, result.Numbers[3].Value, 0.01);
        Assert.Equal(1.2 / 0.3170, result.Numbers[0].Value, 0.001);
    }

    [Fact]
    public void Layers_Waterfall_StepsAddUpToTheTotal()
    {
        var steps = Try.Layers(1, 1_000_000, 5, 1000, 20, 2).Data!.Points.ToArray();
        Assert.Equal("total", steps[^1].X.Text);
        Assert.Equal(steps[^1].Y, steps[..^1].Sum(p => p.Y), 1e-9);
    }

    [Fact]
    public void Layers_AllCachedNoComputation_TakeNoTime() => Assert.Equal(double.PositiveInfinity, Try.Layers(1, 1000, 100, 10, 1, 0).Numbers[0].Value);

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.RequestGain(double.NaN, 2),
            () => Try.RequestGain(0.5, 0),
            () => Try.RequestGain(1.01, 2),
            () => Try.ColdRows(-1, 1000, 75, 10),
            () => Try.ColdRows(1, long.MaxValue, 75, 10),
            () => Try.ColdRows(1, 1000, 100, 10),
            () => Try.ColdRows(1, 1000, 75, double.PositiveInfinity),
            () => Try.Layers(double.NaN, 1000, 5, 100, 1, 1),
            () => Try.Layers(1, 1, 5, 100, 1, 1),
            () => Try.Layers(1, 1000, 101, 100, 1, 1),
            () => Try.Layers(1, 1000, 5, 0, 1, 1),
            () => Try.Layers(1, 1000, 5, 100, 0, 1),
            () => Try.Layers(1, 1000, 5, 100, 1, -1),
        })
        {
            Assert.Matches("^[a-zA-Z]+ is .+; allowed: .+ to .+$", Assert.Throws<InputException>(act).Message);
        }
    }
}
