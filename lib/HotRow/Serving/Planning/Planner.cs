using System.Collections.Concurrent;
using System.Globalization;

namespace HotRow.Serving;

/// <summary>Finds the cheapest number of replicas of the best candidate that keeps objectives on given arrivals.</summary>
/// <remarks>For every candidate the limit of unlimited replicas is computed first: where that is too little, nothing is searched. The others are searched kind by
/// kind of accelerator, and within a kind only up to the number of accelerators that its best candidate needs. Kinds do not influence each other, so they are
/// searched at once and the answer does not depend on which is quicker; a budget that runs out does make a difference, and the plan says so. The trial that it
/// runs out in is given up: one alone can take longer than the whole budget.</remarks>
/// <param name="goal">What must be reached.</param>
/// <param name="requests">The arrivals, ids 0, 1, 2 ... in order; at least one.</param>
/// <param name="trials">Simulates.</param>
public sealed class Planner(PlanGoal goal, IReadOnlyList<ServingRequest> requests, IPlanTrials trials)
{
    private const double RateStep = 1.02;
    private const double MostRate = 64;

    /// <summary>Is told where the search is; may be called by several threads.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Is cancelled when the time for the search is over: what is known by then is the answer, and the plan says that the rest was left out.</summary>
    public CancellationToken TimeIsOver { get; init; }

