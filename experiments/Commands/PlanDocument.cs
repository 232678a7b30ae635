using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What <c>plan --json</c> writes.</summary>
internal static class PlanDocument
{
    /// <summary>The document. <c>plan</c> is null when nothing reaches the goal; <c>failure</c> says why then.</summary>
    internal static object Of(PlanReport report)
    {
        var (plan, goal) = (report.Plan, report.Plan.Goal);
        return new
        {
            Trace = new { report.Trace.Arrivals.Name, report.Digest, Requests = plan.Requests.Count, Of = report.Trace.Arrivals.Window.Count, FirstRequest = report.Window.Window.First, report.Trace.Arrivals.TimeScale, report.Trace.Notes },
            goal.Seed,
            Model = report.Shape.Name,
            CatalogueHash = report.Catalogue.Hash,
            Objectives = goal.Objectives.ToString(),
            goal.Attain,
            goal.MaxDevices,
            ComparedBy = report.Prices is null ? "accelerators" : "dollars",
            Prices = report.Prices?.Description,
            report.TooLong,
            Plan = plan.Cheapest is { } best ? Trial(report, best) : null,
            Uncertainty = Uncertainty(plan.Uncertainty),
            Robust = plan.Robust is { } robust ? new { Plan = Trial(report, robust.Trial), Uncertainty = Uncertainty(robust) } : null,
            RunnerUp = plan.RunnerUp is { } other ? new { Plan = Trial(report, other), WinsBelowPrice = plan.PriceAtWhichRunnerUpWins } : null,
            RateMultiple = plan.RateMultiple is var (holds, fails) ? new { Holds = holds, Fails = fails } : null,
            NextCheaper = plan.NextCheaper is { } cheaper ? Trial(report, cheaper) : null,
            Failure = plan.Cheapest is not null ? null : new
            {
                Kind = plan.Nearest is null ? "nothing-looked-at" : plan.IsImpossible ? "impossible-at-any-number" : plan.IsCutShort ? "time-ran-out" : "too-few-accelerators",
                Nearest = plan.Nearest is { } nearest ? Trial(report, nearest) : null,
                Missing = plan.Nearest is { } near ? goal.Attain - near.Attainment : double.NaN,
            },
            Plans = plan.Plans.Select(t => Trial(report, t)),
            NotPossible = report.Candidates.Others,
            plan.IsCutShort,
            plan.NotLookedAt,
            Simulations = plan.Trials.Count,
        };
    }

    private static object Trial(PlanReport report, PlanTrial trial)
    {
        var validity = report.ValidityOf(trial);
        return new
        {
            Accelerator = trial.Candidate.Accelerator.Name,
            trial.Devices,
            trial.Replicas,
            trial.Candidate.TensorParallel,
            trial.Candidate.DevicesOfReplica,
            Scheduler = trial.Candidate.Scheduler.Name,
            trial.Candidate.Policy,
            trial.Candidate.KvBlocks,
            LatencyModel = trial.Candidate.Latency.Name,
            Validity = new { validity.IsInside, validity.Reasons, validity.Note },
            PerHour = report.Prices is null ? double.NaN : report.Plan.CostOf(trial),
            PerMillionTokens = report.PerMillionTokens(trial),
            trial.Attainment,
            trial.IsEnough,
            trial.Refused,
            trial.Preemptions,
            trial.MostRunning,
            Binds = trial.Binding is { } binding ? ServiceObjectives.NameOf(binding.Kind) : null,
            Objectives = trial.Objectives.Select(o => new
            {
                Name = ServiceObjectives.NameOf(o.Kind),
                LimitMs = report.Plan.Goal.Objectives.LimitOf(o.Kind).Ms,
                o.Attainment,
                QuantileMs = Ms(o.Quantile),
                NeededMs = Ms(o.Needed),
            }),
        };
    }

    private static object? Uncertainty(PlanUncertainty? uncertainty) => uncertainty is null ? null : new
    {
        uncertainty.IsRobust,
        uncertainty.Low,
        uncertainty.High,
        Scenarios = uncertainty.Scenarios.Select(s => new { s.Name, s.Trial.Attainment, s.Trial.IsEnough }),
    };

    private static double Ms(SimTime time) => time == SimTime.Never ? double.NaN : time.Ms;
}
