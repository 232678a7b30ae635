namespace HotRow.Serving;

/// <summary>One latency of a run in figures.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="Mean">The mean with its 95 % interval from means of blocks; the interval is NaN with few values and where the latency grows.</param>
/// <param name="Percentiles">p50, p90, p95 and p99 by one definition.</param>
/// <param name="Max">The largest.</param>
/// <param name="Grows">The blocks' means climb through the run: the server is overloaded, and no figure here would be the same for a longer run.</param>
public sealed record LatencySummary(Metric Metric, Interval Mean, IReadOnlyList<NamedPercentile> Percentiles, double Max, bool Grows)
{
    /// <summary>Requests with that latency.</summary>
    public int Count => Percentiles[0].Count;

    /// <summary>The percentile of that probability.</summary>
    /// <exception cref="InvalidOperationException">It was not taken.</exception>
    public NamedPercentile At(double probability) => Percentiles.Single(p => p.Probability == probability);
}

/// <summary>What a run's requests met, in figures.</summary>
/// <param name="Offered">Requests that arrived.</param>
/// <param name="Done">Requests that finished.</param>
/// <param name="Refused">Requests that never fit.</param>
/// <param name="Throughput">What was done in which time.</param>
/// <param name="Latencies">TTFT, TPOT, E2E and queueing delay of the finished requests.</param>
public sealed record ServingSummary(int Offered, int Done, int Refused, ServingThroughput Throughput, IReadOnlyList<LatencySummary> Latencies)
{
    /// <summary>Blocks whose means give the interval.</summary>
    public const int Blocks = 20;

    // Student's t for 19 degrees of freedom, two-sided 95 %.
    private const double StudentT = 2.093;

    // A trend that 20 means without one show once in a thousand runs (two-sided).
    private const double TrendDeviations = 3.29;

    private static readonly double[] s_probabilities = [0.5, 0.9, 0.95, 0.99];

    private static readonly (Metric Metric, Func<RequestOutcome, double> Of)[] s_latencies =
    [
        (ServingMetrics.Ttft, o => ServingMetrics.TtftMs(o)),
        (ServingMetrics.Tpot, o => ServingMetrics.TpotMs(o)),
        (ServingMetrics.EndToEnd, o => ServingMetrics.EndToEndMs(o)),
        (ServingMetrics.QueueingDelay, o => ServingMetrics.QueueingDelayMs(o)),
    ];

    /// <summary>Figures of a run.</summary>
    /// <param name="outcomes">What became of its requests, in order of arrival.</param>
    /// <param name="definition">How percentiles are read; linear when null, as the tables of serving benchmarks do.</param>
    public static ServingSummary Of(IReadOnlyCollection<RequestOutcome> outcomes, PercentileDefinition? definition = null) => new(
        outcomes.Count,
        outcomes.Count(o => o.Status == OutcomeStatus.Done),
        outcomes.Count(o => o.Status == OutcomeStatus.Refused),
        ServingMetrics.Throughput(outcomes),
        [.. s_latencies.Select(l => Summarize(l.Metric, [.. outcomes.Where(o => o.Status == OutcomeStatus.Done).Select(l.Of).Where(v => !double.IsNaN(v))], definition ?? PercentileDefinitions.Linear))]);

    /// <summary>Figures of one latency.</summary>
    /// <param name="metric">What it is.</param>
    /// <param name="values">The values in order of arrival.</param>
    /// <param name="definition">How percentiles are read.</param>
    public static LatencySummary Summarize(Metric metric, double[] values, PercentileDefinition definition)
    {
        var (mean, grows) = MeanOf(values);
        var sorted = values.Order().ToArray();
        return new(metric, mean, [.. s_probabilities.Select(p => definition.Of(sorted, p))], sorted.Length == 0 ? double.NaN : sorted[^1], grows);
    }

    /// <summary>The latency's figures.</summary>
    /// <exception cref="InvalidOperationException">It is none of the summary's.</exception>
    public LatencySummary Of(Metric metric) => Latencies.Single(l => l.Metric.Id == metric.Id);

    // Successive requests are alike, so the spread of the means of long blocks says how sure the mean is, not that of single requests.
    private static (Interval Mean, bool Grows) MeanOf(double[] values)
    {
        var mean = values.Length == 0 ? double.NaN : values.Average();
        var length = values.Length / Blocks;
        if (length == 0)
        {
            return (new(mean, double.NaN, double.NaN), false);
        }

        var means = Enumerable.Range(0, Blocks).Select(b => values.AsSpan(b * length, length).ToArray().Average()).ToArray();
        if (IsRising(means))
        {
            return (new(mean, double.NaN, double.NaN), true);
        }

        var centre = means.Average();
        var reach = StudentT * Math.Sqrt(means.Sum(m => (m - centre) * (m - centre)) / (Blocks - 1) / Blocks);
        return (new(mean, mean - reach, mean + reach), false);
    }

    // Mann's test: pairs of blocks in rising order against pairs in falling order.
    private static bool IsRising(double[] means)
    {
        var sum = 0;
        for (var i = 0; i < means.Length; i++)
        {
            for (var j = i + 1; j < means.Length; j++)
            {
                sum += Math.Sign(means[j] - means[i]);
            }
        }

        double n = means.Length;
        return sum > TrendDeviations * Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18);
    }
}
