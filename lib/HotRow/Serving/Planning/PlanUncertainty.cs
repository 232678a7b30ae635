namespace HotRow.Serving;

/// <summary>One thing that may be otherwise than the plan takes it to be, and what becomes of the plan then.</summary>
/// <param name="Name">What is otherwise: "steps take 1.05 x as long".</param>
/// <param name="Trial">The plan under it.</param>
public sealed record PlanScenario(string Name, PlanTrial Trial);

/// <summary>How a number of replicas fares when the latency model is off and when other arrivals of the same kind come.</summary>
/// <param name="Trial">The plan as it is.</param>
/// <param name="Scenarios">The scenarios that were tried, all of them unless the first failures were enough.</param>
public sealed record PlanUncertainty(PlanTrial Trial, IReadOnlyList<PlanScenario> Scenarios)
{
    /// <summary>Resamples of the arrivals.</summary>
    public const int Resamples = 5;

    /// <summary>The plan reaches the goal in every scenario.</summary>
    public bool IsRobust => Trial.IsEnough && Scenarios.All(s => s.Trial.IsEnough);

    /// <summary>Lowest attainment of all.</summary>
    public double Low => Scenarios.Select(s => s.Trial.Attainment).Append(Trial.Attainment).Min();

    /// <summary>Highest attainment of all.</summary>
    public double High => Scenarios.Select(s => s.Trial.Attainment).Append(Trial.Attainment).Max();

    /// <summary>How far step times may be off: 5 % either way for a model that was compared with a real system, for others from 0.8 to 1.25.</summary>
    /// <remarks>The vLLM log is replayed within 3 % by calibrated models and missed by 15 to 17 % by the roofline of the data sheet.</remarks>
    public static (double Low, double High) Slowdowns(ILatencyModel latency)
    {
        ArgumentNullException.ThrowIfNull(latency);
        return latency.Valid.System.Length > 0 ? (0.95, 1.05) : Uncompared;
    }

    /// <summary>The same for every model that was compared with nothing.</summary>
    public static (double Low, double High) Uncompared => (0.8, 1.25);

    /// <summary>That in words: "0.8 to 1.25 times as long".</summary>
    public static string UncomparedText => FormattableString.Invariant($"{Uncompared.Low:0.##} to {Uncompared.High:0.##} times as long");

    /// <summary>Tries every scenario.</summary>
    /// <param name="trial">The plan as it is.</param>
    /// <param name="requests">The arrivals.</param>
    /// <param name="goal">The goal, with the seed of the resamples.</param>
    /// <param name="trials">Simulates.</param>
    /// <param name="stopAtFailure">Leaves the rest out once one scenario fails, the hardest first.</param>
    /// <param name="stop">Ends it early.</param>
    public static PlanUncertainty Of(PlanTrial trial, IReadOnlyList<ServingRequest> requests, PlanGoal goal, IPlanTrials trials, bool stopAtFailure, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentNullException.ThrowIfNull(trials);
        var (low, high) = Slowdowns(trial.Candidate.Latency);
        var scenarios = new List<PlanScenario>();
        foreach (var (name, slowdown, seed) in new[] { (StepsTake(high), high, 0UL) }
            .Concat(Enumerable.Range(1, Resamples).Select(i => ($"other arrivals {i}", 1.0, goal.Seed + (ulong)i))).Append((StepsTake(low), low, 0UL)))
        {
            stop.ThrowIfCancellationRequested();
            var arrivals = seed == 0 ? requests : ArrivalBlocks.Resample(requests, seed);
            var outcomes = trials.Run(trial.Candidate, trial.Replicas, arrivals, slowdown, stop);
            scenarios.Add(new(name, PlanTrial.Of(trial.Candidate, trial.Replicas, outcomes, goal)));
            if (stopAtFailure && !scenarios[^1].Trial.IsEnough)
            {
                break;
            }
        }

        return new(trial, scenarios);
    }

    private static string StepsTake(double slowdown) => FormattableString.Invariant($"steps take {slowdown:0.##} x as long");
}
