using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>D5: throughput that keeps its promises.</summary>
    public static readonly IExperiment GoodputLimits = Add(new GoodputLimits());
}

/// <summary>D5: requests a second that keep every objective, over rates, objectives, schedulers and numbers of replicas; and a real log judged by the same objectives.</summary>
/// <remarks>Simulated: Llama 3.1 8B on RTX 4090s, Poisson arrivals, lengths like those of Azure's conversations. The same requests come at every rate, only closer together.
/// <para><i>Deviation:</i> a run in overload has an end, so its attainment depends on its length; the rate at which 9 of 10 requests keep their objectives hardly does.</para></remarks>
internal sealed partial class GoodputLimits : IExperiment
{
    private const double GridRate = 2.5;
    private const double FleetRate = 5.53;
    private const double LeastRate = 0.02;
    private const double MostRate = 8;
    private const double Price = 1;
    private const int LimitPerMinute = 60;

    private static readonly double[] s_rates = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6];
    private static readonly ServiceObjectives[] s_objectives =
        [SloPresets.Document.Objectives, SloPresets.Llama2With70BInteractive.Objectives, SimulatedServer.Objectives, SloPresets.Llama31With8B.Objectives];

    private static readonly double[] s_gridTtft = [100, 200, 500, 1_000, 2_000, 5_000];
    private static readonly double[] s_gridTpot = [20, 25, 30, 40, 50, 100];
    private static readonly double[] s_logTtft = [0.2, 1, 2, 30, 60];
    private static readonly int[] s_replicas = [1, 2, 3, 4, 6, 8];
    private static readonly int[] s_bursts = [1, 2, 5, 10, 20, 60];
    private static readonly double[] s_loads = [0.5, 0.8, 0.95, 1.2];
    private static readonly (SchedulerInfo Scheduler, SchedulerArgs Args)[] s_schedulers =
    [
        (Schedulers.StaticBatch, new(MaxSequences: 8, Window: SimTime.FromSeconds(1))),
        (Schedulers.DynamicBatch, new(MaxSequences: 8, Window: SimTime.FromMs(100))),
        (Schedulers.WholePrefill, new()),
        (Schedulers.ContinuousBatch, new()),
    ];

    public string Id => "d05-goodput";

    public string Title => "Goodput";

    public string Question => "How many requests a second does a server finish as promised, and why is that not its throughput?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        var count = context.ByScale(150, 2_000, 10_000);
        context.Point(new() { { "part", "example" } }, Example, 0);
        context.Point(new() { { "part", "rates" } }, point => Rates(point, count), 0);
        context.Point(new() { { "part", "limit" } }, point => HighestRates(point, count), 0);
        context.Point(new() { { "part", "grid" } }, point => Grid(point, count), 0);
        context.Point(new() { { "part", "schedulers" } }, point => Compare(point, count), 0);
        context.Point(new() { { "part", "replicas" } }, point => Fleets(point, count), 0);
        context.Point(new() { { "part", "throttle" } }, point => Throttle(point, count * 20), 0);
        context.Point(new() { { "part", "log" } }, Replay, 0);
    }

    /// <summary>Objectives as charts name them: "1000/100 ms".</summary>
    internal static string Name(ServiceObjectives objectives) => FormattableString.Invariant($"{objectives.Ttft.Ms:0}/{objectives.Tpot.Ms:0} ms");

    /// <summary>Requests as they come at one a second; other rates stretch the times.</summary>
    internal static RecordedRequests Drawn(int count, ulong seed) => RecordedRequests.Of("azure-like", new PoissonArrivals(new(1, count, new AzureLikeLengths())).Requests(seed));

    /// <summary>Those requests at another rate, served.</summary>
    internal static ServingRun Serve(RecordedRequests requests, double perSecond, ServingOptions? options = null) =>
        SimulatedServer.Run(options ?? SimulatedServer.Options(Schedulers.ContinuousBatch), new TraceArrivals(requests) { TimeScale = 1 / perSecond }.Requests(1));

    /// <summary>The highest rate at which a share of the requests keep their objectives; 0 where not even single requests do.</summary>
    internal static double HighestRate(RecordedRequests requests, ServiceObjectives objectives, double share)
    {
        double Attained(double rate) => ServingMetrics.AttainmentOf(Serve(requests, rate).Outcomes, objectives);
        var (low, high) = (LeastRate, MostRate);
        if (Attained(low) < share)
        {
            return 0;
        }

        while (high - low > 0.02 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = Attained(middle) >= share ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static void Example(Point point)
    {
        point.Value(PerMinute, 30, DocumentName, ValueKind.Computed);
        point.Value(ServingMetrics.Goodput, 30 / 60.0, DocumentName, ValueKind.Computed);
    }

    private static void Rates(Point point, int count)
    {
        var requests = Drawn(count, point.Seed);
        foreach (var rate in s_rates)
        {
            var outcomes = Serve(requests, rate).Outcomes;
            var at = new Parameters { { "rate", rate } };
            point.Value(PerSecond, ServingMetrics.Throughput(outcomes).RequestsPerSecond, Finished, ValueKind.Modelled, at: at);
            foreach (var objectives in s_objectives)
            {
                point.Value(PerSecond, ServingMetrics.GoodputOf(outcomes, objectives), Name(objectives), ValueKind.Modelled, at: at);
                point.Value(ServingMetrics.Attainment, ServingMetrics.AttainmentOf(outcomes, objectives), Name(objectives), ValueKind.Modelled, at: at);
            }
        }
    }

    private static void HighestRates(Point point, int count)
    {
        var requests = Drawn(count, point.Seed);
        var alone = Serve(requests, LeastRate).Outcomes;
        foreach (var objectives in s_objectives)
        {
            point.Value(RateLimit, HighestRate(requests, objectives, Promised), Name(objectives), ValueKind.Modelled);
            point.Value(AloneAttained, ServingMetrics.AttainmentOf(alone, objectives), Name(objectives), ValueKind.Modelled);
        }
    }

    private static void Grid(Point point, int count)
    {
        var outcomes = Serve(Drawn(count, point.Seed), GridRate).Outcomes;
        foreach (var tpot in s_gridTpot)
        {
            foreach (var ttft in s_gridTtft)
            {
                point.Value(ServingMetrics.Attainment, ServingMetrics.AttainmentOf(outcomes, ServiceObjectives.OfMs(ttft, tpot)), "", ValueKind.Modelled, at: new() { { "ttft", ttft }, { "tpot", tpot } });
            }
        }
    }

    private static void Compare(Point point, int count)
    {
        var requests = Drawn(count, point.Seed);
        foreach (var (scheduler, args) in s_schedulers)
        {
            var outcomes = Serve(requests, GridRate, SimulatedServer.Options(scheduler, args)).Outcomes;
            var at = new Parameters { { "scheduler", scheduler.Name } };
            point.Value(PerSecond, ServingMetrics.Throughput(outcomes).RequestsPerSecond, Finished, ValueKind.Modelled, at: at);
            point.Value(PerSecond, ServingMetrics.GoodputOf(outcomes, SimulatedServer.Objectives), Name(SimulatedServer.Objectives), ValueKind.Modelled, at: at);
        }
    }

    private static void Fleets(Point point, int count)
    {
        var requests = Drawn(count, point.Seed);
        foreach (var replicas in s_replicas)
        {
            var outcomes = Serve(requests, FleetRate, SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = replicas }).Outcomes;
            foreach (var objectives in s_objectives)
            {
                var (at, goodput) = (new Parameters { { "replicas", replicas } }, ServingMetrics.GoodputOf(outcomes, objectives));
                point.Value(ServingMetrics.GoodputPerDollar, ServingMetrics.GoodputPerDollarOf(goodput, replicas * Price), Name(objectives), ValueKind.Modelled, at: at);
            }
        }
    }

    private static void Throttle(Point point, int count)
    {
        foreach (var load in s_loads)
        {
            var times = OpenLoop.PoissonTimes(count, load * LimitPerMinute / 60, point.Seed);
            foreach (var burst in s_bursts)
            {
                point.Value(RefusedShare, TokenBucket.RefusedShare(times, LimitPerMinute / 60.0, burst), FormattableString.Invariant($"{load * LimitPerMinute:0} a minute"), ValueKind.Modelled, at: new() { { "burst", burst } });
            }
        }
    }

    private static void Replay(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var requests = VllmLog.Read(path).Requests;
        foreach (var seconds in s_logTtft)
        {
            var kept = requests.Count(r => r.Ttft.Seconds <= seconds && r.TpotSeconds <= 0.1);
            point.Value(Kept, kept, "", at: new() { { "ttft-s", seconds } });
        }

        point.Value(PerSecond, requests.Count / requests.Max(r => r.LastToken.Seconds), Finished);
    }
}
