namespace HotRow.Serving;

public static partial class Autoscalers
{
    /// <summary>As many replicas as have the target of requests each.</summary>
    public static readonly AutoscalerInfo QueueLength = Add(new(
        "queue-length", "Kubernetes documentation, Horizontal Pod Autoscaling, external metric with an average value", static args => new QueueLength(args)));
}

/// <summary>As many replicas as have the target of requests each, waiting and running: sees how far behind a fleet is, which a busy share does not.</summary>
internal sealed class QueueLength(AutoscalerArgs args) : IAutoscaler
{
    public SimTime Period => args.Period;

    public int Wanted(in FleetState fleet, SimTime now) =>
        (int)Math.Clamp(Math.Ceiling(((double)fleet.Waiting + fleet.Running) / args.Target), args.Least, args.Most);
}
