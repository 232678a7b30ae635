using MathNet.Numerics.Statistics;

namespace HotRow;

/// <summary>An estimate with its 95 % interval; NaN where there is none.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>How far the interval reaches from 1 on either side: the relative noise when both sides of a ratio are the same code.</summary>
    public double ReachFromOne => Math.Max(Math.Abs(Low - 1), Math.Abs(High - 1));

    /// <summary>Whether a ratio is a difference that noise does not explain: its interval lies wholly outside 1 -+ floor.</summary>
    public bool IsDifference(double floor) => High < 1 - floor || Low > 1 + floor;
}

/// <summary>The few statistics that measurements are reported with.</summary>
public static class Statistics
{
    private const int Resamples = 1_000;

    /// <summary>The median with a distribution-free 95 % interval from order statistics.</summary>
    /// <remarks>The interval's ranks are n/2 -+ 0.98 sqrt(n) (normal approximation of the binomial); below six samples it is the whole range.</remarks>
    public static Interval Median(ReadOnlySpan<double> samples)
    {
        if (samples.Length == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var sorted = Sorted(samples);
        var n = sorted.Length;
        var reach = 0.98 * Math.Sqrt(n);
        var low = n < 6 ? 0 : Math.Max(0, (int)Math.Floor(n / 2.0 - reach));
        var high = n < 6 ? n - 1 : Math.Min(n - 1, (int)Math.Ceiling(n / 2.0 + reach) - 1);
        return new(SortedArrayStatistics.Median(sorted), sorted[low], sorted[high]);
    }

    /// <summary>A quantile, an order statistic, with a distribution-free 95 % interval from two others; an end that would need more samples than there are is NaN.</summary>
    /// <remarks>The interval's ranks are n p -+ 1.96 sqrt(n p (1 - p)) (normal approximation of the binomial). It takes the samples as independent: latencies of
    /// a queue are not, so theirs is too narrow.</remarks>
    /// <param name="samples">The samples, in any order.</param>
    /// <param name="probability">0 &lt; probability &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1.</exception>
    public static Interval Quantile(ReadOnlySpan<double> samples, double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "between 0 and 1");
        }

        if (samples.Length == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var sorted = Sorted(samples);
        var rank = sorted.Length * probability;
        var reach = 1.96 * Math.Sqrt(rank * (1 - probability));
        double At(double position) => position >= 1 && position <= sorted.Length ? sorted[(int)position - 1] : double.NaN;
        return new(sorted[(int)Math.Clamp(Math.Ceiling(rank), 1, sorted.Length) - 1], At(Math.Floor(rank - reach)), At(Math.Ceiling(rank + reach)));
    }

    /// <summary>The median of the rounds' ratios with a bootstrap 95 % interval: both sides of a round ran within one block, so drift cancels.</summary>
    /// <param name="numerator">One sample per round.</param>
    /// <param name="denominator">One sample per round, same rounds.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static Interval PairedRatio(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator, ulong seed = 1)
    {
        if (numerator.Length != denominator.Length)
        {
            throw new ArgumentException($"{numerator.Length} numerators for {denominator.Length} denominators", nameof(denominator));
        }

        var ratios = new double[numerator.Length];
        for (var i = 0; i < ratios.Length; i++)
        {
            ratios[i] = numerator[i] / denominator[i];
        }

        return Bootstrap(seed, random => Resample(ratios, random), ratios.Length < 2 ? double.NaN : MedianOf(Sorted(ratios)));
    }

    /// <summary>The ratio of two medians with a bootstrap 95 % interval, for samples that were not taken in the same rounds.</summary>
    /// <param name="numerator">Samples of one run.</param>
    /// <param name="denominator">Samples of another run.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static Interval UnpairedRatio(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator, ulong seed = 1)
    {
        var above = numerator.ToArray();
        var below = denominator.ToArray();
        var estimate = above.Length < 2 || below.Length < 2 ? double.NaN : MedianOf(Sorted(above)) / MedianOf(Sorted(below));
        return Bootstrap(seed, random => Resample(above, random) / Resample(below, random), estimate);
    }

    private static Interval Bootstrap(ulong seed, Func<Xoshiro256, double> draw, double estimate)
    {
        if (double.IsNaN(estimate))
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var random = new Xoshiro256(seed);
        var draws = new double[Resamples];
        for (var i = 0; i < draws.Length; i++)
        {
            draws[i] = draw(random);
        }

        Array.Sort(draws);
        return new(
            estimate,
            SortedArrayStatistics.QuantileCustom(draws, 0.025, QuantileDefinition.R7),
            SortedArrayStatistics.QuantileCustom(draws, 0.975, QuantileDefinition.R7));
    }

    private static double Resample(double[] samples, Xoshiro256 random)
    {
        var drawn = new double[samples.Length];
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = samples[random.NextInt32(samples.Length)];
        }

        Array.Sort(drawn);
        return MedianOf(drawn);
    }

    private static double MedianOf(double[] sorted) => SortedArrayStatistics.Median(sorted);

    private static double[] Sorted(ReadOnlySpan<double> samples)
    {
        var sorted = samples.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
