namespace HotRow.Serving;

/// <summary>The gaps between successive tokens of one request, pooled over all requests (inter-token latency): a histogram in buckets of 1 %.</summary>
/// <remarks>Count, sum, least and greatest are exact; a quantile is off by at most 1 %. Pooled gaps weigh long answers more than a mean of per-request TPOT does.
/// <para><i>Cost:</i> one compare and one addition for a gap that equals the one before, which is what the sequences of one step have.</para></remarks>
public sealed class TokenGaps
{
    private static readonly double s_logStep = Math.Log(1.01);

    private long[] _counts = new long[64];
    private long _lastNs = long.MinValue;
    private int _lastBucket;

    /// <summary>Gaps so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum. <i>Units:</i> ns.</summary>
    public Int128 SumNs { get; private set; }

    /// <summary>The least gap; 0 without any. <i>Units:</i> ns.</summary>
    public long LeastNs { get; private set; }

    /// <summary>The greatest gap; 0 without any. <i>Units:</i> ns.</summary>
    public long GreatestNs { get; private set; }

    /// <summary>Mean gap; NaN without any. <i>Units:</i> s.</summary>
    public double MeanSeconds => Count == 0 ? double.NaN : (double)SumNs / Count / 1e9;

    /// <summary>Adds a gap.</summary>
    public void Add(long ns)
    {
        if (ns != _lastNs)
        {
            Enter(ns);
        }

        _counts[_lastBucket]++;
        Count++;
        SumNs += ns;
    }

    /// <summary>The gap that a share of all gaps does not exceed, by nearest rank; NaN without any gap. <i>Units:</i> s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public double QuantileSeconds(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        if (Count == 0)
        {
            return double.NaN;
        }

        // As in the definition of nearest rank: 0.07 x 100 must not come out a rounding error above 7.
        var rank = Math.Max(1, (long)Math.Ceiling((share * Count) - 1e-9));
        var seen = 0L;
        var bucket = 0;
        while ((seen += _counts[bucket]) < rank)
        {
            bucket++;
        }

        // The ends are known exactly; in between the middle of the bucket stands for it.
        return Math.Clamp(Math.Exp((bucket + 0.5) * s_logStep), LeastNs, GreatestNs) / 1e9;
    }

    /// <summary>The buckets that hold gaps, in order: their upper ends and how many gaps lie up to there.</summary>
    public IEnumerable<(double UpToSeconds, long Gaps)> Cumulative()
    {
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                seen += _counts[i];
                yield return (Math.Min(Math.Exp((i + 1) * s_logStep), GreatestNs) / 1e9, seen);
            }
        }
    }

    private void Enter(long ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        LeastNs = Count == 0 ? ns : Math.Min(LeastNs, ns);
        GreatestNs = Math.Max(GreatestNs, ns);
        _lastNs = ns;
        _lastBucket = ns < 1 ? 0 : (int)(Math.Log(ns) / s_logStep);
        if (_lastBucket >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(_lastBucket + 1, _counts.Length * 2));
        }
    }
}
