using MathNet.Numerics.Distributions;

namespace HotRow;

/// <summary>Curves from a hashed sample of the rows, with a 95 % interval.</summary>
/// <remarks>
/// A cache of c rows on the whole trace behaves like one of c x rate rows on the sampled rows' accesses. The hit ratio is
/// 1 - sampled misses / (accesses x rate): divided by the expected number of samples and not by the drawn one. That is the
/// correction SHARDS-adj, which adds the difference of the two to the hits at distance 0: a very hot row nearly always hits, so
/// whether it is in the sample hardly moves the misses, but much the count of samples.
/// <para>The interval: the sampled rows are dealt into 8 groups, each a sample of its own with an 8th of the rate and its own
/// curve; the spread of those curves gives the standard error of their mean, and Student's t with 7 degrees of freedom the interval around the estimate. It
/// covers what the choice of rows does, not the coarseness at capacities of a few rows / rate.</para>
/// <para>Below <see cref="SampledCurveArgs.LeastDistinct"/> distinct rows (estimated from the sample where they are not known) the
/// exact curve is made, and its note says so.</para>
/// <para><i>Source:</i> C. Waldspurger, N. Park, A. Garthwaite and I. Ahmad, "Efficient MRC construction with SHARDS", FAST 2015,
/// sections 3 and 5; any policy: C. Waldspurger, T. Saemundsson, I. Ahmad and N. Park, "Cache modeling and optimization using miniature simulations", USENIX ATC 2017;
/// interval: random groups, K. Wolter, "Introduction to Variance Estimation", chapter 2.</para>
/// <para><i>Deviation:</i> a sampled distance d stands for all distances from d / rate to (d + 1) / rate alike, so the curve is straight
/// between them. The rate is fixed; memory grows with the sample.</para>
/// </remarks>
public static class SampledCurve
{
    private const int Groups = 8;
    private const double Step = 1.02; // ratio of neighbouring capacities, where distances are dense
    private static readonly double s_quantile = StudentT.InvCDF(0, 1, Groups - 1, 0.975);

    /// <summary>The LRU curve, by stack distances.</summary>
    /// <exception cref="InputException">The sample has more accesses than an array can hold.</exception>
    public static MissRatioCurve Lru(IAccessTrace trace, SampledCurveArgs args)
    {
        var sample = SpatialSample.Take(trace, args.Rate, Groups, args.Seed);
        if (IsSmall(sample, args))
        {
            var exact = ExactCurve.Lru(trace);
            return new(exact.Policy, exact.Method, exact.Points.ToArray(), SmallNote(sample, args));
        }

        var all = MissesByScaledCapacity(sample.Rows.Span, sample.Distinct);
        var groups = Enumerable.Range(0, Groups).Select(g => MissesByScaledCapacity(sample.RowsOf(g, out var distinct), distinct)).ToArray();
        var points = new List<CurvePoint> { default };
        var spread = new double[Groups];
        for (var scaled = 1; scaled < all.Length; scaled = NextScaled(scaled, all.Length - 1))
        {
            for (var g = 0; g < Groups; g++)
            {
                spread[g] = HitRatio(Interpolate(groups[g], (double)scaled / Groups), sample, Groups);
            }

            points.Add(PointOf(scaled / sample.Rate, HitRatio(all[scaled], sample, 1), spread));
        }

        return new(CachePolicies.Lru.Name, CurveMethod.SampledStackDistances, points, SampleNote(sample));
    }

    /// <summary>The curve of any policy at some capacities, by miniature simulation.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="capacities">Cached rows, each at least 1; in any order.</param>
    /// <param name="trace">The accesses.</param>
    /// <param name="args">Rate and seed.</param>
    /// <exception cref="InputException">The sample has more accesses than an array can hold.</exception>
    public static MissRatioCurve Of(CachePolicyInfo policy, IReadOnlyList<int> capacities, IAccessTrace trace, SampledCurveArgs args)
    {
        var sample = SpatialSample.Take(trace, args.Rate, Groups, args.Seed);
        if (IsSmall(sample, args))
        {
            var exact = ExactCurve.Of(policy, capacities, trace);
            return new(exact.Policy, exact.Method, exact.Points.ToArray(), SmallNote(sample, args));
        }

        var sorted = capacities.Distinct().Order().ToArray();
        var all = HitRatios(policy, sorted, sample.Rows, sample.Distinct, sample, 1);
        var groups = Enumerable.Range(0, Groups).Select(g => HitRatios(policy, sorted, sample.RowsOf(g, out var distinct), distinct, sample, Groups)).ToArray();
        var points = sorted.Select((capacity, i) => PointOf(capacity, all[i], Array.ConvertAll(groups, g => g[i])));
        return new(policy.Name, CurveMethod.SampledSimulation, [.. points], SampleNote(sample));
    }

    // Every small capacity, then in steps, and the largest in any case.
    private static int NextScaled(int scaled, int largest) =>
        scaled == largest ? largest + 1 : Math.Min(largest, Math.Max(scaled + 1, (int)(scaled * Step)));

    private static long[] MissesByScaledCapacity(ReadOnlySpan<int> rows, int distinct)
    {
        var histogram = new long[distinct + 1];
        new StackDistances(distinct).Count(rows, histogram.AsSpan(0, distinct));
        long misses = rows.Length;
        for (var capacity = 0; capacity <= distinct; capacity++)
        {
            (histogram[capacity], misses) = (misses, misses - histogram[capacity]);
        }

        return histogram;
    }

    private static double Interpolate(long[] misses, double scaled)
    {
        var below = (int)scaled;
        return below + 1 >= misses.Length ? misses[^1] : double.Lerp(misses[below], misses[below + 1], scaled - below);
    }

    private static double[] HitRatios(CachePolicyInfo policy, int[] capacities, ReadOnlyMemory<int> rows, int distinct, SpatialSample sample, int parts) =>
        Array.ConvertAll(capacities, capacity =>
        {
            var scaled = (int)Math.Max(1, Math.Round(capacity * sample.Rate / parts));
            return HitRatio(CacheSimulator.Simulate(policy, scaled, distinct, rows, distinct).Misses, sample, parts);
        });

    private static double HitRatio(double misses, SpatialSample sample, int parts) => 1 - (misses * parts / (sample.Accesses * sample.Rate));

    private static CurvePoint PointOf(double capacity, double estimate, double[] groups)
    {
        var mean = groups.Average();
        var variance = groups.Sum(g => (g - mean) * (g - mean)) / (Groups - 1);
        var half = s_quantile * Math.Sqrt(variance / Groups);
        return new(capacity, Math.Clamp(estimate, 0, 1), Math.Clamp(estimate - half, 0, 1), Math.Clamp(estimate + half, 0, 1));
    }

    private static bool IsSmall(SpatialSample sample, SampledCurveArgs args) =>
        (args.Distinct ?? (sample.Distinct / sample.Rate)) < args.LeastDistinct || sample.Distinct < Groups;

    private static string SmallNote(SpatialSample sample, SampledCurveArgs args)
    {
        var distinct = args.Distinct is { } known ? $"{known:N0}" : $"about {sample.Distinct / sample.Rate:N0}";
        return $"exact instead of sampled: {distinct} distinct rows, and a sample is taken from {Math.Max(args.LeastDistinct, Groups / sample.Rate):N0} on";
    }

    private static string SampleNote(SpatialSample sample) =>
        $"{sample.Distinct:N0} rows with {sample.Rows.Length:N0} of {sample.Accesses:N0} accesses sampled at rate {sample.Rate:G3}; coarse below {10 / sample.Rate:N0} cached rows";
}
