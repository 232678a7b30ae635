namespace HotRow.Serving;

public static partial class Autoscalers
{
    /// <summary>As many replicas as bring the busy share to the target.</summary>
    public static readonly AutoscalerInfo TargetUtilisation = Add(new(
        "target-utilisation", "Kubernetes documentation, Horizontal Pod Autoscaling, algorithm details", static args => new TargetUtilisation(args)));
}

/// <summary>As many replicas as bring the busy share to the target: replicas x busy share / target, rounded up.</summary>
/// <remarks>Within a tenth of the target nothing changes, as in the source. A busy share never exceeds 1, so an overloaded fleet grows by at most 1 / target at
/// each look, however long its queue is.</remarks>
internal sealed class TargetUtilisation(AutoscalerArgs args) : IAutoscaler
{
    private const double Tolerance = 0.1;

    public SimTime Period => args.Period;

    public int Wanted(in FleetState fleet, SimTime now)
    {
        var ratio = fleet.BusyShare / args.Target;
        var wanted = Math.Abs(ratio - 1) <= Tolerance ? fleet.Replicas : Math.Ceiling(fleet.Replicas * ratio);
        return (int)Math.Clamp(wanted, args.Least, args.Most);
    }
}
