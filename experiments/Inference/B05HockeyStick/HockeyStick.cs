using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>B5: how latency grows with the load.</summary>
    public static readonly IExperiment HockeyStick = Add(new HockeyStick());
}

/// <summary>B5: open-loop load from a tenth of what a server can process to more than it can: when does latency begin to grow?</summary>
/// <remarks>The queue is the serving simulator with one request at a time, checked against the closed forms in h00. Above a load of 1 there is no steady state: the mean
/// is that of a run of so many requests and grows with their number.</remarks>
internal sealed partial class HockeyStick : IExperiment
{
    internal const string Formula = "M/M/1, formula";

    internal static readonly double[] Loads = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.05, 1.2];

    // Gaps and services by variation: standard deviation / mean.
    private static readonly (string Name, double Arrivals, double Services)[] s_systems =
    [
        (Random, 1, 1), ("random arrivals, equal services", 1, 0), ("regular arrivals (0.5)", 0.5, 1), ("bursts (2)", 2, 1),
    ];

    private static readonly double[] s_rates = [0.25, 0.5, 1, 1.5, 2, 2.5, 2.75, 3, 3.25, 3.5, 4];

    public string Id => "b05-hockey-stick";

    public string Title => "Hockey stick";

    public string Question => "At which load does latency begin to grow: when more comes than can be processed, or before?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        foreach (var (name, arrivals, services) in s_systems)
        {
            context.Point(new() { { "part", "queue" }, { "system", name } }, point => Simulate(point, name, arrivals, services, context.ByScale(3_000, 50_000, 300_000)), 1);
        }

        context.Point(new() { { "part", "server" } }, point => Serve(point, context.ByScale(60, 3_000, 20_000)), 1);
    }

    private static void Compute(Point point)
    {
        foreach (var load in Loads.Append(0.99).Where(l => l < 1).Order())
        {
            point.Value(Response, MM1.MeanResponse(load), Formula, ValueKind.Computed, at: new() { { "load", load } });
            point.Value(Response, MD1.MeanWait(load) + 1, "M/D/1, formula", ValueKind.Computed, at: new() { { "load", load } });
        }
    }

    // The closed form is compared with the first system only, so it alone is run for longer; beyond a load of 1 all runs are as long as each other, for there the mean depends on it.
    private static void Simulate(Point point, string name, double arrivals, double services, int atLeast)
    {
        point.Note = $"at least {atLeast:N0} requests at each load, {atLeast:N0} beyond 1";
        foreach (var load in Loads)
        {
            var customers = name == Random && load < 1 ? 4 * atLeast : atLeast;
            var run = SimulatedQueue.Run(SimulatedQueue.Options(1), SimulatedQueue.Customers(load, 1, customers, arrivals, services, point.Seed));
            var response = run.Outcomes.Skip(customers / SimulatedQueue.WarmUpShare).Select(o => o.EndToEnd.Seconds / SimulatedQueue.ServiceSeconds).ToArray();
            var mean = BatchMeans.Of(response);
            var reach = load < 1 ? ClosedFormPart.Deviations * mean.StandardError : double.NaN;
            var at = new Parameters { { "load", load } };
            point.Value(Response, mean.Mean, name, ValueKind.Modelled, mean.Mean - reach, mean.Mean + reach, at);
            Array.Sort(response);
            point.Value(Slowest, PercentileDefinitions.Linear.Quantile(response, 0.99), name, ValueKind.Modelled, at: at);
        }
    }

    private static void Serve(Point point, int requests)
    {
        point.Note = $"{requests:N0} requests at each rate, lengths like those of Azure's conversations; the first 1 % left out";
        foreach (var rate in s_rates)
        {
            var run = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch), SimulatedServer.AzureLike(rate, requests, point.Seed));
            var ttft = run.Outcomes.Skip(requests / SimulatedQueue.WarmUpShare).Select(o => o.Ttft.Seconds).Order().ToArray();
            var at = new Parameters { { "rate", rate } };
            point.Value(Ttft, ttft.Average(), "mean", ValueKind.Modelled, at: at);
            point.Value(Ttft, PercentileDefinitions.Linear.Quantile(ttft, 0.5), "p50", ValueKind.Modelled, at: at);
            point.Value(Ttft, PercentileDefinitions.Linear.Quantile(ttft, 0.99), "p99", ValueKind.Modelled, at: at);
        }
    }
}
