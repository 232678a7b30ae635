namespace HotRow.Serving;

/// <summary>What an event of the simulation is; the order of the values is the order of events at one time.</summary>
public enum SimEventKind : byte
{
    /// <summary>A server's step ends: its blocks are free before an arrival of the same instant asks for them.</summary>
    StepEnd,

    /// <summary>A transfer of keys and values ends.</summary>
    TransferEnd,

    /// <summary>A request arrives.</summary>
    Arrival,

    /// <summary>A scheduler asked to be woken.</summary>
    Wake,

    /// <summary>The number of replicas is looked at.</summary>
    Scale,
}

/// <summary>An event; events are totally ordered by time, then kind, then id, so a run has one possible outcome.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Id">Of which request or server.</param>
public readonly record struct SimEvent(SimTime Time, SimEventKind Kind, int Id) : IComparable<SimEvent>
{
    /// <inheritdoc/>
    public int CompareTo(SimEvent other) =>
        Time.Ns != other.Time.Ns ? Time.CompareTo(other.Time) : Kind != other.Kind ? Kind.CompareTo(other.Kind) : Id.CompareTo(other.Id);

#pragma warning disable CS1591 // Operators say what they do.
    public static bool operator <(SimEvent a, SimEvent b) => a.CompareTo(b) < 0;

    public static bool operator >(SimEvent a, SimEvent b) => a.CompareTo(b) > 0;

    public static bool operator <=(SimEvent a, SimEvent b) => a.CompareTo(b) <= 0;

    public static bool operator >=(SimEvent a, SimEvent b) => a.CompareTo(b) >= 0;
#pragma warning restore CS1591
}
