namespace HotRow.Serving;

/// <summary>What a plan must reach, and what it may cost.</summary>
/// <param name="Objectives">The limits that one request keeps all of.</param>
/// <param name="Attain">The share of the offered requests that must keep them, above 0 and at most 1.</param>
/// <param name="MaxDevices">Most accelerators.</param>
/// <param name="Price">What an accelerator costs, $/h, null where nobody has said; or null as a whole: plans are compared by their number of accelerators.</param>
/// <param name="Seed">Of the resampled arrivals.</param>
public sealed record PlanGoal(ServiceObjectives Objectives, double Attain, int MaxDevices = 64, Func<Accelerator, double?>? Price = null, ulong Seed = 1)
{
    /// <summary>Whether plans are compared in dollars.</summary>
    public bool IsPriced => Price is not null;

    /// <summary>How many of so many requests must keep the objectives: the smallest whole number that is at least their share.</summary>
    public int Needed(int requests) => (int)Math.Ceiling((Attain * requests) - 1e-9);

    /// <summary>What so many accelerators cost: $/h, or their number when plans are not compared in dollars.</summary>
    /// <exception cref="ArgumentException">Plans are compared in dollars and the accelerator has no price.</exception>
    public double CostOf(Accelerator accelerator, int devices)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return Price is null ? devices : devices * (Price(accelerator) ?? throw new ArgumentException($"'{accelerator.Name}' has no price", nameof(accelerator)));
    }

    /// <summary>What so many replicas cost.</summary>
    public double CostOf(Candidate candidate, int replicas)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return CostOf(candidate.Accelerator, candidate.DevicesOfReplica * replicas);
    }
}
