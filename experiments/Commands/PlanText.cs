using System.Globalization;
using System.Text;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What <c>plan</c> says to a person.</summary>
internal static class PlanText
{
    private const string Estimated = "estimated";

    /// <summary>The text, every line ended.</summary>
    internal static string Of(PlanReport report)
    {
        var text = new StringBuilder();
        foreach (var line in Head(report).Concat(report.Plan.Cheapest is { } best ? Answer(report, best) : Failure(report)).Concat(Table(report)).Concat(Tail(report)))
        {
            _ = text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What the objective that binds says of a trial: "ttft binds: 92.3 % keep it, 90 % of the requests have theirs within 716 ms".</summary>
    internal static string Binding(PlanTrial trial, PlanGoal goal) => trial.Binding is not { } binding ? "nothing is limited"
        : binding.Attainment >= 1 ? "nothing binds: every request keeps every limit"
        : Invariant($"{ServiceObjectives.NameOf(binding.Kind)} binds: {100 * binding.Attainment:0.##} % keep {goal.Objectives.LimitOf(binding.Kind).Ms:#,0.###} ms, ")
            + (binding.Quantile == SimTime.Never ? "and more are refused than may miss" : Invariant($"{100 * goal.Attain:0.##} % of the requests need {Ms(binding.Quantile)}"));

    /// <summary>"2 x rtx4090", or "4 x (2 x h100-sxm)" for servers of several.</summary>
    internal static string Name(PlanTrial trial) => trial.Candidate.DevicesOfReplica == 1 ? Invariant($"{trial.Replicas:N0} x {trial.Candidate.Accelerator.Name}")
        : Invariant($"{trial.Devices:N0} x {trial.Candidate.Accelerator.Name} ({trial.Replicas:N0} x {Replica(trial.Candidate)})");

    private static string Replica(Candidate candidate) => candidate.Split is null ? $"{candidate.TensorParallel} sharing each layer" : $"{candidate.DevicesOfReplica} in {candidate.Policy}";

    private static IEnumerable<string> Head(PlanReport report)
    {
        foreach (var line in ServeSimText.Arrivals(report.Trace))
        {
            yield return line;
        }

        if (report.Window.Window.Count < report.Trace.Arrivals.Window.Count)
        {
            yield return Invariant($"simulated: the busiest {report.Window.Window.Count:N0} of them in a row, from number {report.Window.Window.First + 1:N0} on.");
        }

        if (report.TooLong > 0)
        {
            yield return Invariant($"note: {report.TooLong:N0} {(report.TooLong == 1 ? "request is" : "requests are")} longer than the {report.Shape.Context:N0} tokens of {report.Shape.Name}; every plan refuses them, and they count as missed.");
        }

        var goal = report.Plan.Goal;
        yield return Invariant($"wanted: {100 * goal.Attain:0.##} % of the requests keep {goal.Objectives}; {report.Shape.Name}; at most {goal.MaxDevices:N0} accelerators; ")
            + (report.Prices is { } prices ? $"the cheapest by $/h ({PrintableText.Line(prices.Description)})." : "the fewest accelerators, for no price is known (--price, --prices).");
        if (report.Prices is { IsSame: true } && report.Candidates.Candidates.DistinctBy(c => c.Accelerator.Name).Skip(1).Any())
        {
            yield return $"note: all kinds are priced alike by --price; --prices takes a JSON file with a price for each: {PriceList.Example}";
        }
    }

    private static IEnumerable<string> Answer(PlanReport report, PlanTrial best)
    {
        var (plan, goal) = (report.Plan, report.Plan.Goal);
        yield return $"plan: {Name(best)}, {best.Candidate.Policy}{Cost(report, best)}";
        foreach (var line in TimeRanOut(report))
        {
            yield return line;
        }

        var range = plan.Uncertainty is { } u ? Invariant($" ({100 * u.Low:0.#} to {100 * u.High:0.#} % with {Slowdowns(u)} and {PlanUncertainty.Resamples} other draws of the arrivals)") : "";
        yield return Invariant($"  {100 * best.Attainment:0.##} % keep all objectives{range}; {Binding(best, goal)}{Slack(best, goal)}");
        yield return "  " + ServeSimText.Trust(best.Candidate.Latency, report.Validity!);
        yield return (plan.Robust, plan.Uncertainty) switch
        {
            ({ } robust, _) when ReferenceEquals(robust.Trial, best) => "robust: the same plan holds in all of these cases",
            ({ } robust, _) => Invariant($"robust: {Name(robust.Trial)}, {robust.Trial.Candidate.Policy}{Cost(report, robust.Trial)}: holds in all of these cases, {100 * robust.Low:0.#} % at the least"),
            (null, { IsRobust: false } weak) when !plan.IsCutShort => $"robust: no plan within {goal.MaxDevices:N0} accelerators was found to hold in all of these cases; this one fails when {string.Join(", ", weak.Scenarios.Where(s => !s.Trial.IsEnough).Select(s => s.Name))}",
            _ => "robust: not looked for to the end, time ran out (--budget)",
        };
        if (plan.RunnerUp is { } other)
        {
            var at = plan.PriceAtWhichRunnerUpWins;
            yield return $"runner-up: {Name(other)}, {other.Candidate.Policy}{Cost(report, other)}; it wins when one of its accelerators costs less than "
                + (report.Prices is null ? at == 1 ? $"one {best.Candidate.Accelerator.Name}" : Invariant($"{at:0.##} times one {best.Candidate.Accelerator.Name}") : Invariant($"{at:0.####} $/h"));
        }

        if (plan.RateMultiple is var (holds, fails))
        {
            yield return double.IsNaN(fails) ? Invariant($"rate: still holds at {holds:0.##} times the rate, the most that was tried") : Invariant($"rate: holds at {holds:0.##} times the rate, fails at {fails:0.##} times");
        }

        if (plan.NextCheaper is { } cheaper)
        {
            yield return $"cheaper: {Name(cheaper)}{Cost(report, cheaper)} reaches {Invariant($"{100 * cheaper.Attainment:0.##} %")}; {Needed(cheaper, goal)}";
        }
    }

    private static IEnumerable<string> Failure(PlanReport report)
    {
        var (plan, goal) = (report.Plan, report.Plan.Goal);
        if (plan.Nearest is not { } nearest)
        {
            yield return report.Candidates.Candidates.Count == 0 ? "NO PLAN: no accelerator that was looked at can serve the model; why not, below." : "NO PLAN: time ran out before anything was looked at; give a longer --budget.";
            yield break;
        }

        var by = Invariant($"{100 * nearest.Attainment:0.##} % of the requests, {100 * (goal.Attain - nearest.Attainment):0.##} points short");
        yield return plan.IsImpossible
            ? $"NO PLAN at any number of accelerators: the best of them, {nearest.Candidate.Hardware}, keeps the objectives for {by}, even when every request has a server to itself."
            : plan.IsCutShort ? $"NO PLAN FOUND before time ran out (--budget); the nearest so far is {Name(nearest)} with {by}."
            : $"NO PLAN within {goal.MaxDevices:N0} accelerator{(goal.MaxDevices == 1 ? "" : "s")}: the nearest is {Name(nearest)}, {nearest.Candidate.Policy}, with {by}.";
        foreach (var line in TimeRanOut(report))
        {
            yield return line;
        }

        yield return $"  {Binding(nearest, goal)}{Missing(nearest, goal)}";
        yield return $"  {Needed(nearest, goal)}";
        yield return "  " + ServeSimText.Trust(nearest.Candidate.Latency, report.ValidityOf(nearest));
    }

    private static IEnumerable<string> Table(PlanReport report)
    {
        var plan = report.Plan;
        var table = new TextTable("accelerator", "plan", "accelerators", report.Prices is null ? "power (W)" : "$/h", "keep all", "binds", "step times") { AlignRight = false };
        foreach (var trial in plan.Plans)
        {
            table.Add(trial.Candidate.Accelerator.Name, $"{trial.Replicas:N0} x {(trial.Candidate.TensorParallel == 1 ? trial.Candidate.Hardware : $"({trial.Candidate.Hardware})")}, {trial.Candidate.Policy}", $"{trial.Devices:N0}",
                report.Prices is null ? Invariant($"{trial.Devices * trial.Candidate.Accelerator.PowerW.Value:N0}") : Invariant($"{plan.CostOf(trial):0.##}"),
                Invariant($"{100 * trial.Attainment:0.#} %"), trial.Binding is { Attainment: < 1 } b ? ServiceObjectives.NameOf(b.Kind) : "-", Times(trial));
        }

        foreach (var kind in plan.Limits.GroupBy(l => l.Candidate.Accelerator.Name).Where(g => plan.Plans.All(p => p.Candidate.Accelerator.Name != g.Key)))
        {
            var limit = plan.NearestOf(kind)!;
            var tried = plan.NearestOf(plan.Trials.Where(t => t.Candidate.Accelerator.Name == kind.Key));
            table.Add(kind.Key, !limit.IsEnough ? limit.Binding is { } worst && worst.Quantile == SimTime.Never ? "none: too many requests do not fit" : "none: a request alone is too slow" : tried is null ? "not looked at" : $"none within {plan.Goal.MaxDevices:N0}", "-", "-",
                (limit.IsEnough ? tried : limit) is { } shown ? Invariant($"{100 * shown.Attainment:0.#} %") : "-", (limit.IsEnough ? tried : limit)?.Binding is { } b ? ServiceObjectives.NameOf(b.Kind) : "-", limit.IsEnough && tried is null ? "-" : Times(limit));
        }

        foreach (var line in table.ToString().TrimEnd('\n').Split('\n'))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Tail(PlanReport report)
    {
        foreach (var other in report.Candidates.Others)
        {
            yield return $"not possible: {other.Hardware}: {other.Reason}";
        }

        var plan = report.Plan;
        yield return Invariant($"looked at: {report.Candidates.Candidates.Count - plan.NotLookedAt:N0} ways to serve, {plan.Trials.Count:N0} simulations of {plan.Requests.Count:N0} request{(plan.Requests.Count == 1 ? "" : "s")}. Step times \"{Estimated}\" may be {PlanUncertainty.UncomparedText}.");
    }

    private static IEnumerable<string> TimeRanOut(PlanReport report)
    {
        var plan = report.Plan;
        if (plan.IsCutShort)
        {
            yield return $"TIME RAN OUT: {(plan.NotLookedAt > 0 ? $"{plan.NotLookedAt:N0} of {report.Candidates.Candidates.Count:N0} ways to serve were not looked at, one of them may be cheaper" : "the plan was not weighed to the end")}; give a longer --budget.";
        }
    }

    private static string Cost(PlanReport report, PlanTrial trial) => report.Prices is null ? Invariant($", {trial.Devices:N0} accelerator{(trial.Devices == 1 ? "" : "s")}")
        : Invariant($", {report.Plan.CostOf(trial):0.####} $/h, {report.PerMillionTokens(trial):0.###} $ for 1M answer tokens");

    private static string Slack(PlanTrial trial, PlanGoal goal) => trial.Binding is { Attainment: < 1 } b && b.Quantile != SimTime.Never ? $", {Ms(goal.Objectives.LimitOf(b.Kind) - b.Quantile)} to spare" : "";

    private static string Missing(PlanTrial trial, PlanGoal goal) => trial.Binding is { } b && b.Quantile != SimTime.Never && b.Quantile > goal.Objectives.LimitOf(b.Kind) ? $", {Ms(b.Quantile - goal.Objectives.LimitOf(b.Kind))} too long" : "";

    // What one limit would have to be, the others as they are.
    private static string Needed(PlanTrial trial, PlanGoal goal)
    {
        var mild = trial.Objectives.Where(o => o.Needed != SimTime.Never && o.Needed > goal.Objectives.LimitOf(o.Kind)).Select(o => $"{ServiceObjectives.NameOf(o.Kind)} of {Ms(o.Needed)}").ToArray();
        return mild.Length > 0 ? $"it would do with {string.Join(", or ", mild)}" : "no milder limit of a single objective would do";
    }

    private static string Slowdowns(PlanUncertainty uncertainty)
    {
        var (low, high) = PlanUncertainty.Slowdowns(uncertainty.Trial.Candidate.Latency);
        return Invariant($"steps of {low:0.##} and {high:0.##} times the length");
    }

    private static string Times(PlanTrial trial) => trial.Candidate.Latency.Valid.System.Length > 0 ? "calibrated" : Estimated;

    private static string Ms(SimTime time) => time.Ms >= 1e4 ? Invariant($"{time.Seconds:N1} s") : string.Create(CultureInfo.InvariantCulture, $"{time.Ms:#,0.#} ms");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
