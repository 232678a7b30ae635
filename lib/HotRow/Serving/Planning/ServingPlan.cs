namespace HotRow.Serving;

/// <summary>The answer of a planner: what to take, how sure that is, and what would change it; or why nothing will do.</summary>
public sealed record ServingPlan
{
    /// <summary>What was asked.</summary>
    public required PlanGoal Goal { get; init; }

    /// <summary>The arrivals that were simulated.</summary>
    public required IReadOnlyList<ServingRequest> Requests { get; init; }

    /// <summary>The cheapest way that reaches the goal on each kind of accelerator, cheapest first; empty when none does.</summary>
    public required IReadOnlyList<PlanTrial> Plans { get; init; }

    /// <summary>Every simulated trial.</summary>
    public required IReadOnlyList<PlanTrial> Trials { get; init; }

    /// <summary>What candidates would reach with unlimited replicas: all of them, unless time ran out.</summary>
    public required IReadOnlyList<PlanTrial> Limits { get; init; }

    /// <summary>How the cheapest plan fares when the world is a little otherwise; null without a plan or when time ran out.</summary>
    public PlanUncertainty? Uncertainty { get; init; }

    /// <summary>The cheapest plan that holds in every scenario, among all ways to serve that were looked at; null when none does or time ran out. The cheapest so far when time ran out later.</summary>
    public PlanUncertainty? Robust { get; init; }

    /// <summary>The highest multiple of the arrival rate at which the cheapest plan was seen to hold, and the lowest at which it was seen to fail; null without a plan,
    /// when all requests come at once, for they have no rate, or when time ran out. The second is NaN when it held at the highest that was tried.</summary>
    public (double Holds, double Fails)? RateMultiple { get; init; }

    /// <summary>Candidates that were not looked at because time ran out.</summary>
    public int NotLookedAt { get; init; }

    /// <summary>Time ran out before everything was looked at.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>The cheapest plan; null when nothing reaches the goal.</summary>
    public PlanTrial? Cheapest => Plans.Count > 0 ? Plans[0] : null;

    /// <summary>The cheapest plan on another kind of accelerator; null when there is none.</summary>
    public PlanTrial? RunnerUp => Plans.Count > 1 ? Plans[1] : null;

    /// <summary>What one accelerator of the runner-up may cost for it to win: $/h, or, when plans are not compared in dollars, as a multiple of what one of the
    /// cheapest plan's costs. NaN without a runner-up.</summary>
    public double PriceAtWhichRunnerUpWins => RunnerUp is { } other ? CostOf(Cheapest!) / other.Devices : double.NaN;

    /// <summary>The trial nearest below the cheapest plan in cost: what would be taken if the objectives were milder. Null when nothing cheaper was tried.</summary>
    public PlanTrial? NextCheaper => Cheapest is not { } best ? null
        : Trials.Where(t => CostOf(t) < CostOf(best)).OrderByDescending(CostOf).ThenByDescending(t => t.Met).FirstOrDefault();

    /// <summary>When nothing reaches the goal: the trial or limit that comes nearest. Null when there is a plan, no candidate at all, or nothing was tried before time ran out.</summary>
    public PlanTrial? Nearest => Cheapest is not null ? null : NearestOf(IsImpossible ? Limits : Trials);

    /// <summary>When nothing reaches the goal: no number of replicas would.</summary>
    public bool IsImpossible => NotLookedAt == 0 && Limits.Count > 0 && Limits.All(l => !l.IsEnough);

    /// <summary>What a trial costs, in the goal's unit.</summary>
    public double CostOf(PlanTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Goal.CostOf(trial.Candidate, trial.Replicas);
    }

    /// <summary>The trial that comes nearest to the goal: the most requests are content, then the least time is lacking, then the fewest accelerators. Null when there is none.</summary>
    public PlanTrial? NearestOf(IEnumerable<PlanTrial> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        return trials.OrderByDescending(t => t.Met).ThenBy(t => t.Excess(Goal)).ThenBy(t => t.Devices).FirstOrDefault();
    }
}
