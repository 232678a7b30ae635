using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C9: what a p99 rests on.</summary>
    public static readonly IExperiment HowManySamples = Add(new HowManySamples());
}

/// <summary>C9: how many values a p99 needs, how often its interval holds the truth, and what a generator that waits for answers makes of a freeze.</summary>
/// <remarks>Latencies are drawn from an exponential distribution, whose percentiles are known. The freeze is simulated with the recursion of Lindley: one worker, Poisson arrivals.
/// The closed loop sends by the same gaps, but never before the last answer is there.</remarks>
internal sealed partial class HowManySamples : IExperiment
{
    /// <summary>The percentile that is asked for.</summary>
    internal const double Tail = 0.99;

    private const double FreezeMs = 1_000;
    private const double FreezeEveryMs = 50_000;
    private const double ServiceMs = 2;
    private const double GapMs = 10;

    private static readonly double[] s_percentiles = [0.5, 0.9, 0.95, 0.99, 0.999];
    private static readonly double[] s_confidences = [0.95, 0.99];
    private static readonly int[] s_counts = [10, 20, 50, 100, 200, 299, 459, 1_000, 2_000, 5_000];
    private static readonly double[] s_shown = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];

    public string Id => "c09-p99";

    public string Title => "How many samples a p99 needs";

    public string Question => "How many requests must be measured before a p99 means something, and measured how?";

    public double Weight => 0.5;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "needed" } }, Needed, 0);
        context.Point(new() { { "part", "coverage" } }, point => Cover(point, context), 0);
        context.Point(new() { { "part", "omission" } }, point => Omit(point, context.ByScale(20_000, 400_000, 2_000_000)), 0);
    }

    private static void Needed(Point point)
    {
        foreach (var confidence in s_confidences)
        {
            foreach (var percentile in s_percentiles)
            {
                point.Value(Values, SampleSize.ToSeeAbove(percentile, confidence), Name(confidence), ValueKind.Computed, at: new() { { "percentile", TenNumbers.Name(percentile) } });
            }
        }

        foreach (var count in s_counts)
        {
            point.Value(Chance, SampleSize.ChanceToSeeAbove(Tail, count), ByFormula, ValueKind.Computed, at: new() { { "count", count } });
        }
    }

    private static void Cover(Point point, RunContext context)
    {
        var random = new Xoshiro256(point.Seed);
        var repeats = context.ByScale(100, 2_000, 20_000);
        var truth = -Math.Log(1 - Tail);
        foreach (var count in s_counts.Where(c => c <= context.ByScale(1_000, 5_000, 5_000)))
        {
            var (seen, whole, covered, above) = (0, 0, 0, 0L);
            var estimates = new double[repeats];
            var values = new double[count];
            for (var i = 0; i < repeats; i++)
            {
                for (var j = 0; j < count; j++)
                {
                    values[j] = -Math.Log(1 - random.NextDouble());
                }

                var found = Statistics.Quantile(values, Tail);
                seen += values.Max() > truth ? 1 : 0;
                above += values.Count(v => v > truth);
                whole += double.IsFinite(found.High) ? 1 : 0;
                covered += found.Low <= truth && found.High >= truth ? 1 : 0;
                estimates[i] = found.Value / truth;
            }

            Array.Sort(estimates);
            var at = new Parameters { { "count", count } };
            point.Value(Chance, (double)seen / repeats, Simulated, ValueKind.Modelled, at: at);
            point.Value(Coverage, (double)covered / repeats, "holds the true p99", ValueKind.Modelled, at: at);
            point.Value(Coverage, (double)whole / repeats, "has an upper end at all", ValueKind.Modelled, at: at);
            point.Value(Relative, PercentileDefinitions.Linear.Quantile(estimates, 0.05), "5 % of the runs lie below", ValueKind.Modelled, at: at);
            point.Value(Relative, PercentileDefinitions.Linear.Quantile(estimates, 0.5), "median run", ValueKind.Modelled, at: at);
            point.Value(Relative, PercentileDefinitions.Linear.Quantile(estimates, 0.95), "5 % of the runs lie above", ValueKind.Modelled, at: at);
            point.Value(AboveShare, above / ((double)repeats * count), "", ValueKind.Modelled, at: at);
        }

        point.Note = $"{repeats:N0} repeats, exponential latencies, p99 as an order statistic";
    }

    private static void Omit(Point point, int requests)
    {
        var random = new Xoshiro256(point.Seed);
        var arrivals = OpenLoop.PoissonTimes(requests, 1 / GapMs, point.Seed ^ 0xC0);
        var (open, closed) = (new double[requests], new double[requests]);
        var (openFree, closedFree, closedNow) = (0.0, 0.0, 0.0);
        for (var i = 0; i < requests; i++)
        {
            var service = -ServiceMs * Math.Log(1 - random.NextDouble());
            openFree = Serve(Math.Max(openFree, arrivals[i]), service);
            open[i] = openFree - arrivals[i];

            // A closed loop sends its next request a gap after the last one, and not before that one is answered.
            closedNow = Math.Max(closedFree, closedNow + arrivals[i] - (i == 0 ? 0 : arrivals[i - 1]));
            closedFree = Serve(closedNow, service);
            closed[i] = closedFree - closedNow;
        }

        Array.Sort(open);
        Array.Sort(closed);
        foreach (var shown in s_shown)
        {
            var at = new Parameters { { "quantile", TenNumbers.Name(shown) } };
            point.Value(LatencyMs, PercentileDefinitions.NearestRank.Quantile(open, shown), Open, ValueKind.Modelled, at: at);
            point.Value(LatencyMs, PercentileDefinitions.NearestRank.Quantile(closed, shown), Closed, ValueKind.Modelled, at: at);
        }

        point.Value(LatencyMs, open[^1], Open, ValueKind.Modelled, at: new() { { "quantile", Greatest } });
        point.Value(LatencyMs, closed[^1], Closed, ValueKind.Modelled, at: new() { { "quantile", Greatest } });
        point.Note = $"{requests:N0} requests, {GapMs} ms apart on average, {ServiceMs} ms of service, a freeze of {FreezeMs:N0} ms every {FreezeEveryMs / 1e3:N0} s";
    }

    // Work that begins or lies in a freeze goes on after it; the freeze is the end of each period.
    private static double Serve(double begin, double service)
    {
        var (period, since) = (Math.Floor(begin / FreezeEveryMs), begin % FreezeEveryMs);
        var awake = FreezeEveryMs - FreezeMs;
        return since >= awake ? ((period + 1) * FreezeEveryMs) + service
            : since + service <= awake ? begin + service
            : begin + service + FreezeMs;
    }

    private static string Name(double confidence) => FormattableString.Invariant($"{100 * confidence:0} % confidence");
}
