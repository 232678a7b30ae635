namespace HotRow.Serving;

/// <summary>What an autoscaler sees.</summary>
/// <param name="Replicas">Replicas that run or start.</param>
/// <param name="Waiting">Requests that wait, over all replicas.</param>
/// <param name="Running">Requests that run, over all replicas.</param>
/// <param name="BusyShare">Share of the time since the last look in which replicas computed.</param>
public readonly record struct FleetState(int Replicas, int Waiting, int Running, double BusyShare);

/// <summary>Says how many replicas there should be.</summary>
public interface IAutoscaler
{
    /// <summary>How often it looks.</summary>
    SimTime Period { get; }

    /// <summary>How many replicas there should be, at least 1. New ones begin after their start delay; those too many finish what they have.</summary>
    int Wanted(in FleetState fleet, SimTime now);
}
