using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H17: plans of servers, once the simulator has passed.</summary>
    public static readonly IExperiment ServingPlanner = Add(new ServingPlanner());
}

/// <summary>H17: the cheapest servers for arrivals and objectives, with what is uncertain about them; no plan is made before the simulator has replayed what is known.</summary>
/// <remarks>What must pass first: with real data the log of 300 vLLM requests, its six figures within 10 %; without it a queue with constant service times against its
/// closed form. Plans are for Llama 3.1 8B on RTX 4090s, the one device whose step times were compared with a real system.</remarks>
internal sealed partial class ServingPlanner : IExperiment
{
    private const string Azure = "AzureLLMInferenceTrace_conv.csv";
    private const string Log = "llmservingsim/RTX4090_Llama-3.1-8B/requests.jsonl";
    private const double QueueLoad = 0.7;
    private const double Rate = 5.53;

    private static readonly double[] s_ttfts = [1_000, 500, 200];
    private static readonly int[] s_replicas = [1, 2, 3, 4, 6];
    private static readonly (string Name, double Slowdown, double Rate, double Memory)[] s_changes =
    [
        ("steps 5 % slower", 1.05, 1, 1), ("steps 5 % quicker", 0.95, 1, 1), ("rate + 10 %", 1, 1.1, 1), ("rate - 10 %", 1, 0.9, 1), ("memory - 10 %", 1, 1, 0.9), ("memory + 10 %", 1, 1, 1.1),
    ];

    public string Id => "h17-planner";

    public string Title => "A plan with its uncertainty";

    public string Question => "How many accelerators do these arrivals and objectives need, how sure is that, and what would change it?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "acceptance" }, { "against", "queue" } }, point => AgainstQueue(point, context.ByScale(20_000, 200_000, 1_000_000)));
        context.Point(new() { { "part", "acceptance" }, { "against", "log" } }, AgainstLog);
        var count = context.ByScale(400, 4_000, 20_000);
        context.Point(new() { { "part", "frontier" } }, point => Planned(point, () => Frontier(point, AzureLike(count, point.Seed))));
        foreach (var ttft in s_ttfts)
        {
            context.Point(new() { { "part", "plan" }, { "trace", Drawn }, { "ttft", ttft } }, point => Planned(point, () => Plan(point, AzureLike(count, point.Seed), ttft)));
            context.Point(new() { { "part", "plan" }, { "trace", Recorded }, { "ttft", ttft } }, point => Planned(point, () =>
            {
                if (RealData.Open(point, Azure) is { } path)
                {
                    Plan(point, [.. new TraceArrivals(AzureTrace.Read(path), 0, context.ByScale(400, int.MaxValue, int.MaxValue)).Requests(0)], ttft);
                }
            }));
        }

