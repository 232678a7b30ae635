namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a closed loop reports of a server that stalls now and then, beside what clients see: a simulation of one worker with 1 ms of service.</summary>
    /// <param name="stallMilliseconds">Length of a stall, 0 to 10,000 ms.</param>
    /// <param name="stallEvery">One request in so many stalls, 10 to 100,000.</param>
    /// <param name="load">Share of its time that the server works, stalls counted in, 0.01 to 0.95.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Stalls(double stallMilliseconds, int stallEvery, double load)
    {
        TryLimits.Check("stallMilliseconds", stallMilliseconds, 0, 10_000);
        TryLimits.Check("stallEvery", stallEvery, 10, 100_000);
        TryLimits.Check("load", load, 0.01, 0.95);
        var (closed, open) = BenchmarkModel.Latencies(stallMilliseconds, stallEvery, load);
        var points = new TryPoints(ClosedLoopWay.LatencyMs);
        foreach (var (name, at) in BenchmarkModel.Quantiles)
        {
            points.Add("closed loop", name, BenchmarkModel.Quantile(closed, at), ValueKind.Modelled);
            points.Add("open loop", name, BenchmarkModel.Quantile(open, at), ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"1 ms of service, {stallMilliseconds:0.##} ms more once in {stallEvery:N0} requests, load {load:0.##}"),
            [
                new("p99 by the clock", BenchmarkModel.Quantile(open, 0.99), "ms", ValueKind.Modelled),
                new("p99 of the closed loop", BenchmarkModel.Quantile(closed, 0.99), "ms", ValueKind.Modelled),
                new("median by the clock", BenchmarkModel.Quantile(open, 0.5), "ms", ValueKind.Modelled),
                new("requests that took longer than twice their service", open.Count(ms => ms > 2) / (double)open.Length, "", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "A closed loop does not see who waited", "quantile", "200,000 simulated requests. Closed loop: the next is sent when the last is answered. Open: Poisson arrivals, latency from the intended start.", logY: true));
    }

    /// <summary>Whether so many samples can say anything about a quantile.</summary>
    /// <param name="samples">Samples, 1 to 100 million.</param>
    /// <param name="quantile">The quantile, 0.5 to 0.99999.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult SamplesFor(int samples, double quantile)
    {
        TryLimits.Check("samples", samples, 1, 100_000_000);
        TryLimits.Check("quantile", quantile, 0.5, 0.99999);
        var points = new TryPoints(new("seen", "Chance that the largest sample lies beyond", "", true, "1 - quantile ^ samples"));
        foreach (var at in BenchmarkModel.SampleCounts.Append(samples).Distinct().Order())
        {
            points.Add("", at, 1 - Math.Pow(quantile, at), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{samples:N0} samples for the {100 * quantile:0.###} % quantile"),
            [
                new("chance that any sample lies beyond it", 1 - Math.Pow(quantile, samples), "", ValueKind.Computed),
                new("samples that lie beyond it, on average", samples * (1 - quantile), "", ValueKind.Computed),
                new("samples needed for a chance of 99 %", Math.Ceiling(Math.Log(0.01) / Math.Log(quantile)), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A quantile needs samples beyond it", "samples", "Independent samples.", logX: true, references: ReferenceLine.Horizontal("99 %", 0.99)));
    }

    /// <summary>How much better the best of several equal contenders looks by noise alone.</summary>
    /// <param name="contenders">Contenders, all the same code, 1 to 10,000.</param>
    /// <param name="noisePercent">Standard deviation of one measurement, 0 to 100 % of it.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BestOfEquals(int contenders, double noisePercent)
    {
        TryLimits.Check("contenders", contenders, 1, 10_000);
        TryLimits.Check("noisePercent", noisePercent, 0, 100);
        var points = new TryPoints(new("apparent-gain", "Apparent gain of the best", "%", null, "noise x expected largest of so many standard normal draws"));
        foreach (var at in BenchmarkModel.ContenderCounts.Append(contenders).Distinct().Order())
        {
            points.Add("", at, noisePercent * BenchmarkModel.ExpectedLargest(at), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"The best of {contenders:N0} equal contenders, noise {noisePercent:0.##} %"),
            [
                new("how much better the best looks, on average", noisePercent * BenchmarkModel.ExpectedLargest(contenders), "%", ValueKind.Computed),
                new("the same in deviations", BenchmarkModel.ExpectedLargest(contenders), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Try enough and noise finds a winner", "contenders", "Normal noise, one measurement each, nobody is really better.", logX: true));
    }
}

file static class BenchmarkModel
{
    public const int Requests = 200_000;
    public static readonly (string Name, double At)[] Quantiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999), ("p99.99", 0.9999)];
    public static readonly int[] SampleCounts = [10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000];
    public static readonly int[] ContenderCounts = [1, 2, 3, 5, 10, 20, 50, 100, 1_000];
    private const double ServiceMs = 1;

    // Times in ms, so the rate is per ms. Both sorted.
    public static (double[] Closed, double[] Open) Latencies(double stallMs, int every, double load)
    {
        double[] closed = [.. Enumerable.Range(0, Requests).Select(i => ServiceMs + (i % every == every / 2 ? stallMs : 0))];
        var open = OpenLoop.Model(OpenLoop.PoissonTimes(closed.Length, load / closed.Average(), 3), closed);
        Array.Sort(closed);
        Array.Sort(open);
        return (closed, open);
    }

    // The smallest value that at least that share of the sorted ones does not exceed.
    public static double Quantile(double[] sorted, double at) => sorted[Math.Clamp((int)Math.Ceiling(at * sorted.Length) - 1, 0, sorted.Length - 1)];

    // The mean of the largest is the integral of 1 - F^k above zero less that of F^k below.
    public static double ExpectedLargest(int draws)
    {
        const double End = 9;
        const int Steps = 9_000;
        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            var x = (i + 0.5) * End / Steps;
            sum += 1 - Math.Pow(MathNet.Numerics.Distributions.Normal.CDF(0, 1, x), draws) - Math.Pow(MathNet.Numerics.Distributions.Normal.CDF(0, 1, -x), draws);
        }

        return sum * End / Steps;
    }
}
