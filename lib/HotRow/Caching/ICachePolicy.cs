using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Why a row is touched.</summary>
public enum AccessKind : byte
{
    /// <summary>The batch wants the row now.</summary>
    Demand,

    /// <summary>A prefetcher expects the row to be wanted soon. In every policy it changes nothing when the row is resident;
    /// otherwise it inserts the row as if never seen before, without a mark of use: no bit, no count, no use of a ghost.</summary>
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

/// <summary>The answer to one access, packed into 64 bits so that it is returned in one register.</summary>
public readonly record struct CacheAccess
{
    private const int None = -1;
    private const int NoneOnHit = -2;
    private readonly ulong _bits; // slot in the low half, the evicted row (or why there is none) in the high half

    /// <summary>Creates an answer from its parts.</summary>
    /// <param name="outcome">What happened.</param>
    /// <param name="slot">The row's slot; ignored when bypassed.</param>
    /// <param name="evictedRow">The row that left that slot, -1 for none; ignored unless admitted.</param>
    public CacheAccess(CacheOutcome outcome, int slot, int evictedRow)
        : this(outcome switch
        {
            CacheOutcome.Hit => Pack(slot, NoneOnHit),
            CacheOutcome.Admitted => Pack(slot, evictedRow),
            _ => Pack(None, None),
        })
    {
    }

    private CacheAccess(ulong bits) => _bits = bits;

    /// <summary>What happened.</summary>
    public CacheOutcome Outcome
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsHit ? CacheOutcome.Hit : Slot >= 0 ? CacheOutcome.Admitted : CacheOutcome.Bypassed;
    }

    /// <summary>The row was resident.</summary>
    public bool IsHit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(_bits >> 32) == NoneOnHit;
    }

    /// <summary>The row's slot, 0 &lt;= Slot &lt; Capacity; -1 when bypassed.</summary>
    public int Slot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_bits;
    }

    /// <summary>The row that left that slot; -1 when none did.</summary>
    public int EvictedRow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Max((int)(_bits >> 32), None);
    }

    /// <summary>The answer when the row was resident.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CacheAccess Hit(int slot) => new(Pack(slot, NoneOnHit));

    /// <summary>The answer when the row has been given a slot that <paramref name="evictedRow"/> (-1: nobody) left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CacheAccess Admitted(int slot, int evictedRow) => new(Pack(slot, evictedRow));

    /// <summary>The answer when the row was given no slot.</summary>
    public static CacheAccess Bypassed => new(Pack(None, None));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Pack(int slot, int evictedRow) => (uint)slot | ((ulong)(uint)evictedRow << 32);
}

/// <summary>Decides which rows are resident and in which slot; never holds row data, so one object drives the simulator and the real cache.</summary>
public interface ICachePolicy
{
    /// <summary>How many rows may be resident.</summary>
    int Capacity { get; }

    /// <summary>How many rows are resident.</summary>
    int Count { get; }

    /// <summary>Bytes of the policy's own bookkeeping: index, lists, counters; not the rows, and not a trace it was given.</summary>
    long MetadataBytes { get; }

    /// <summary>Touches a row. <i>Cost:</i> allocates nothing.</summary>
    /// <param name="row">0 &lt;= row &lt; the RowCount the policy was made for; the caller has checked it.</param>
    /// <param name="kind">Why.</param>
    CacheAccess Access(int row, AccessKind kind = AccessKind.Demand);
}
