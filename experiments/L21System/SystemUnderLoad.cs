namespace HotRow.Lab;

/// <summary>The part of L21 with users: requests come by the clock, at the same rate before and after each cure.</summary>
internal sealed partial class SystemThroughput
{
    /// <summary>The share of the reference's own limit at which requests come.</summary>
    private const double Load = 0.7;

    private const int Blocks = 2;

    // From as many samples on the largest one is an upper bound of p99 with 99 % confidence: 0.99^459 < 0.01.
    private const int EnoughForP99 = 459;
    private const double P99 = 0.99;
    private static readonly double[] s_quantiles = [0.5, P99];
    private static readonly string[] s_driven = [FromFile, Cached];

    private static void UnderLoad(Point point, Service service, RunContext context)
    {
        if (Requests(point, service, FromFile, Cached, Dedup, InMemory) is not { } requests)
        {
            return;
        }

        point.After(_ =>
        {
            var samples = context.ByScale(20, 100, 1_000);
            var services = requests.ToDictionary(r => r.Name, _ => new List<double>());
            for (var i = 0; i < samples; i++)
            {
                foreach (var (name, request) in requests)
                {
                    services[name].Add(Elapsed.Of(() => request.Serve(StatedWidth)).TotalSeconds);
                }
            }

            var rate = Load / services[FromFile].Average();
            var count = (int)Math.Ceiling(Math.Min(rate * context.ByScale(0.01, 0.6, 6), context.ByScale(20, 250, 2_500)));
            var driven = context.Scale == Scale.Full ? requests : requests.Where(r => s_driven.Contains(r.Name));
            var measured = Drive(driven, count, rate, point.Seed);
            foreach (var (name, latencies) in measured)
            {
                AddLatencies(point, latencies, name, ValueKind.Measured);
            }

            foreach (var (name, _) in requests)
            {
                AddLatencies(point, Model([.. services[name]], count * Blocks, rate, point.Seed), name, ValueKind.Modelled);
                point.Value(Utilisation, rate * services[name].Average(), name, ValueKind.Modelled);
            }

            point.Value(ArrivalRate, rate, kind: ValueKind.Measured);
            point.Note += $"; {rate:0} requests/s for all, {Load:0 %} of what the reference can serve; {count * Blocks} requests each" + (count * Blocks < EnoughForP99 ? $", too few for p99: its interval needs {EnoughForP99}" : "");
        });
    }

    // In turns, so that a disturbance of the machine does not meet one cure alone.
    private static Dictionary<string, double[]> Drive(IEnumerable<(string Name, ServiceRequest Request)> requests, int count, double rate, ulong seed)
    {
        var latencies = requests.ToDictionary(r => r.Name, _ => Array.Empty<double>());
        for (var block = 0; block < Blocks; block++)
        {
            var arrivals = OpenLoop.PoissonTimes(count, rate, seed + (ulong)block);
            foreach (var (name, request) in requests)
            {
                latencies[name] = [.. latencies[name], .. OpenLoop.Run(() => request.Serve(StatedWidth), arrivals)];
            }
        }

        return latencies;
    }

    // The service times of the closed loop, drawn anew, in the same arrivals.
    private static double[] Model(double[] services, int count, double rate, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var drawn = Enumerable.Range(0, count).Select(_ => services[random.NextInt32(services.Length)]).ToArray();
        return OpenLoop.Model(OpenLoop.PoissonTimes(count, rate, seed), drawn);
    }

    private static void AddLatencies(Point point, double[] seconds, string name, ValueKind kind)
    {
        foreach (var quantile in s_quantiles)
        {
            var latency = Statistics.Quantile(seconds, quantile);
            var at = new Parameters { { "quantile", $"p{100 * quantile:0}" }, { "by", kind == ValueKind.Measured ? "measured" : "queue model" } };
            point.Value(LatencyMs, latency.Value * 1e3, name, kind, latency.Low * 1e3, latency.High * 1e3, at);
        }
    }
}
