using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>CLOCK, also second chance: a hand goes round the slots and takes the first whose row was not used since the
/// hand last passed.</summary>
/// <remarks>One bit per slot, set by a hit, clear on insertion; the hand clears the set bits that it passes. The new row
/// takes the freed slot and the hand moves on behind it.
/// <para><i>Cost:</i> O(1) per hit, O(1) amortised per miss, 5 B per slot beside the index.</para>
/// <para><i>Source:</i> F. Corbató, "A paging experiment with the Multics system", MIT Project MAC report MAC-M-384 (1968).</para>
/// <para><i>Deviation:</i> the bit is clear on insertion. Paging hardware sets it at once, because the access that faulted
/// is repeated; with the bit clear a row that is used once is not kept for a second round.</para></remarks>
public sealed class ClockPolicy : ICachePolicy, IRowIndexed
{
    private readonly RowIndex _index;
    private readonly int[] _rows;
    private readonly bool[] _used;
    private int _hand;

    /// <summary>Creates the policy of an empty cache.</summary>
    public ClockPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _used = new bool[_rows.Length];
        _index = new RowIndex(args.RowCount, _rows.Length);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + ((long)_rows.Length * (sizeof(int) + sizeof(bool)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand) =>
        _index.IsDirect ? Touch(row, _index.FindDirect(row), kind) : AccessInTable(row, kind);

    // Out of line, so that the usual path calls nothing and saves no registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheAccess AccessInTable(int row, AccessKind kind) => Touch(row, _index.FindInTable(row), kind);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CacheAccess Touch(int row, int slot, AccessKind kind)
    {
        if (slot < 0)
            return Admit(row);

        if (kind == AccessKind.Demand)
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_used), slot) = true;
        return CacheAccess.Hit(slot);
    }

    private CacheAccess Admit(int row)
    {
        var evicted = -1;
        int slot;
        if (Count < _rows.Length)
        {
            slot = Count++;
        }
        else
        {
            slot = FreeSlot();
            evicted = _rows[slot];
            _index.Remove(evicted);
        }

        _rows[slot] = row;
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int FreeSlot()
    {
        var hand = _hand;
        while (_used[hand])
        {
            _used[hand] = false;
            hand = hand + 1 == _used.Length ? 0 : hand + 1;
        }

        _hand = hand + 1 == _used.Length ? 0 : hand + 1;
        return hand;
    }
}

public static partial class CachePolicies
{
    /// <summary>CLOCK with one bit.</summary>
    public static readonly CachePolicyInfo Clock = Add(new("clock", "Corbató 1968, MIT Project MAC report MAC-M-384", args => new ClockPolicy(args)));
}