    /// <summary>Finds the plan.</summary>
    /// <param name="candidates">The ways to serve.</param>
    /// <param name="stop">Ends it without an answer.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public ServingPlan Find(IReadOnlyList<Candidate> candidates, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var kinds = candidates.GroupBy(c => c.Accelerator.Name).Select(g => new KindSearch([.. g.Select(c => (c, WorkGuess.Replicas(c, requests)))], goal))
            .OrderBy(k => k.Candidates.Min(c => goal.CostOf(c.Candidate, c.Guess))).ToArray();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, TimeIsOver);
        var end = either.Token;
        try
        {
            // One after the other as they stand: when time runs out, the likeliest have been looked at.
            Parallel.ForEach(Partitioner.Create(kinds, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, kind => Search(kind, stop, end));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is OperationCanceledException))
        {
            throw new OperationCanceledException(stop);
        }

        var plan = new ServingPlan
        {
            Goal = goal,
            Requests = requests,
            Plans = [.. kinds.Select(k => k.Best).OfType<PlanTrial>().OrderBy(t => goal.CostOf(t.Candidate, t.Replicas)).ThenBy(t => !t.IsCalibrated).ThenBy(t => t.Excess(goal))
                .ThenBy(t => t.Devices).ThenBy(t => t.Devices * t.Candidate.Accelerator.PowerW.Value).ThenBy(t => t.Candidate.Accelerator.Name, StringComparer.Ordinal)],
            Trials = [.. kinds.SelectMany(k => k.Trials)],
            Limits = [.. kinds.SelectMany(k => k.Limits)],
            NotLookedAt = kinds.Sum(k => k.NotLookedAt),
            IsCutShort = kinds.Any(k => k.NotLookedAt > 0),
        };
        return plan.Cheapest is null ? plan : Weighed(plan, stop, end);
    }

    private void Search(KindSearch kind, CancellationToken stop, CancellationToken end)
    {
        if (TimeIsOver.IsCancellationRequested)
        {
            kind.NotLookedAt = kind.Candidates.Count;
            return;
        }

        if (!AddLimits(kind, stop))
        {
            return;
        }

        var hopeful = kind.Candidates.Where((_, i) => kind.Limits[i].IsEnough).OrderBy(c => (long)c.Guess * c.Candidate.DevicesOfReplica).ToArray();
        for (var i = 0; i < hopeful.Length; i++)
        {
            var (candidate, guess) = hopeful[i];
            var most = Math.Min(goal.MaxDevices, kind.Best?.Devices ?? int.MaxValue) / candidate.DevicesOfReplica;
            if (most < 1)
            {
                continue;
            }

            try
            {
                kind.Take(new ReplicaSearch(replicas => Try(candidate, replicas, requests, end), kind.Trials).Fewest(guess, most));
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // More replicas than are needed, perhaps, but enough: that was seen.
                kind.Take(kind.Trials.Where(t => t.IsEnough).MinBy(t => (t.Devices, !t.IsCalibrated, t.Excess(goal))));
                kind.NotLookedAt = hopeful.Length - i;
                return;
            }
        }
    }

    // Servers that split prompts alike have one limit, whether prompts and answers share a server or not.
    private bool AddLimits(KindSearch kind, CancellationToken stop)
    {
        var known = new Dictionary<(ILatencyModel Latency, int Tokens), PlanTrial>();
        foreach (var (candidate, _) in kind.Candidates)
        {
            stop.ThrowIfCancellationRequested();
            if (TimeIsOver.IsCancellationRequested)
            {
                kind.NotLookedAt = kind.Candidates.Count;
                return false;
            }

            var key = (candidate.Latency, candidate.Scheduler.SplitsPrompts ? candidate.SchedulerArgs.TokenBudget : int.MaxValue);
            if (!known.TryGetValue(key, out var limit))
            {
                limit = PlanTrial.Of(candidate, 0, UnloadedLimit.Of(candidate, requests), goal);
                known.Add(key, limit);
            }

            kind.Limits.Add(limit with { Candidate = candidate });
        }

        return true;
    }

    private PlanTrial Try(Candidate candidate, int replicas, IReadOnlyList<ServingRequest> arrivals, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Progress(string.Create(CultureInfo.InvariantCulture, $"{candidate.Hardware}, {candidate.Policy}: {replicas:N0} replica{(replicas == 1 ? "" : "s")}"));
        return PlanTrial.Of(candidate, replicas, trials.Run(candidate, replicas, arrivals, 1, stop), goal);
    }

    private ServingPlan Weighed(ServingPlan plan, CancellationToken stop, CancellationToken end)
    {
        try
        {
            plan = Surest(plan, end);
            var cheapest = plan.Cheapest!;
            if (plan.NextCheaper is null && OneFewer(cheapest, plan.Limits) is var (other, replicas))
            {
                plan = plan with { Trials = [.. plan.Trials, Try(other, replicas, requests, end)] };
            }

            Progress($"{cheapest.Candidate.Hardware}: other arrivals and step times");
            plan = plan with { Uncertainty = PlanUncertainty.Of(cheapest, requests, goal, trials, stopAtFailure: false, end) };
            plan = plan with { RateMultiple = RateAtWhichItFails(cheapest, end), Robust = plan.Uncertainty.IsRobust ? plan.Uncertainty : null };
            foreach (var (candidate, fewest) in plan.Robust is null ? CouldBeRobust(plan) : [])
            {
                plan = plan with { Robust = Robust(candidate, fewest, plan, end) ?? plan.Robust };
            }

            return plan;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return plan with { IsCutShort = true };
        }
    }

    // Of all that cost as little as the cheapest, the first that holds in every scenario comes first: of every kind, and of all ways to serve within a kind.
    private ServingPlan Surest(ServingPlan plan, CancellationToken end)
    {
        var cost = plan.CostOf(plan.Cheapest!);
        var equals = plan.Trials.Where(t => t.IsEnough && plan.CostOf(t) <= cost).OrderBy(t => !t.IsCalibrated).ThenBy(t => t.Excess(goal)).ToArray();
        if (equals.Length > 1 && equals.FirstOrDefault(t => PlanUncertainty.Of(t, requests, goal, trials, stopAtFailure: true, end).IsRobust) is { } surest)
        {
            return plan with { Plans = [surest, .. plan.Plans.Where(p => p.Candidate.Accelerator != surest.Candidate.Accelerator)] };
        }

        return plan;
    }

    // No way to serve on a kind needs fewer accelerators than the best on that kind, nor fewer replicas than it was seen to be too few of.
    private IEnumerable<(Candidate Candidate, int Fewest)> CouldBeRobust(ServingPlan plan)
    {
        var devices = plan.Plans.ToDictionary(p => p.Candidate.Accelerator, p => p.Devices);
        var tooFew = plan.Trials.Where(t => !t.IsEnough).GroupBy(t => t.Candidate).ToDictionary(g => g.Key, g => g.Max(t => t.Replicas));
        return plan.Limits.Where(l => l.IsEnough && devices.ContainsKey(l.Candidate.Accelerator)).Select(l => l.Candidate)
            .Select(c => (Candidate: c, Fewest: Math.Max(tooFew.GetValueOrDefault(c) + 1, (devices[c.Accelerator] + c.DevicesOfReplica - 1) / c.DevicesOfReplica)))
            .OrderBy(c => goal.CostOf(c.Candidate, c.Fewest)).ThenBy(c => c.Candidate.Latency.Valid.System.Length == 0);
    }

    // As many accelerators of the same kind as are fewer, in servers that take the fewest of them.
    private static (Candidate Candidate, int Replicas)? OneFewer(PlanTrial trial, IReadOnlyList<PlanTrial> limits) =>
        limits.Where(l => l.Candidate.Accelerator == trial.Candidate.Accelerator && l.Candidate.DevicesOfReplica < trial.Devices).MinBy(l => l.Candidate.DevicesOfReplica) is { } limit
            ? (limit.Candidate, (trial.Devices - 1) / limit.Candidate.DevicesOfReplica)
            : null;

    // The fewest replicas that hold in every scenario, when they cost less than what is known already.
    private PlanUncertainty? Robust(Candidate candidate, int fewest, ServingPlan plan, CancellationToken stop)
    {
        var most = goal.MaxDevices / candidate.DevicesOfReplica;
        while (most >= fewest && plan.Robust is { } known && goal.CostOf(candidate, most) >= plan.CostOf(known.Trial))
        {
            most--;
        }

        var slowest = candidate with { Latency = new SlowedLatency(candidate.Latency, PlanUncertainty.Slowdowns(candidate.Latency).High) };
        if (most < fewest || !PlanTrial.Of(slowest, 0, UnloadedLimit.Of(slowest, requests), goal).IsEnough)
        {
            return null;
        }

        var tried = new Dictionary<int, PlanUncertainty>();
        PlanTrial Weigh(int replicas)
        {
            var plain = plan.Trials.FirstOrDefault(t => t.Candidate == candidate && t.Replicas == replicas) ?? Try(candidate, replicas, requests, stop);
            if (replicas >= fewest && plain.IsEnough)
            {
                tried[replicas] = PlanUncertainty.Of(plain, requests, goal, trials, stopAtFailure: true, stop);
            }

            return plain with { IsEnough = tried.TryGetValue(replicas, out var weighed) && weighed.IsRobust };
        }

        // Against one that is known, most ways to serve are out after one look at the most that would be cheaper.
        var found = new ReplicaSearch(Weigh, []).Fewest(plan.Robust is null ? fewest : most, most);
        return found is null ? null : tried[found.Replicas];
    }

    private (double Holds, double Fails)? RateAtWhichItFails(PlanTrial trial, CancellationToken stop)
    {
        if (requests[^1].Arrival == requests[0].Arrival)
        {
            return null;
        }

        bool HoldsAt(double multiple)
        {
            Progress(string.Create(CultureInfo.InvariantCulture, $"{trial.Candidate.Hardware}: {multiple:0.##} x the rate"));
            return Try(trial.Candidate, trial.Replicas, ArrivalBlocks.AtRate(requests, multiple), stop).IsEnough;
        }

        var (holds, fails) = (1.0, 1.25);
        while (HoldsAt(fails))
        {
            holds = fails;
            fails *= 1.5;
            if (fails > MostRate)
            {
                return (holds, double.NaN);
            }
        }

        while (fails / holds > RateStep)
        {
            var middle = Math.Sqrt(holds * fails);
            (holds, fails) = HoldsAt(middle) ? (middle, fails) : (holds, middle);
        }

        return (holds, fails);
    }

    /// <summary>The search on one kind of accelerator.</summary>
    private sealed class KindSearch(IReadOnlyList<(Candidate Candidate, int Guess)> candidates, PlanGoal goal)
    {
        public IReadOnlyList<(Candidate Candidate, int Guess)> Candidates => candidates;

        public List<PlanTrial> Trials { get; } = [];

        public List<PlanTrial> Limits { get; } = [];

        public PlanTrial? Best { get; private set; }

        public int NotLookedAt { get; set; }

        // Fewer accelerators win; with as many, the one whose step times are surer, and then the one with more to spare.
        public void Take(PlanTrial? trial)
        {
            if (trial is not null && (Best is null || (trial.Devices, !trial.IsCalibrated, trial.Excess(goal)).CompareTo((Best.Devices, !Best.IsCalibrated, Best.Excess(goal))) < 0))
            {
                Best = trial;
            }
        }
    }
}
