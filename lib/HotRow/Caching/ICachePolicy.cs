namespace HotRow;

/// <summary>Why a row is touched.</summary>
public enum AccessKind : byte
{
    /// <summary>The batch wants the row now.</summary>
    Demand,

    /// <summary>A prefetcher expects the row to be wanted soon.</summary>
    Prefetch,
}

/// <summary>What an access found and did.</summary>
public enum CacheOutcome : byte
{
    /// <summary>The row was resident.</summary>
    Hit,

    /// <summary>The row was not resident and has been given a slot.</summary>
    Admitted,

    /// <summary>The row was not resident and was not given a slot: it is read past the cache.</summary>
    Bypassed,
}

/// <summary>The answer to one access.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Slot">The row's slot, 0 &lt;= Slot &lt; Capacity; -1 when bypassed.</param>
/// <param name="EvictedRow">The row that left that slot; -1 when none did.</param>
public readonly record struct CacheAccess(CacheOutcome Outcome, int Slot, int EvictedRow);

/// <summary>Decides which rows are resident and in which slot; never holds row data, so one object drives the simulator and the real cache.</summary>
public interface ICachePolicy
{
    /// <summary>How many rows may be resident.</summary>
    int Capacity { get; }

    /// <summary>How many rows are resident.</summary>
    int Count { get; }

    /// <summary>Touches a row. <i>Cost:</i> allocates nothing.</summary>
    /// <param name="row">0 &lt;= row &lt; the RowCount the policy was made for; the caller has checked it.</param>
    /// <param name="kind">Why.</param>
    CacheAccess Access(int row, AccessKind kind = AccessKind.Demand);
}
