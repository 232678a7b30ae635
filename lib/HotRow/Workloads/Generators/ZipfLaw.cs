using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace HotRow;

/// <summary>The closed forms of the bounded Zipf law: P(rank k) proportional to k^-alpha over ranks 1..N.</summary>
/// <remarks>Sums over ranks are exact for the first 4,096; the rest is an integral over [first - 1/2, last + 1/2], whose relative error is below 1e-9.
/// So everything costs microseconds, whatever N is.</remarks>
public sealed class ZipfLaw
{
    private const double LargestAlpha = 100;
    private const int SummedRanks = 4096;

    // A panel spans a factor of two in rank, where the integrands are smooth enough for this order.
    private static readonly GaussLegendreRule s_panel = new(0, 1, 20);

    private readonly double _total;

    /// <summary>Creates the law.</summary>
    /// <param name="rowCount">Ranks N, at least 1.</param>
    /// <param name="alpha">Exponent, 0 (uniform) to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public ZipfLaw(long rowCount, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        CheckAlpha(alpha);
        RowCount = rowCount;
        Alpha = alpha;
        _total = Sum(rowCount, Weight);
    }

    /// <summary>How many ranks there are.</summary>
    public long RowCount { get; }

    /// <summary>The exponent.</summary>
    public double Alpha { get; }

    /// <summary>The exponent under which the top ranks get a given share of the accesses.</summary>
    /// <param name="rowCount">Ranks N, at least 2.</param>
    /// <param name="topRows">How many top ranks, 1 to N - 1.</param>
    /// <param name="share">Their share, above <paramref name="topRows"/> / N (alpha = 0) and below 1.</param>
    /// <returns>The exponent, or NaN when no exponent from 0 to 100 gives that share.</returns>
    public static double AlphaForCoverage(long rowCount, long topRows, double share)
    {
        double Excess(double alpha) => new ZipfLaw(rowCount, alpha).Coverage(topRows) - share;
        return Brent.TryFindRoot(Excess, 0, LargestAlpha, 1e-12, 200, out var alpha) ? alpha : double.NaN;
    }

    /// <summary>The maximum-likelihood exponent of observed counts over ranks 1..counts.Length.</summary>
    /// <param name="counts">Accesses per rank, most used first; at least one, none negative.</param>
    /// <returns>The exponent; 0 when the counts are even, NaN when there is only one rank or no access, for then every exponent is as good.</returns>
    /// <remarks>The likelihood is concave and its maximum is where the law's mean of ln(rank) equals the observed one.</remarks>
    public static double Fit(ReadOnlySpan<long> counts)
    {
        double observed = 0, accesses = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            observed += counts[i] * Math.Log(i + 1.0);
            accesses += counts[i];
        }

        if (counts.Length < 2 || accesses <= 0)
        {
            return double.NaN;
        }

        var ranks = counts.Length;
        var mean = observed / accesses;
        double Excess(double alpha) => MeanLogRank(ranks, alpha) - mean;
        if (Excess(0) <= 1e-12)
        {
            return 0;
        }

        return Brent.TryFindRoot(Excess, 0, LargestAlpha, 1e-12, 200, out var fitted) ? fitted : double.NaN;
    }

    /// <summary>The probability of a rank, 1 to N.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rank is outside its range.</exception>
    public double Probability(long rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, RowCount);
        return Weight(rank) / _total;
    }

    /// <summary>The share of accesses that go to the most used rows, 0 to 1: the hit ratio of a cache that pins them.</summary>
    /// <param name="topRows">How many, 0 to N.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public double Coverage(long topRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topRows, RowCount);
        return Sum(topRows, Weight) / _total;
    }

    /// <summary>The expected number of distinct rows in a batch of independent accesses: the sum of 1 - (1 - p)^n.</summary>
    /// <param name="batch">Accesses n, at least 0.</param>
    public double ExpectedUnique(long batch) => ExpectedUniqueAmong(batch, RowCount);

    /// <summary>The expected number of distinct rows in a batch that are among the most used ones.</summary>
    /// <param name="batch">Accesses n, at least 0.</param>
    /// <param name="topRows">How many most used rows, 0 to N; their share of <see cref="ExpectedUnique"/> is what a cache that pins them serves of a
    /// deduplicated batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public double ExpectedUniqueAmong(long batch, long topRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(topRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topRows, RowCount);
        return Sum(topRows, rank => -StableMath.Expm1(batch * LogOfMissing(Weight(rank) / _total)));
    }

    internal static void CheckAlpha(double alpha)
    {
        if (alpha is not (>= 0 and <= LargestAlpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, $"the Zipf exponent must be 0 to {LargestAlpha}");
        }
    }

    private static double LogOfMissing(double probability) => probability >= 1 ? double.NegativeInfinity : StableMath.Log1p(-probability);

    private static double MeanLogRank(long ranks, double alpha) =>
        Sum(ranks, rank => Math.Exp(-alpha * Math.Log(rank)) * Math.Log(rank)) / Sum(ranks, rank => Math.Exp(-alpha * Math.Log(rank)));

    private static double Sum(long ranks, Func<double, double> term)
    {
        var sum = 0.0;
        var summed = Math.Min(ranks, SummedRanks);
        var low = Math.Log(summed + 0.5);
        var high = Math.Log(ranks + 0.5);
        var panels = ranks > summed ? (int)Math.Ceiling((high - low) / Math.Log(2)) : 0;
        for (var panel = panels - 1; panel >= 0; panel--)
        {
            var width = (high - low) / panels;
            for (var i = 0; i < s_panel.Order; i++)
            {
                var rank = Math.Exp(low + ((panel + s_panel.GetAbscissa(i)) * width));
                sum += s_panel.GetWeight(i) * width * rank * term(rank);
            }
        }

        // Smallest terms first, for the last digits.
        for (var rank = summed; rank >= 1; rank--)
        {
            sum += term(rank);
        }

        return sum;
    }

    private double Weight(double rank) => Math.Exp(-Alpha * Math.Log(rank));
}
