namespace HotRow.Serving;

/// <summary>How many values a percentile needs.</summary>
public static class SampleSize
{
    /// <summary>Fewest independent values of which at least one lies above the true quantile with the given confidence: ln(1 - confidence) / ln(p), rounded up.</summary>
    /// <remarks>With fewer, the sample's maximum may well lie below the quantile, and no definition can find it. p99: 459 values for 99 %, 299 for 95 %.
    /// <para><i>Source:</i> S. Wilks, "Determination of sample sizes for setting tolerance limits", 1941.</para></remarks>
    /// <param name="probability">The quantile, between 0 and 1: 0.99 is p99.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not between 0 and 1.</exception>
    public static int ToSeeAbove(double probability, double confidence)
    {
        RequireShare(probability, nameof(probability));
        RequireShare(confidence, nameof(confidence));

        // A whole quotient may come out a rounding error above itself: ln(1 - 0.75) / ln(0.5) is 2.
        return (int)Math.Min(int.MaxValue, Math.Ceiling((Math.Log(1 - confidence) / Math.Log(probability)) - 1e-9));
    }

    /// <summary>Probability that the largest of n independent values lies above the true quantile: 1 - p^n.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1, or there are no values.</exception>
    public static double ChanceToSeeAbove(double probability, int count)
    {
        RequireShare(probability, nameof(probability));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return 1 - Math.Pow(probability, count);
    }

    /// <summary>Fewest values after which a share p of successes is known to within a margin: z^2 p (1 - p) / margin^2, rounded up.</summary>
    /// <remarks><i>Source:</i> the rule of MLPerf's load generator, with margin (1 - p) / 20 and 99 % confidence: 23,886 queries for p90, 262,742 for p99 (it rounds up to whole batches of 2^13).</remarks>
    /// <param name="probability">The share, between 0 and 1.</param>
    /// <param name="margin">Half width of the interval, above 0.</param>
    /// <param name="z">Standard deviations that the confidence stands for: 2.576 for 99 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long ForShare(double probability, double margin, double z = 2.5758293035489)
    {
        RequireShare(probability, nameof(probability));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(margin);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(z);
        return (long)Math.Ceiling(z * z * probability * (1 - probability) / (margin * margin));
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "between 0 and 1");
        }
    }
}
