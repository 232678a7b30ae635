namespace HotRow.Serving;

/// <summary>What one objective says of a trial.</summary>
/// <param name="Kind">Which latency it limits.</param>
/// <param name="Attainment">Share of the offered requests that keep this limit, whatever becomes of the others.</param>
/// <param name="Quantile">The limit that the wanted share of requests would just keep, this objective looked at alone; <see cref="SimTime.Never"/> when more are refused.</param>
/// <param name="Needed">The limit at which the trial would reach the wanted share with the other limits as they are; <see cref="SimTime.Never"/> when the others alone forbid it.</param>
public sealed record ObjectiveTrial(ObjectiveKind Kind, double Attainment, SimTime Quantile, SimTime Needed);

/// <summary>How so many replicas of a candidate kept the objectives when the arrivals were simulated.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Replicas">How many; 0 for the limit of unlimited replicas, where each request is alone.</param>
/// <param name="Requests">Requests offered.</param>
/// <param name="Met">Requests that kept every limit.</param>
/// <param name="IsEnough">Whether that is the wanted share.</param>
/// <param name="Refused">Requests that fit into no replica.</param>
/// <param name="Preemptions">How often a request lost its memory.</param>
/// <param name="MostRunning">Most requests that one replica had begun and not finished.</param>
/// <param name="Objectives">One entry for each limited latency.</param>
public sealed record PlanTrial(
    Candidate Candidate, int Replicas, int Requests, int Met, bool IsEnough, int Refused, long Preemptions, int MostRunning, IReadOnlyList<ObjectiveTrial> Objectives)
{
    /// <summary>Share of the offered requests that kept every limit.</summary>
    public double Attainment => (double)Met / Requests;

    /// <summary>Servers in all.</summary>
    public int Servers => Devices / Candidate.TensorParallel;

    /// <summary>Accelerators in all.</summary>
    public int Devices => Replicas * Candidate.DevicesOfReplica;

    /// <summary>The objective that fewest requests keep; the first of them on a tie, null when nothing is limited.</summary>
    public ObjectiveTrial? Binding => Objectives.MinBy(o => o.Attainment) is { } worst ? Objectives.First(o => o.Attainment <= worst.Attainment) : null;

    /// <summary>The step times come from a model that was compared with a real system.</summary>
    public bool IsCalibrated => Candidate.Latency.Valid.System.Length > 0;

    /// <summary>The time that the wanted share of the requests needs for the objective that binds, as a multiple of its limit: up to 1 where they have it. Infinite when more
    /// are refused than may miss, 0 when nothing is limited.</summary>
    public double Excess(PlanGoal goal)
    {
        ArgumentNullException.ThrowIfNull(goal);
        return Binding is not { } binding ? 0 : binding.Quantile == SimTime.Never ? double.PositiveInfinity : binding.Quantile.Ms / goal.Objectives.LimitOf(binding.Kind).Ms;
    }

    /// <summary>Counts outcomes against a goal.</summary>
    /// <param name="candidate">Who served them.</param>
    /// <param name="replicas">With how many replicas.</param>
    /// <param name="outcomes">What became of every offered request, at least one.</param>
    /// <param name="goal">The objectives and the share.</param>
    public static PlanTrial Of(Candidate candidate, int replicas, IReadOnlyList<RequestOutcome> outcomes, PlanGoal goal)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentOutOfRangeException.ThrowIfZero(outcomes.Count);
        var met = outcomes.Count(o => goal.Objectives.IsMet(o));
        var needed = goal.Needed(outcomes.Count);
        return new(candidate, replicas, outcomes.Count, met, met >= needed, outcomes.Count(o => o.Status == OutcomeStatus.Refused), outcomes.Sum(o => (long)o.Preemptions),
            Concurrency(outcomes), [.. goal.Objectives.Limited.Select(kind => Of(kind, outcomes, goal.Objectives, needed))]);
    }

    private static ObjectiveTrial Of(ObjectiveKind kind, IReadOnlyList<RequestOutcome> outcomes, ServiceObjectives objectives, int needed)
    {
        var others = objectives.With(kind, SimTime.Never);
        var all = outcomes.Where(o => o.Status == OutcomeStatus.Done).Select(o => ServiceObjectives.LatencyNs(o, kind)).Order().ToArray();
        var rest = outcomes.Where(o => others.IsMet(o)).Select(o => ServiceObjectives.LatencyNs(o, kind)).Order().ToArray();
        return new(kind, outcomes.Count(o => objectives.IsMet(o, kind)) / (double)outcomes.Count, Rank(all, needed), Rank(rest, needed));
    }

    private static SimTime Rank(long[] sorted, int rank) => rank <= sorted.Length ? new(sorted[Math.Max(rank, 1) - 1]) : SimTime.Never;

    // Begins and ends of every replica in order; at one time ends come first.
    private static int Concurrency(IReadOnlyList<RequestOutcome> outcomes)
    {
        var most = 0;
        foreach (var replica in outcomes.Where(o => o.Status == OutcomeStatus.Done).GroupBy(o => o.Replica))
        {
            var running = 0;
            foreach (var (_, change) in replica.SelectMany(o => new[] { (o.Started, 1), (o.LastToken, -1) }).OrderBy(e => e.Item1).ThenBy(e => e.Item2))
            {
                running += change;
                most = Math.Max(most, running);
            }
        }

        return most;
    }
}
