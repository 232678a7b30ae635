using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>B2: where a batch interface's discount comes from.</summary>
    public static readonly IExperiment BatchDiscount = Add(new BatchDiscount());
}

/// <summary>B2, B3: the devices that the same requests take when somebody waits for them and when nobody does, and batch work in the gaps of a day's traffic.</summary>
/// <remarks>Online needs as many devices as keep the objectives for nine of ten requests, for as long as requests come; a backlog needs one device for as long as
/// it computes. The difference is what a provider can give away at most. In the second part a day lasts ten minutes: one device serves a load that swings by
/// three quarters around its mean, with and without work that is due when the day ends.</remarks>
internal sealed partial class BatchDiscount : IExperiment
{
    internal const string Drawn = "drawn like Azure";
    internal const string Azure = "Azure conversations";

    /// <summary>Rate of Azure's conversations. <i>Units:</i> 1/s.</summary>
    internal const double AzureRate = 5.53;

    internal const string Alone = "online alone";
    internal const string Filled = "with batch work";

    private const int MostDevices = 16;
    private const double Attained = 0.9;
    private const double DaySeconds = 600;
    private const double DayRate = 0.9;
    private const double Swing = 0.75;

    // So much of the day's online requests again as batch work.
    private const double WorkShare = 0.6;

    private static readonly (string Name, ServiceObjectives Objectives)[] s_promises =
    [
        ("5 s, 200 ms", ServiceObjectives.OfMs(ttft: 5_000, tpot: 200)),
        ("1 s, 100 ms", ServiceObjectives.OfMs(ttft: 1_000, tpot: 100)),
        ("500 ms, 100 ms", ServiceObjectives.OfMs(ttft: 500, tpot: 100)),
        ("500 ms, 25 ms", ServiceObjectives.OfMs(ttft: 500, tpot: 25)),
    ];

    public string Id => "b02-batch-discount";

    public string Title => "Where a batch discount comes from";

