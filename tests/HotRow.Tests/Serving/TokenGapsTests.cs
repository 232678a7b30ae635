using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The histogram of gaps against the sorted gaps themselves.</summary>
public sealed class TokenGapsTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void Quantile_GapsOfFiveDecades_IsWithinOnePercent(double share)
    {
        var random = new Xoshiro256(2);
        var gaps = new TokenGaps();
        var all = new long[50_000];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = (long)Math.Exp(random.NextDouble() * 12 + 8);
            gaps.Add(all[i]);
        }

        Array.Sort(all);
        var exact = all[(int)Math.Ceiling(share * all.Length) - 1] / 1e9;

        Assert.InRange(gaps.QuantileSeconds(share) / exact, 0.99, 1.01);
        Assert.Equal((Int128)all.Sum(), gaps.SumNs);
        Assert.Equal((all.LongLength, all[0], all[^1]), (gaps.Count, gaps.LeastNs, gaps.GreatestNs));
        Assert.Equal(all.LongLength, gaps.Cumulative().Last().Gaps);
    }

    [Fact]
    public void Quantile_OneGapManyTimes_IsThatGap()
    {
        var gaps = new TokenGaps();
        for (var i = 0; i < 10; i++)
        {
            gaps.Add(16_840_000);
        }

        Assert.Equal(0.01684, gaps.QuantileSeconds(0.5), 12);
        Assert.Equal(0.01684, gaps.MeanSeconds, 12);
    }

    [Fact]
    public void Quantile_NoGaps_IsNaN()
    {
        var gaps = new TokenGaps();

        Assert.True(double.IsNaN(gaps.QuantileSeconds(0.5)) && double.IsNaN(gaps.MeanSeconds));
        Assert.Empty(gaps.Cumulative());
        Assert.Throws<ArgumentOutOfRangeException>(() => gaps.QuantileSeconds(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => gaps.Add(-1));
    }
}
