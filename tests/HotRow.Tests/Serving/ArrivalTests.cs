using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>Generated arrivals and lengths against the laws they are made from.</summary>
public sealed class ArrivalTests
{
    private const int Many = 200_000;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Gamma_GapsHaveMeanAndVariationAskedFor(double variation)
    {
        var gaps = Gaps(new GammaArrivals(new(10, Many, new FixedLengths(1, 1), variation)));

        // The standard error of the mean is variation / sqrt(n); that of the variation grows with the fourth moment.
        Assert.Equal(0.1, gaps.Average(), 0.1 * 5 * variation / Math.Sqrt(Many));
        Assert.Equal(variation, Variation(gaps), 0.05 * variation);
    }

    [Fact]
    public void Gamma_OfVariationOne_IsExponential()
    {
        var gaps = Gaps(new GammaArrivals(new(1, Many, new FixedLengths(1, 1))));

        // P(gap > t) = exp(-t), within five standard errors.
        foreach (var t in new[] { 0.1, 0.5, 1, 2, 4 })
        {
            var p = Math.Exp(-t);
            Assert.Equal(p, gaps.Count(g => g > t) / (double)Many, 5 * Math.Sqrt(p * (1 - p) / Many));
        }
    }

    [Fact]
    public void Gamma_WithoutVariation_IsAMetronome()
    {
        var requests = new GammaArrivals(new(8, 5, new FixedLengths(1, 1), 0)).Requests(1);

        Assert.Equal([125_000_000, 250_000_000, 375_000_000, 500_000_000, 625_000_000], requests.Select(r => r.Arrival.Ns));
    }

    [Fact]
    public void Poisson_GapsAreExponentialAndIndependent()
    {
        var gaps = Gaps(new PoissonArrivals(new(1, Many, new FixedLengths(1, 1))));
        foreach (var t in new[] { 0.1, 1, 4 })
        {
            var p = Math.Exp(-t);
            Assert.Equal(p, gaps.Count(g => g > t) / (double)Many, 5 * Math.Sqrt(p * (1 - p) / Many));
        }

        // The correlation of neighbours of independent gaps is 0 -+ 1 / sqrt(n).
        var correlation = gaps.Zip(gaps.Skip(1)).Average(p => (p.First - 1) * (p.Second - 1));
        Assert.Equal(0, correlation, 5 / Math.Sqrt(Many));
    }

    [Fact]
    public void Diurnal_FollowsItsSine()
    {
        var process = new DiurnalArrivals(new(1_000, Many, new FixedLengths(1, 1)), swing: 0.5, periodSeconds: 100);
        var counts = new int[4];
        foreach (var r in process.Requests(1).TakeWhile(r => r.Arrival.Seconds < 100))
        {
            counts[(int)(r.Arrival.Seconds / 25)]++;
        }

        // The mean of a sine over its rising quarter is 2 / pi.
        var (high, low) = (25_000 * (1 + (0.5 * 2 / Math.PI)), 25_000 * (1 - (0.5 * 2 / Math.PI)));
        Assert.All([(counts[0], high), (counts[1], high), (counts[2], low), (counts[3], low)], c => Assert.Equal(c.Item2, c.Item1, 5 * Math.Sqrt(c.Item2)));
        Assert.Equal(1_500, process.RateAt(25), 1e-9);
        Assert.Equal(500, process.RateAt(175), 1e-9);
    }

    [Fact]
    public void LogNormal_HasMedianAndMeanOfItsLaw()
    {
        var drawn = Draw(new LogNormalLengths((1_000, 0.5), (200, 1)), Many);

        Assert.Equal(0.5, drawn.Count(l => l.Input > 1_000) / (double)Many, 5 * 0.5 / Math.Sqrt(Many));
        Assert.Equal(1_000 * Math.Exp(0.125), drawn.Average(l => (double)l.Input), 7.0);
        Assert.Equal(200 * Math.Exp(0.5), drawn.Average(l => (double)l.Output), 5.0);
        Assert.All(Draw(new LogNormalLengths((1, 10), (1, 10), most: 50), 1_000), l => Assert.True(l is { Input: >= 1 and <= 50, Output: >= 1 and <= 50 }));
    }

    [Fact]
    public void AzureLike_HasTheTracesQuantiles()
    {
        var drawn = Draw(new AzureLikeLengths(), Many);

        Assert.Equal(1_183.8, AzureLikeLengths.Input.Mean, 0.1);
        Assert.Equal(211.2, AzureLikeLengths.Output.Mean, 0.1);
        Assert.Equal(AzureLikeLengths.Input.Mean, drawn.Average(l => (double)l.Input), 15.0);
        Assert.Equal(AzureLikeLengths.Output.Mean, drawn.Average(l => (double)l.Output), 2.0);

        // The trace's median prompt has 1,020 tokens, a hundredth of its answers more than 601.
        Assert.Equal(0.5, drawn.Count(l => l.Input <= 1_020) / (double)Many, 0.01);
        Assert.Equal(0.01, drawn.Count(l => l.Output > 601) / (double)Many, 0.001);
        Assert.InRange(drawn.Max(l => l.Input), 10_000, 14_050);
    }

    [Fact]
    public void MooncakeLike_HasTheTracesQuantiles()
    {
        var drawn = Draw(new MooncakeLikeLengths(), Many);

        Assert.Equal(12_400, drawn.Average(l => (double)l.Input), 150.0);
        Assert.Equal(345.8, drawn.Average(l => (double)l.Output), 3.0);
        Assert.Equal(0.01, drawn.Count(l => l.Input > 85_401) / (double)Many, 0.001);
    }

    [Fact]
    public void Lengths_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedLengths(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedLengths(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogNormalLengths((0.5, 1), (1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogNormalLengths((1, double.NaN), (1, 1)));
        Assert.Throws<ArgumentException>(() => new LengthQuantiles(1, 2, 3));
    }

    private static double[] Gaps(IArrivalProcess process)
    {
        var times = process.Requests(2).Select(r => r.Arrival.Seconds).ToArray();
        return [.. times.Zip([0, .. times], (now, before) => now - before)];
    }

    private static double Variation(double[] gaps)
    {
        var mean = gaps.Average();
        return Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean;
    }

    private static (int Input, int Output)[] Draw(ILengthSource source, int count)
    {
        var random = new Xoshiro256(4);
        return [.. Enumerable.Range(0, count).Select(_ => source.Next(random))];
    }
}