    public string Question => "How much cheaper are the same tokens when nobody waits for them, and can they be computed in the gaps of a day's traffic?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "gap" }, { "arrivals", Drawn } }, point => Gap(point, Drawn, [.. SimulatedServer.AzureLike(AzureRate, context.ByScale(300, 6_000, 20_000), point.Seed)]), 2);
        context.Point(new() { { "part", "gap" }, { "arrivals", Azure } }, point => Replay(point, context), 2);
        context.Point(new() { { "part", "day" } }, point => Day(point, context.ByScale(1, 4, 20)));
    }

    private static void Replay(Point point, RunContext context)
    {
        if (RealData.Open(point, "AzureLLMInferenceTrace_conv.csv") is { } path)
        {
            Gap(point, Azure, [.. new TraceArrivals(AzureTrace.Read(path), limit: context.ByScale(300, 6_000, int.MaxValue)).Requests(point.Seed)]);
        }
    }

    private static void Gap(Point point, string arrivals, ServingRequest[] requests)
    {
        var backlog = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch), requests.Select(r => r with { Arrival = SimTime.Zero }));
        var tokens = requests.Sum(r => (double)r.OutputTokens);
        var least = backlog.BusyNs / 1e9;
        point.Value(DeviceSeconds, 1e6 * least / tokens, "nobody waits", ValueKind.Modelled, at: new() { { "promise", "none" } });
        foreach (var (name, objectives) in s_promises)
        {
            if (Needed(requests, objectives) is not { } devices)
            {
                continue;
            }

            var at = new Parameters() { { "promise", name } };
            var paid = devices * requests[^1].Arrival.Seconds;
            point.Value(NeededDevices, devices, arrivals, ValueKind.Modelled, at: at);
            point.Value(DeviceSeconds, 1e6 * paid / tokens, "online", ValueKind.Modelled, at: at);
            point.Value(Saving, 100 * (1 - (least / paid)), arrivals, ValueKind.Modelled, at: at);
        }

        point.Note = $"{requests.Length:N0} requests in {requests[^1].Arrival.Seconds:N0} s; {SimulatedServer.Title}; a promise that {MostDevices} devices do not keep has no bar";
    }

    private static int? Needed(ServingRequest[] requests, ServiceObjectives objectives)
    {
        for (var devices = 1; devices <= MostDevices; devices++)
        {
            var options = SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = devices, Router = RequestRouters.JoinShortestQueue };
            if (ServingMetrics.AttainmentOf(SimulatedServer.Run(options, requests).Outcomes, objectives) >= Attained)
            {
                return devices;
            }
        }

        return null;
    }

    private static void Day(Point point, int days)
    {
        var online = Enumerable.Range(0, days).Select(day => Online(point.Seed + (ulong)day)).ToArray();
        var work = Enumerable.Range(0, days).Select(day => SimulatedServer.AzureLike(1, (int)(WorkShare * online[day].Length), point.Seed + 1_000 + (ulong)day).ToArray()).ToArray();
        Fill(point, Alone, [.. online.Select(o => SimulatedServer.Run(SimulatedServer.Options(Schedulers.BacklogFill), o))]);
        Fill(point, Filled, [.. online.Select((o, day) => SimulatedServer.Run(SimulatedServer.Options(Schedulers.BacklogFill), Merge(o, work[day])))]);
        Fill(point, "one queue for both", [.. online.Select((o, day) => SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch), Merge(o, work[day])))]);
        point.Note = $"{days} days of {DaySeconds:0} s, {DayRate:0.0} requests a second -+ {100 * Swing:0} %, all work known at the start and due at the end; {SimulatedServer.Title}";
    }

    // A day's requests; the process is cut where the day ends.
    private static ServingRequest[] Online(ulong seed) =>
        [.. new DiurnalArrivals(new(DayRate, (int)(2 * DayRate * DaySeconds), new AzureLikeLengths()), Swing, DaySeconds).Requests(seed).TakeWhile(r => r.Arrival < SimTime.FromSeconds(DaySeconds))];

    private static ServingRequest[] Merge(ServingRequest[] online, ServingRequest[] work)
    {
        var all = work.Select(w => w with { Arrival = SimTime.Zero, Class = ServiceClass.Batch, Deadline = SimTime.FromSeconds(DaySeconds) }).Concat(online);
        return [.. all.Select((r, id) => r with { Id = id })];
    }

    private static void Fill(Point point, string name, ServingRun[] runs)
    {
        var outcomes = runs.SelectMany(r => r.Outcomes).ToArray();
        var online = outcomes.Where(o => o.Class == ServiceClass.Online).ToArray();
        var work = outcomes.Where(o => o.Class == ServiceClass.Batch).ToArray();
        double Quantile(Func<RequestOutcome, double> of, double probability) => PercentileDefinitions.Linear.Quantile([.. online.Select(of).Where(v => !double.IsNaN(v)).Order()], probability);
        var kept = ServingMetrics.AttainmentOf(online, SimulatedServer.Objectives);
        var reach = 196 * Math.Sqrt(kept * (1 - kept) / online.Length);
        point.Value(Kept, 100 * kept, name, ValueKind.Modelled, (100 * kept) - reach, (100 * kept) + reach);
        point.Value(TtftP99, Quantile(o => o.Ttft.Ms, 0.99), name, ValueKind.Modelled);
        point.Value(TpotP99, Quantile(o => 1e3 * o.TpotSeconds, 0.99), name, ValueKind.Modelled);
        point.Value(OutputRate, outcomes.Sum(o => (double)o.OutputTokens) / runs.Sum(r => Math.Max(r.End.Seconds, DaySeconds)), name, ValueKind.Modelled);
        point.Value(Busy, 100 * runs.Sum(r => (double)r.BusyNs) / runs.Sum(r => Math.Max(r.End.Ns, DaySeconds * 1e9)), name, ValueKind.Modelled);
        point.Value(Lost, outcomes.Count(o => o.Status != OutcomeStatus.Done), name, ValueKind.Modelled);
        if (work.Length > 0)
        {
            point.Value(InTime, 100.0 * work.Count(o => o.LastToken <= SimTime.FromSeconds(DaySeconds)) / work.Length, name, ValueKind.Modelled);
        }
    }
}
