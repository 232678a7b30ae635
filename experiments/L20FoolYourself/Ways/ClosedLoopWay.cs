using MathNet.Numerics.Statistics;

namespace HotRow.Lab;

/// <summary>Sends the next request when the last one is answered, so that requests that should have come during a stall are never sent.</summary>
/// <remarks>Known as coordinated omission. The server is a simulated queue with one worker: 1 ms of service, and a stall of 200 ms once in 2,000 requests.
/// The load counts the stalls in: requests come as a Poisson process with a mean gap of mean service time / load.
/// The open loop's mean wait without stalls is checked against the formula of Pollaczek and Khinchine.</remarks>
internal sealed class ClosedLoopWay : FoolingWay
{
    private const double ServiceMs = 1;
    private const double StallMs = 200;
    private const int StallEvery = 2_000;
    private const double Load = 0.7;

    /// <summary>Latency at a quantile.</summary>
    internal static readonly Metric LatencyMs = new("latency-ms", "Latency", "ms", false, "answer - the time at which the request should have been sent");

    private static readonly double[] s_quantiles = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];

    public override string Name => "closed loop";

    public override void Measure(Point point, RunContext context)
    {
        var requests = context.ByScale(40_000, 400_000, 2_000_000);
        double[] Services(double stall) => [.. Enumerable.Range(0, requests).Select(i => ServiceMs + (i % StallEvery == StallEvery / 2 ? stall : 0))];
        var closed = Services(StallMs);
        var open = Open(closed, point.Seed);
        point.Check("mean wait of the open loop without stalls, against Pollaczek-Khinchine", () =>
        {
            var wait = Open(Services(0), point.Seed).Average() - ServiceMs;
            var expected = Load * ServiceMs / (2 * (1 - Load));
            return (Math.Abs(wait - expected) < 0.15 * expected, FormattableString.Invariant($"{wait:0.000} ms, expected {expected:0.000} ms"));
        });
        foreach (var quantile in s_quantiles)
        {
            var at = new Parameters { { "quantile", FormattableString.Invariant($"p{100 * quantile:0.##}") } };
            point.Value(LatencyMs, closed.Quantile(quantile), $"{Careless}: closed loop", ValueKind.Modelled, at: at);
            point.Value(LatencyMs, open.Quantile(quantile), $"{Careful}: open loop", ValueKind.Modelled, at: at);
        }

        point.Note = $"p99 of a simulated server, load {Load} with the stalls counted in. Cure: send by the clock, count from when the request should have been sent.";
        Report(point, closed.Quantile(0.99), open.Quantile(0.99), "ms", ValueKind.Modelled, higherIsBetter: false);
    }

    // Times in ms, so the rate is per ms.
    private static double[] Open(double[] services, ulong seed) => OpenLoop.Model(OpenLoop.PoissonTimes(services.Length, Load / services.Average(), seed), services);
}
