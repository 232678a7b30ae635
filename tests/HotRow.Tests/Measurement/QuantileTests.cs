namespace HotRow.Tests.Measurement;

public sealed class QuantileTests
{
    // Rank 990 of 1,000, and 1.96 sqrt(9.9) = 6.2 ranks to either side.
    [Fact]
    public void Quantile_OfTheFirstThousandNumbers() =>
        Assert.Equal(new Interval(990, 983, 997), Statistics.Quantile([.. Enumerable.Range(1, 1000).Select(i => (double)(1001 - i))], 0.99));

    [Theory]
    [InlineData(300, false)]
    [InlineData(459, true)]
    public void Quantile_P99_HasAnUpperEndFromEnoughSamplesOn(int samples, bool expected) =>
        Assert.Equal(expected, double.IsFinite(Statistics.Quantile(new double[samples], 0.99).High));

    [Fact]
    public void Quantile_IntervalsCoverTheTrueOne()
    {
        var random = new Xoshiro256(5);
        var covered = 0;
        for (var run = 0; run < 400; run++)
        {
            var interval = Statistics.Quantile([.. Enumerable.Range(0, 600).Select(_ => random.NextDouble())], 0.9);
            covered += interval.Low <= 0.9 && 0.9 <= interval.High ? 1 : 0;
        }

        Assert.InRange(covered, 368, 400); // 95 % of 400 are 380; 92 % are 2.75 standard deviations below
    }

    [Fact]
    public void Quantile_OfNothing_IsNaN() => Assert.True(double.IsNaN(Statistics.Quantile([], 0.5).Value));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Quantile_ImpossibleProbability_Throws(double probability) => Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Quantile([1], probability));
}
