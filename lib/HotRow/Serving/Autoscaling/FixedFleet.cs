namespace HotRow.Serving;

public static partial class Autoscalers
{
    /// <summary>Always the most replicas.</summary>
    public static readonly AutoscalerInfo FixedFleet = Add(new("fixed", "provisioning for the peak", static args => new FixedFleet(args)));
}

/// <summary>Always the most replicas: what an autoscaler is compared with.</summary>
internal sealed class FixedFleet(AutoscalerArgs args) : IAutoscaler
{
    public SimTime Period => args.Period;

    public int Wanted(in FleetState fleet, SimTime now) => args.Most;
}
