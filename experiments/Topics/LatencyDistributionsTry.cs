using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a percentile of the document's ten latencies is under one definition, with an outlier of another size.</summary>
    /// <param name="definition">Name of the definition: "nearest-rank", "linear", "weibull" or "median-unbiased".</param>
    /// <param name="percentile">Which percentile, 1 to 99.99.</param>
    /// <param name="outlierMs">Size of the tenth value, 110 to a million ms.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Percentile(string definition, double percentile = 90, double outlierMs = 3_000)
    {
        TryLimits.Check("definition", definition, [.. PercentileDefinitions.All.Select(d => d.Name)]);
        TryLimits.Check("percentile", percentile, 1, 99.99);
        TryLimits.Check("outlierMs", outlierMs, 110, 1_000_000);
        double[] sorted = [.. TenNumbers.Ttfts.Where(t => t < TenNumbers.Ttfts.Max()).Append(outlierMs).Order()];
        var points = new TryPoints(new("percentile-ms", "Percentile of the ten", "ms", false, "the sorted values at the definition's position, interpolated between two"));
        foreach (var each in PercentileDefinitions.All)
        {
            foreach (var at in TryPercentiles.Shown.Append(percentile).Distinct().Order())
            {
                points.Add(each.Name, at, each.Quantile(sorted, at / 100), ValueKind.Computed);
            }
        }

        var found = PercentileDefinitions.Find(definition);
        return points.Result(
            FormattableString.Invariant($"p{percentile:0.##} by {found.Title}, nine values near 100 ms and one of {outlierMs:N0} ms"),
            [
                new(FormattableString.Invariant($"p{percentile:0.##}"), found.Quantile(sorted, percentile / 100), "ms", ValueKind.Computed),
                new("position among the ten", Math.Clamp(found.Position(percentile / 100, sorted.Length), 1, sorted.Length), "", ValueKind.Computed),
                new("mean", sorted.Average(), "ms", ValueKind.Computed),
                new("median", PercentileDefinitions.Linear.Quantile(sorted, 0.5), "ms", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Definitions part where the values have a gap", "percentile", "Computed from the document's ten latencies, the outlier's size as given.", logY: true));
    }

    /// <summary>How many independent requests a percentile needs, and what a smaller number is worth.</summary>
    /// <param name="percentile">Which percentile, 1 to 99.999.</param>
    /// <param name="confidence">Chance that the greatest value lies above the percentile, 1 to 99.999 %.</param>
    /// <param name="requests">Requests that were measured, 1 to 10 million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult SampleSize(double percentile, double confidence = 99, int requests = 100)
    {
        TryLimits.Check("percentile", percentile, 1, 99.999);
        TryLimits.Check("confidence", confidence, 1, 99.999);
        TryLimits.Check("requests", requests, 1, 10_000_000);
        var share = percentile / 100;
        var points = new TryPoints(new("chance", "Chance that the greatest value lies above the percentile", "%", true, "100 x (1 - p^n)"));
        foreach (var count in TryPercentiles.Counts.Append(requests).Distinct().Order())
        {
            points.Add("1 - p^n", count, 100 * Serving.SampleSize.ChanceToSeeAbove(share, count), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"p{percentile:0.###} at {confidence:0.###} % confidence, {requests:N0} requests measured"),
            [
                new("requests needed", Serving.SampleSize.ToSeeAbove(share, confidence / 100), "", ValueKind.Computed),
                new("chance with the requests measured", 100 * Serving.SampleSize.ChanceToSeeAbove(share, requests), "%", ValueKind.Computed),
                new("of them above the percentile, on average", requests * (1 - share), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A tail is not there before its requests are", "requests measured", "Computed, independent requests.", logX: true, references: ReferenceLine.Horizontal("the confidence asked for", confidence)));
    }

    /// <summary>What a freeze that comes again and again does to latencies, from the scheduled start and as a generator sees it that waits for answers.</summary>
    /// <param name="freezeMs">Length of the freeze, 1 to 60,000 ms.</param>
    /// <param name="everySeconds">From one freeze to the next, 1 to 100,000 s, longer than the freeze.</param>
    /// <param name="perSecond">Requests a second, 0.1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Freeze(double freezeMs, double everySeconds, double perSecond = 100)
    {
        TryLimits.Check("freezeMs", freezeMs, 1, 60_000);
        TryLimits.Check("everySeconds", everySeconds, Math.Max(1, 1.001 * freezeMs / 1e3), 100_000);
        TryLimits.Check("perSecond", perSecond, 0.1, 100_000);
        var periodMs = everySeconds * 1e3;

        // A request that comes u before the freeze ends waits u: the share that waits longer than t is (freeze - t) / period.
        double Open(double share) => Math.Max(0, freezeMs - ((1 - share) * periodMs));
        var sent = Math.Max(1, perSecond * (periodMs - freezeMs) / 1e3);
        double Closed(double share) => 1 - share < 1 / sent ? freezeMs : 0;
        var points = new TryPoints(new("delay-ms", "Delay by the freeze", "ms", false, "open loop: max(0, freeze - (1 - p) x period); closed loop: the freeze for one request of each period"));
        foreach (var at in TryPercentiles.Tails)
        {
            points.Add("open loop", FormattableString.Invariant($"p{at:0.###}"), Open(at / 100), ValueKind.Computed);
            points.Add("closed loop", FormattableString.Invariant($"p{at:0.###}"), Closed(at / 100), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"a freeze of {freezeMs:N0} ms in every {everySeconds:N0} s, {perSecond:0.#} requests a second"),
            [
                new("delay at p99, open loop", Open(0.99), "ms", ValueKind.Computed),
                new("delay at p99, closed loop", Closed(0.99), "ms", ValueKind.Computed),
                new("requests delayed, open loop", 100 * freezeMs / periodMs, "%", ValueKind.Computed),
                new("requests delayed, closed loop", 100 / sent, "%", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Bar, "A closed loop does not send what a freeze would delay", "percentile", "Computed, without the queue that a freeze leaves behind."));
    }
}

file static class TryPercentiles
{
    public static readonly double[] Shown = [50, 60, 70, 80, 85, 90, 95, 99];
    public static readonly double[] Tails = [50, 90, 95, 98, 99, 99.5, 99.9, 99.99];
    public static readonly int[] Counts = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];
}
