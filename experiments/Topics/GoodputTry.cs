using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    // Enough for an attainment within two percent, and a second of simulation.
    private const int GoodputRequests = 2_000;

    /// <summary>A simulated server at a rate: what it finishes, what it finishes as promised, and which promise fails.</summary>
    /// <param name="rate">Requests a second, 0.01 to 100; lengths like those of Azure's conversations.</param>
    /// <param name="ttft">Longest time to first token, 1 to 1,000,000 ms.</param>
    /// <param name="tpot">Longest time per output token after the first, 1 to 100,000 ms.</param>
    /// <param name="replicas">Devices, 1 to 64.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Goodput(double rate, double ttft, double tpot, int replicas = 1)
    {
        TryLimits.Check("rate", rate, 0.01, 100);
        CheckObjectives(ttft, tpot);
        TryLimits.Check("replicas", replicas, 1, 64);
        var objectives = ServiceObjectives.OfMs(ttft, tpot);
        var requests = GoodputLimits.Drawn(GoodputRequests, 1);
        var options = SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = replicas };
        var points = new TryPoints(GoodputLimits.PerSecond);
        IReadOnlyList<RequestOutcome> asked = [];
        foreach (var factor in GoodputCurve.Rates)
        {
            var outcomes = GoodputLimits.Serve(requests, rate * factor, options).Outcomes;
            asked = factor == 1 ? outcomes : asked;
            points.Add("finished", rate * factor, ServingMetrics.Throughput(outcomes).RequestsPerSecond, ValueKind.Modelled);
            points.Add("as promised", rate * factor, ServingMetrics.GoodputOf(outcomes, objectives), ValueKind.Modelled);
        }

        double Missed(ObjectiveKind kind) => asked.Count(o => !objectives.IsMet(o, kind)) / (double)asked.Count;
        return points.Result(
            FormattableString.Invariant($"{rate:0.###} requests a second on {replicas} RTX 4090, {ttft:0.###} ms to the first token and {tpot:0.###} ms for each further one, simulated"),
            [
                new("goodput", ServingMetrics.GoodputOf(asked, objectives), "1/s", ValueKind.Modelled),
                new("finished", ServingMetrics.Throughput(asked).RequestsPerSecond, "1/s", ValueKind.Modelled),
                new("keep both", 100 * ServingMetrics.AttainmentOf(asked, objectives), "%", ValueKind.Modelled),
                new("miss the first token's limit", 100 * Missed(ObjectiveKind.Ttft), "%", ValueKind.Modelled),
                new("miss the further tokens' limit", 100 * Missed(ObjectiveKind.Tpot), "%", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "Finished, and finished as promised", "requests offered (1/s)", "Simulated: 2,000 requests at each rate. What lies past the bend depends on their number."));
    }

    /// <summary>The highest rate at which 9 of 10 simulated requests keep both limits on one device.</summary>
    /// <param name="ttft">Longest time to first token, 1 to 1,000,000 ms.</param>
    /// <param name="tpot">Longest time per output token after the first, 1 to 100,000 ms.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult HighestRate(double ttft, double tpot)
    {
        CheckObjectives(ttft, tpot);
        var requests = GoodputLimits.Drawn(GoodputRequests, 1);
        var points = new TryPoints(GoodputLimits.RateLimit);
        double At(double limit) => GoodputLimits.HighestRate(requests, ServiceObjectives.OfMs(limit, tpot), GoodputLimits.Promised);
        foreach (var limit in GoodputCurve.Limits.Select(f => f * ttft))
        {
            points.Add("one RTX 4090", limit, At(limit), ValueKind.Modelled);
        }

        var alone = ServingMetrics.AttainmentOf(GoodputLimits.Serve(requests, 0.02).Outcomes, ServiceObjectives.OfMs(ttft, tpot));
        return points.Result(
            FormattableString.Invariant($"{ttft:0.###} ms to the first token and {tpot:0.###} ms for each further one, on one RTX 4090, simulated"),
            [
                new("highest rate at which 9 of 10 keep both", At(ttft), "1/s", ValueKind.Modelled),
                new("keep both on an idle server", 100 * alone, "%", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "What a looser first token is worth", "limit of the time to first token (ms)", "Simulated, bisected to 2 %; 0 where an idle server misses it already.", logX: true));
    }

    /// <summary>How many requests a provider's limit refuses.</summary>
    /// <param name="perMinute">Requests a minute, 0.1 to 100,000, at random times.</param>
    /// <param name="limitPerMinute">The provider's limit, 0.1 to 100,000.</param>
    /// <param name="burst">Requests it takes at once after a pause, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult RateLimit(double perMinute, double limitPerMinute, int burst)
    {
        TryLimits.Check("perMinute", perMinute, 0.1, 100_000);
        TryLimits.Check("limitPerMinute", limitPerMinute, 0.1, 100_000);
        TryLimits.Check("burst", burst, 1, 100_000);
        var times = OpenLoop.PoissonTimes(100_000, perMinute / 60, 1);
        var points = new TryPoints(GoodputLimits.RefusedShare);
        foreach (var allowed in GoodputCurve.Bursts.Append(burst).Distinct().Order())
        {
            points.Add("refused", allowed, TokenBucket.RefusedShare(times, limitPerMinute / 60, allowed), ValueKind.Modelled);
        }

        var refused = TokenBucket.RefusedShare(times, limitPerMinute / 60, burst);
        return points.Result(
            FormattableString.Invariant($"{perMinute:0.###} requests a minute against a limit of {limitPerMinute:0.###}, a burst of {burst:N0}"),
            [
                new("refused", 100 * refused, "%", ValueKind.Modelled),
                new("taken", (1 - refused) * perMinute, "1/min", ValueKind.Modelled),
                new("refused at least, over a long time", 100 * Math.Max(0, 1 - (limitPerMinute / perMinute)), "%", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A burst allowance takes what bunches", "burst (requests)", "Modelled: a bucket that fills at the limit's rate; 100,000 Poisson arrivals.", logX: true));
    }

    private static void CheckObjectives(double ttft, double tpot)
    {
        TryLimits.Check("ttft", ttft, 1, 1_000_000);
        TryLimits.Check("tpot", tpot, 1, 100_000);
    }
}

file static class GoodputCurve
{
    public static readonly double[] Rates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
    public static readonly double[] Limits = [0.5, 1, 2, 4];
    public static readonly int[] Bursts = [1, 2, 5, 10, 20, 50, 100];
}