        context.Point(new() { { "part", "sensitivity" } }, point => Planned(point, () => Sensitivity(point, AzureLike(count, point.Seed))));
    }

    /// <summary>Mean wait of a queue with constant service times in the simulator, over the closed form.</summary>
    internal static double QueueRatio(int requests, ulong seed)
    {
        var service = SimulatedServer.Steps.StepNs(new([new(500, 0)], 0, 0)) / 1e9;
        var arrivals = new PoissonArrivals(new(QueueLoad / service, requests, new FixedLengths(500, 1))).Requests(seed);
        var run = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch, new(MaxSequences: 1)), arrivals);

        // The first percent, in which the queue fills, is left out.
        var wait = run.Outcomes.Skip(requests / 100).Average(o => o.QueueingDelay.Seconds);
        return wait / (QueueLoad / (2 * (1 - QueueLoad)) * service);
    }

    private static void AgainstQueue(Point point, int requests) =>
        point.Value(Acceptance, QueueRatio(requests, point.Seed), "mean wait, M/D/1 at load 0.7", ValueKind.Modelled);

    private static void AgainstLog(Point point)
    {
        if (RealData.Open(point, Log) is { } path)
        {
            foreach (var figure in Replay(path))
            {
                point.Value(Acceptance, figure.Simulated / figure.Real, $"{figure.Latency} {figure.Statistic}, vLLM log", ValueKind.Modelled);
            }
        }
    }

    private static IReadOnlyList<ReplayedFigure> Replay(string path)
    {
        var log = VllmLog.Read(path);
        return VllmReplay.Compare(log, VllmReplay.Run(log, VllmReplay.Options(SimulatedServer.Steps)));
    }

    // A plan rests on the replay; where that fails there is none.
    private static void Planned(Point point, Action plan)
    {
        using var exam = new Point(point.Seed);
        var passed = RealData.Open(exam, Log) is { } path
            ? Replay(path).All(f => Math.Abs(f.Error) <= AcceptedError)
            : Math.Abs(QueueRatio(20_000, point.Seed) - 1) <= AcceptedError;
        if (passed)
        {
            plan();
        }
        else
        {
            point.SkipReason = "the simulator is more than 10 % off what it must replay first, so it makes no plan";
        }
    }

    private static ServingRequest[] AzureLike(int count, ulong seed) => [.. SimulatedServer.AzureLike(Rate, count, seed)];

    private static Candidate Server(double memory = 1) => new(
        ModelShapes.Llama31With8B, Accelerators.Find("rtx4090"), 1, Schedulers.ContinuousBatch, new(), SimulatedServer.Steps, (int)(SimulatedServer.KvBlocks * memory));

    private static PlanGoal Goal(double ttft, ulong seed) => new(ServiceObjectives.OfMs(ttft, 100), Wanted, Seed: seed);

    private static void Frontier(Point point, ServingRequest[] requests)
    {
        var goal = Goal(s_ttfts[0], point.Seed);
        foreach (var replicas in s_replicas)
        {
            var trial = PlanTrial.Of(Server(), replicas, new SimulatedTrials().Run(Server(), replicas, requests, 1, CancellationToken.None), goal);
            var uncertainty = PlanUncertainty.Of(trial, requests, goal, new SimulatedTrials(), stopAtFailure: false, CancellationToken.None);
            point.Value(Attained, 100 * trial.Attainment, "as simulated", ValueKind.Modelled, at: new() { { "accelerators", replicas } });
            point.Value(Attained, 100 * uncertainty.Low, "lowest of the cases", ValueKind.Modelled, at: new() { { "accelerators", replicas } });
            point.Value(Attained, 100 * uncertainty.High, "highest of the cases", ValueKind.Modelled, at: new() { { "accelerators", replicas } });
        }
    }

    private static void Plan(Point point, ServingRequest[] requests, double ttft)
    {
        var plan = new Planner(Goal(ttft, point.Seed), requests, new SimulatedTrials()).Find([Server()], CancellationToken.None);
        if (plan.Cheapest is { } best)
        {
            point.Value(Replicas, best.Replicas, "cheapest", ValueKind.Modelled);
            point.Value(Attained, 100 * best.Attainment, "cheapest", ValueKind.Modelled);
            point.Value(FailsAt, plan.RateMultiple!.Value.Fails, "cheapest", ValueKind.Modelled);
            if (plan.Robust is { } robust)
            {
                point.Value(Replicas, robust.Trial.Replicas, "robust", ValueKind.Modelled);
            }
        }
        else
        {
            point.Value(Limit, 100 * plan.Nearest!.Attainment, "at any number", ValueKind.Modelled);
            point.Value(NeededMs, plan.Nearest.Binding!.Quantile.Ms, "at any number", ValueKind.Modelled);
        }

        var shown = plan.Cheapest ?? plan.Nearest!;
        var validity = ValidityCheck.Of(SimulatedServer.Steps, requests.Select(r => (r.InputTokens, r.OutputTokens)), shown.MostRunning, shown.Candidate.Scheduler, shown.Servers);
        point.Note = validity.IsInside ? "inside the range that was compared with a real system" : "outside the range that was compared with a real system: " + string.Join("; ", validity.Reasons);
    }

    private static void Sensitivity(Point point, ServingRequest[] requests)
    {
        const int At = 2;
        double Attainment(double slowdown, double rate, double memory) => PlanTrial.Of(
            Server(memory), At, new SimulatedTrials().Run(Server(memory), At, ArrivalBlocks.AtRate(requests, rate), slowdown, CancellationToken.None), Goal(s_ttfts[0], point.Seed)).Attainment;

        var plain = Attainment(1, 1, 1);
        foreach (var (name, slowdown, rate, memory) in s_changes)
        {
            point.Value(Change, 100 * (Attainment(slowdown, rate, memory) - plain), name, ValueKind.Modelled);
        }
    }
}
