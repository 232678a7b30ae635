using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The tries of topic 02 against figures that fit on paper.</summary>
public sealed class HotRowCacheTryTests
{
    [Theory]
    [InlineData(0, 1_000, 5, 5)] // all rows alike: 5 % of the rows, 5 % of the accesses
    [InlineData(1, 100, 1, 19.2775)] // rank 1 of 100: 1 / H(100), H(100) = 5.187378
    [InlineData(2, 100, 2, 76.4557)] // (1 + 1/4) / sum of 1/k^2 to 100, 1.634984
    [InlineData(1, 1_000_000, 5, 79.19)] // curriculum L5: 79.2 %
    public void Coverage_ClosedForm_IsTheShareOfTheTopRanks(double alpha, long rows, double percent, double expected)
    {
        var result = Try.Coverage(alpha, rows, percent);

        Assert.Equal(expected, result.Numbers[0].Value, 0.005);
        Assert.Equal("%", result.Numbers[0].Unit);
    }

    [Fact]
    public void Coverage_TenMillionRows_NeedsTheCurriculumsExponentFor85Percent()
    {
        // Curriculum L5: 85 % at 5 % needs alpha 1.025 for 10 M rows.
        Assert.Equal(1.025, Try.Coverage(0.5, 10_000_000, 5).Numbers[2].Value, 0.0005);
    }

    [Fact]
    public void Coverage_WholeTable_IsEverythingAndAsksForNoExponent()
    {
        var result = Try.Coverage(1, 100, 100);

        Assert.Equal(100, result.Numbers[0].Value, 1e-9);
        Assert.Equal(2, result.Numbers.Count);
    }

    [Theory]
    [InlineData(double.NaN, 1_000, 5)]
    [InlineData(-0.1, 1_000, 5)]
    [InlineData(double.PositiveInfinity, 1_000, 5)]
    [InlineData(1, 99, 5)]
    [InlineData(1, long.MaxValue, 5)]
    [InlineData(1, 1_000, 0)]
    [InlineData(1, 1_000, double.NaN)]
    [InlineData(1, 1_000, 100.1)]
    public void Coverage_OutsideItsRange_SaysWhatIsAllowed(double alpha, long rows, double percent) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Coverage(alpha, rows, percent)).Message, StringComparison.Ordinal);

    [Fact]
    public void HitRatio_CacheOfTheWholeTable_MissesOnlyFirstAccesses()
    {
        var result = Try.HitRatio("lru", alpha: 0.8, rows: 500, percent: 100, accesses: 20_000);

        var (hits, optimum, first) = (result.Numbers[0].Value, result.Numbers[1].Value, result.Numbers[3].Value);
        Assert.Equal(100, hits + first, 1e-9);
        Assert.Equal(hits, optimum);
    }

    [Fact]
    public void HitRatio_AllRowsAlike_IsTheCachesShareOfTheRows()
    {
        // Whatever an online policy keeps, a tenth of rows that are all alike serves a tenth of the draws: four standard errors are 0.4 points, the cold start costs 0.25.
        var result = Try.HitRatio("lru", alpha: 0, rows: 1_000, percent: 10, accesses: 100_000);

        Assert.Equal(10, result.Numbers[0].Value, 0.7);
        Assert.Equal(10, result.Numbers[2].Value, 1e-9);
    }

    [Fact]
    public void HitRatio_AnyPolicy_StaysAtOrBelowTheOptimum()
    {
        foreach (var policy in CachePolicies.All.Where(p => !p.Bypasses))
        {
            var result = Try.HitRatio(policy.Name, alpha: 0.9, rows: 2_000, percent: 5, accesses: 20_000);

            Assert.InRange(result.Numbers[0].Value, 0, result.Numbers[1].Value);
        }
    }

    [Theory]
    [InlineData("lru", double.NaN, 1_000, 5, 10_000)]
    [InlineData("lru", 3.1, 1_000, 5, 10_000)]
    [InlineData("lru", 1, -1, 5, 10_000)]
    [InlineData("lru", 1, int.MaxValue, 5, 10_000)]
    [InlineData("lru", 1, 1_000, double.NegativeInfinity, 10_000)]
    [InlineData("lru", 1, 1_000, 5, int.MaxValue)]
    [InlineData("lru", 1, 1_000, 5, 0)]
    [InlineData("lru2", 1, 1_000, 5, 10_000)]
    [InlineData(null, 1, 1_000, 5, 10_000)]
    public void HitRatio_OutsideItsRange_IsRefused(string? policy, double alpha, int rows, double percent, int accesses) =>
        Assert.Throws<InputException>(() => Try.HitRatio(policy!, alpha, rows, percent, accesses));

    [Theory]
    [InlineData(85, 104.689)] // 1 / (0.85 / 4800 + 0.15 / 16)
    [InlineData(99, 1_203.008)]
    [InlineData(0, 16)]
    [InlineData(100, 4_800)]
    public void EffectiveSpeed_DocumentsTiers_AddsTimes(double hits, double expected) =>
        Assert.Equal(expected, Try.EffectiveSpeed(hits, 4_800, 16).Numbers[0].Value, 0.001);

    [Fact]
    public void EffectiveSpeed_FourFifthsAtFourTimesTheSpeed_SplitsTheTimeInHalves()
    {
        // 0.8 / 4 + 0.2 / 1 = 0.4: speed 2.5, of which the misses take 0.2 / 0.4; the mean of 4 and 1 by hits is 3.4.
        var result = Try.EffectiveSpeed(80, 4, 1);

        Assert.Equal([2.5, 3.4, 2.5, 50], result.Numbers.Select(n => Math.Round(n.Value, 9)));
    }

    [Fact]
    public void EffectiveSpeed_NineTenthsAtNineTimesTheSpeed_LeavesMissesHalfOfTheTime()
    {
        // 0.9 / 9 = 0.1 / 1; at 90 % hits of 18 GB/s the misses take 0.1 of 0.15.
        Assert.Equal(50, Try.EffectiveSpeed(90, 9, 1).Numbers[3].Value, 1e-9);
        Assert.Equal(100.0 * 2 / 3, Try.EffectiveSpeed(90, 18, 1).Numbers[3].Value, 1e-9);
    }

    [Theory]
    [InlineData(double.NaN, 10, 1)]
    [InlineData(101, 10, 1)]
    [InlineData(50, 0, 1)]
    [InlineData(50, 10, -1)]
    [InlineData(50, double.PositiveInfinity, 1)]
    public void EffectiveSpeed_OutsideItsRange_SaysWhatIsAllowed(double hits, double near, double far) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.EffectiveSpeed(hits, near, far)).Message, StringComparison.Ordinal);
}
