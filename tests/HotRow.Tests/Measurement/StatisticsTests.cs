namespace HotRow.Tests.Measurement;

public class StatisticsTests
{
    [Fact]
    public void Median_OddCount_IsMiddleWithOrderStatisticInterval()
    {
        // 25 samples 1..25: median 13; ranks 12.5 -+ 0.98 * 5 = 7.6 and 17.4, so the 8th and the 18th: 8 and 18.
        var samples = Enumerable.Range(1, 25).Select(i => (double)i).Reverse().ToArray();

        var median = Statistics.Median(samples);

        Assert.Equal(new Interval(13, 8, 18), median);
    }

    [Fact]
    public void Median_FewSamples_IntervalIsTheRange()
    {
        Assert.Equal(new Interval(2, 1, 9), Statistics.Median([9, 1, 2]));
    }

    [Fact]
    public void Median_NoSamples_IsUndefined()
    {
        Assert.True(double.IsNaN(Statistics.Median([]).Value));
    }

    [Fact]
    public void PairedRatio_SharedDrift_Cancels()
    {
        // The machine slows down tenfold during the run, but in every round the first side takes twice as long.
        var below = Enumerable.Range(0, 40).Select(i => 1 + (i * 0.25)).ToArray();
        var above = below.Select(x => 2 * x).ToArray();

        Assert.Equal(new Interval(2, 2, 2), Statistics.PairedRatio(above, below));
    }

    [Fact]
    public void PairedRatio_Interval_CoversTrueRatioInMostDraws()
    {
        var random = new Xoshiro256(7);
        var covered = 0;
        for (var trial = 0; trial < 100; trial++)
        {
            var below = Enumerable.Range(0, 41).Select(_ => 1 + (0.3 * random.NextDouble())).ToArray();
            var above = Enumerable.Range(0, 41).Select(_ => 1.2 * (1 + (0.3 * random.NextDouble()))).ToArray();
            var ratio = Statistics.PairedRatio(above, below, (ulong)trial);
            covered += ratio.Low <= 1.2 && 1.2 <= ratio.High ? 1 : 0;
        }

        // Nominal 95 of 100; a binomial with p = 0.95 falls below 87 with probability under 0.1 %.
        Assert.InRange(covered, 87, 100);
    }

    [Fact]
    public void PairedRatio_DifferentLengths_Throws()
    {
        Assert.Throws<ArgumentException>(() => Statistics.PairedRatio([1, 2], [1]));
    }

    [Theory]
    [InlineData(1.02, 1.05, 0.03, false)]
    [InlineData(1.04, 1.05, 0.03, true)]
    [InlineData(0.90, 0.96, 0.03, true)]
    [InlineData(0.90, 0.98, 0.03, false)]
    public void IsDifference_OnlyOutsideTheNoiseFloor(double low, double high, double floor, bool expected)
    {
        Assert.Equal(expected, new Interval((low + high) / 2, low, high).IsDifference(floor));
    }
}
