namespace HotRow.Serving;

/// <summary>A start-up time and a rate: the usual two numbers of a link.</summary>
/// <param name="AlphaNs">Time before the first byte. <i>Units:</i> ns.</param>
/// <param name="GBps">Rate after it. <i>Units:</i> GB/s, which are bytes a nanosecond.</param>
/// <remarks><i>Source:</i> R. Hockney, "The communication challenge for MPP", 1994. <i>Shape:</i> an all-reduce on a ring moves 2 (d - 1) / d of the array over each link and
/// starts once; a fit to measured all-reduces holds that factor already, so <see cref="AllReduceNs"/> applies it only with <see cref="IsRing"/>.</remarks>
public sealed record AlphaBeta(double AlphaNs, double GBps) : ICollectiveCost
{
    /// <summary>The rate is that of a link, and an all-reduce on it is a ring; otherwise the numbers are those of the all-reduce itself.</summary>
    public bool IsRing { get; init; }

    /// <summary>The line through measured times with least squares of relative errors, so that small sizes count as much as large ones.</summary>
    /// <param name="times">Bytes and nanoseconds, at least two sizes.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes, or times that do not grow with the size.</exception>
    public static AlphaBeta Fit(IReadOnlyCollection<(long Bytes, double Ns)> times)
    {
        if (times.Select(t => t.Bytes).Distinct().Count() < 2)
        {
            throw new ArgumentException("a line needs two sizes", nameof(times));
        }

        var (w, x, y, xx, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var (bytes, ns) in times)
        {
            var weight = 1 / (ns * ns);
            w += weight;
            x += weight * bytes;
            y += weight * ns;
            xx += weight * bytes * bytes;
            xy += weight * bytes * ns;
        }

        var slope = ((w * xy) - (x * y)) / ((w * xx) - (x * x));
        return slope > 0 ? new((y - (slope * x)) / w, 1 / slope) : throw new ArgumentException("the times do not grow with the size", nameof(times));
    }

    /// <inheritdoc/>
    public long AllReduceNs(long bytes, int devices) => devices <= 1 ? 0 : (long)Math.Round(AlphaNs + ((IsRing ? 2.0 * (devices - 1) / devices : 1) * bytes / GBps));

    /// <inheritdoc/>
    public long SendNs(long bytes) => (long)Math.Round(AlphaNs + (bytes / GBps));
}
