using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C8: ten latencies, their mean, and what a percentile of them is.</summary>
    public static readonly IExperiment TenNumbers = Add(new TenNumbers());
}

/// <summary>C8: the document's ten latencies: mean, median, and percentiles under each definition; what the outlier's size does to them, and how they vary from sample to sample.</summary>
/// <remarks>Everything is arithmetic on the ten numbers, but for the bootstrap, which draws ten of them with replacement again and again.</remarks>
internal sealed partial class TenNumbers : IExperiment
{
    /// <summary>The document's example. <i>Units:</i> ms.</summary>
    internal static readonly double[] Ttfts = [100, 102, 100, 100, 99, 104, 110, 90, 3_000, 95];

    private static readonly double[] s_percentiles = [0.5, 0.9, 0.95, 0.99];
    private static readonly double[] s_outliers = [120, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000];
    private static readonly int[] s_copies = [1, 3, 10, 100, 1_000];
    private static readonly double[] s_shares = [.. Enumerable.Range(1, 39).Select(i => i / 40.0)];

    public string Id => "c08-ten-numbers";

    public string Title => "Ten numbers";

    public string Question => "What do mean, median and p90 say of ten latencies, and which p90 is meant?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "ten" } }, Compute, 0);
        context.Point(new() { { "part", "outlier" } }, MoveTheOutlier, 0);
        context.Point(new() { { "part", "more" } }, Repeat, 0);
        context.Point(new() { { "part", "bootstrap" } }, point => Bootstrap(point, context.ByScale(400, 20_000, 100_000)), 0);
    }

    /// <summary>A percentile as people write it: "p90".</summary>
    internal static string Name(double probability) => FormattableString.Invariant($"p{100 * probability:0.##}");

    private static double[] Sorted(IEnumerable<double> values) => [.. values.Order()];

    private static void Compute(Point point)
    {
        var sorted = Sorted(Ttfts);
        foreach (var definition in PercentileDefinitions.All)
        {
            point.Value(Ms, sorted.Average(), definition.Name, ValueKind.Computed, at: At(MeanName));
            foreach (var probability in s_percentiles)
            {
                point.Value(Ms, definition.Quantile(sorted, probability), definition.Name, ValueKind.Computed, at: At(Name(probability)));
            }
        }

        point.Check("every definition lies between its neighbours in the sorted sample", () =>
        {
            var outside = PercentileDefinitions.All.Where(d => s_percentiles.Any(p => d.Quantile(sorted, p) is var q && (q < sorted[0] || q > sorted[^1]))).Select(d => d.Name).ToArray();
            return (outside.Length == 0, outside.Length == 0 ? $"{PercentileDefinitions.All.Count} definitions" : string.Join(", ", outside));
        });
    }

    private static void MoveTheOutlier(Point point)
    {
        foreach (var outlier in s_outliers)
        {
            var sorted = Sorted(Ttfts.Select(t => t == Ttfts.Max() ? outlier : t));
            var at = new Parameters { { "outlier", outlier } };
            point.Value(Ms, sorted.Average(), MeanName, ValueKind.Computed, at: at);
            point.Value(Ms, PercentileDefinitions.Linear.Quantile(sorted, 0.5), "median", ValueKind.Computed, at: at);
            point.Value(Ms, PercentileDefinitions.NearestRank.Quantile(sorted, 0.9), "p90, nearest rank", ValueKind.Computed, at: at);
            point.Value(Ms, PercentileDefinitions.Linear.Quantile(sorted, 0.9), "p90, linear", ValueKind.Computed, at: at);
        }
    }

    // The same shares of the same values: more of them do not settle a percentile that falls into a gap.
    private static void Repeat(Point point)
    {
        foreach (var copies in s_copies)
        {
            var sorted = Sorted(Enumerable.Repeat(Ttfts, copies).SelectMany(t => t));
            foreach (var definition in PercentileDefinitions.All)
            {
                point.Value(Ms, definition.Quantile(sorted, 0.9), definition.Name, ValueKind.Computed, at: new() { { "values", sorted.Length } });
            }
        }
    }

    private static void Bootstrap(Point point, int draws)
    {
        var random = new Xoshiro256(point.Seed);
        var (means, medians, tails) = (new double[draws], new double[draws], new double[draws]);
        var drawn = new double[Ttfts.Length];
        for (var i = 0; i < draws; i++)
        {
            for (var j = 0; j < drawn.Length; j++)
            {
                drawn[j] = Ttfts[random.NextInt32(Ttfts.Length)];
            }

            Array.Sort(drawn);
            means[i] = drawn.Average();
            medians[i] = PercentileDefinitions.Linear.Quantile(drawn, 0.5);
            tails[i] = PercentileDefinitions.NearestRank.Quantile(drawn, 0.9);
        }

        foreach (var (name, values) in new[] { (MeanName, means), ("median", medians), ("p90, nearest rank", tails) })
        {
            Array.Sort(values);
            foreach (var share in s_shares)
            {
                point.Value(Ms, PercentileDefinitions.NearestRank.Quantile(values, share), name, ValueKind.Modelled, at: new() { { "share", share } });
            }
        }

        point.Note = $"{draws:N0} samples of ten, drawn from the ten with replacement";
    }

    private static Parameters At(string statistic) => new() { { "statistic", statistic } };
}
