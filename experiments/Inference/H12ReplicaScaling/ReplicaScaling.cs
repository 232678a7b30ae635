using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H12: replicas, what sends requests to them, how many there are, and what fits on a device.</summary>
    public static readonly IExperiment ReplicaScaling = Add(new ReplicaScaling());
}

/// <summary>H12: more replicas of a model: how waiting depends on what sends requests to them, what a start delay costs when their number follows the load, and which
/// models share a device.</summary>
internal sealed partial class ReplicaScaling : IExperiment
{
    internal const double Load = 0.8;
    internal const string OneQueue = "one queue for all";
    internal const string OneServer = "one server of its own";

    internal static readonly int[] Servers = [1, 2, 4, 8];

    private const double DeviceGB = 40;
    private const double PerReplica = 2;
    private const double DayRate = 6;
    private const double DaySeconds = 1_800;

    // How many requests in a replica the autoscaler steers to: at 2 requests a second a replica holds some 11.
    private const double RequestsPerReplica = 12;

    private static readonly RequestRouterInfo[] s_routers = [RequestRouters.Random, RequestRouters.RoundRobin, RequestRouters.PowerOfTwo, RequestRouters.JoinShortestQueue];
    private static readonly double[] s_delays = [0, 30, 120, 300];
    private static readonly int[] s_fixed = [2, 3, 4, 6];

    public string Id => "h12-replicas";

    public string Title => "Replicas";

    public string Question => "Do twice the replicas carry twice the requests, and how well can their number follow the load?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        context.Point(new() { { "part", "packing" } }, Pack, 0);
        context.Point(new() { { "part", "queues" } }, point => Queues(point, context.ByScale(1_000, 40_000, 200_000)), 1);
        context.Point(new() { { "part", "replicas" } }, point => Replicas(point, context.ByScale(40, 4_000, 20_000)), 1);
        context.Point(new() { { "part", "autoscaling" } }, point => Autoscale(point, context.ByScale(150, 21_600, 43_200)), 1);
    }

    private static void Compute(Point point)
    {
        foreach (var servers in Servers)
        {
            point.Value(Wait, MMc.MeanWait(servers, Load), OneQueue + ", formula", ValueKind.Computed, at: new() { { "servers", servers } });
            point.Value(Wait, MM1.MeanWait(Load), OneServer + ", formula", ValueKind.Computed, at: new() { { "servers", servers } });
        }
    }

    private static void Queues(Point point, int customersPerServer)
    {
        point.Note = $"{customersPerServer:N0} requests for each server, at a load of {Load}";
        foreach (var servers in Servers)
        {
            // All arrangements get the same requests.
            var customers = SimulatedQueue.Customers(Load, servers, customersPerServer * servers, 1, 1, point.Seed).ToArray();
            foreach (var (name, options) in s_routers.Select(r => (r.Name, SimulatedQueue.Options(servers, r))).Prepend((OneQueue, SimulatedQueue.OneQueue(servers))))
            {
                var waits = SimulatedQueue.Waits(SimulatedQueue.Run(options with { Seed = point.Seed }, customers));
                var mean = BatchMeans.Of(waits);
                var at = new Parameters { { "servers", servers } };
                point.Value(Wait, mean.Mean, name, ValueKind.Modelled, mean.Mean - (1.96 * mean.StandardError), mean.Mean + (1.96 * mean.StandardError), at);
                Array.Sort(waits);
                point.Value(SlowWait, PercentileDefinitions.Linear.Quantile(waits, 0.99), name, ValueKind.Modelled, at: at);
            }
        }
    }

    private static void Replicas(Point point, int requestsPerReplica)
    {
        point.Note = $"{PerReplica} requests a second and replica, {requestsPerReplica:N0} for each replica, lengths like those of Azure's conversations";
        foreach (var replicas in Servers)
        {
            var requests = SimulatedServer.AzureLike(PerReplica * replicas, requestsPerReplica * replicas, point.Seed).ToArray();
            foreach (var router in s_routers)
            {
                var run = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = replicas, Router = router, Seed = point.Seed }, requests);
                point.Value(SlowTtft, SimulatedServer.Quantiles(run, o => o.Ttft.Seconds, 0.99)[0], router.Name, ValueKind.Modelled, at: new() { { "replicas", replicas } });
            }
        }
    }

    // A day of half an hour: the rate swings by 0.8 around its mean.
    private static void Autoscale(Point point, int requests)
    {
        point.Note = $"{requests:N0} requests, {DayRate} a second in the mean, -+ 80 % in {DaySeconds:0} s; looked at every 15 s";
        var arrivals = new DiurnalArrivals(new(DayRate, requests, new AzureLikeLengths()), swing: 0.8, DaySeconds);
        var options = SimulatedServer.Options(Schedulers.ContinuousBatch) with { Router = RequestRouters.JoinShortestQueue };
        foreach (var replicas in s_fixed)
        {
            Day("fixed number", $"{replicas} replicas", options with { Replicas = replicas });
        }

        var args = new AutoscalerArgs(1, 12, SimTime.FromSeconds(15), RequestsPerReplica);
        foreach (var delay in s_delays)
        {
            Day(Scaled, Delay(delay), options with { Replicas = 3, StartDelay = SimTime.FromSeconds(delay), Autoscaler = Autoscalers.QueueLength.Create(args) });
        }

        Day("by busy share", Delay(30), options with { Replicas = 3, StartDelay = SimTime.FromSeconds(30), Autoscaler = Autoscalers.TargetUtilisation.Create(args with { Target = 0.7 }) });

        void Day(string way, string name, ServingOptions fleet)
        {
            var run = SimulatedServer.Run(fleet, arrivals.Requests(point.Seed));
            var paid = Math.Round(run.OnNs / (double)run.Span.Ns, 3);
            var at = new Parameters { { "fleet", name }, { "paid", paid } };
            point.Value(Kept, 100 * ServingMetrics.AttainmentOf(run.Outcomes, SimulatedServer.Objectives), way, ValueKind.Modelled, at: at);
            point.Value(Paid, paid, way, ValueKind.Modelled, at: at);
        }
    }

    private static void Pack(Point point)
    {
        foreach (var bits in new[] { 16, 8, 4 })
        {
            var (large, small) = (34 * bits / 8.0, 13 * bits / 8.0);
            var at = new Parameters { { "bits", bits } };
            point.Value(Bytes, large, Large, ValueKind.Computed, at: at);
            point.Value(Bytes, 3 * small, Small, ValueKind.Computed, at: at);
            point.Value(FitsOn, Packing.Fits([large], DeviceGB, 1) ? 1 : 0, Large, ValueKind.Computed, at: at);
            point.Value(FitsOn, Packing.Fits([small, small, small], DeviceGB, 1) ? 1 : 0, Small, ValueKind.Computed, at: at);
        }

        // Replicas of 8B and 13B in 16 bit and of 34B and 70B in 8 bit, on devices of 80 GB.
        foreach (var each in new[] { 1, 2, 3, 4 })
        {
            double[] sizes = [.. Enumerable.Repeat(new[] { 16.0, 26, 34, 70 }, each).SelectMany(s => s)];
            var at = new Parameters { { "models", sizes.Length } };
            point.Value(DevicesUsed, Packing.FirstFitDecreasing(sizes, 80).Max() + 1, FirstFit, ValueKind.Computed, at: at);
            point.Value(DevicesUsed, Packing.Fewest(sizes, 80), Fewest, ValueKind.Computed, at: at);
            point.Value(Choices, Math.Pow(sizes.Length, sizes.Length), "", ValueKind.Computed, at: at);
        }
    }
}
