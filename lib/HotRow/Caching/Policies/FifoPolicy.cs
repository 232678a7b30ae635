using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>First in, first out: the row that was admitted longest ago leaves.</summary>
/// <remarks>Slots are filled in a circle, so the next slot to be given away is always the oldest row's.
/// <para><i>Cost:</i> O(1) per access, 4 B per slot beside the index.</para>
/// <para><i>Source:</i> L. Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5 (1966).</para></remarks>
public sealed class FifoPolicy : ICachePolicy, IRowIndexed
{
    private readonly RowIndex _index;
    private readonly int[] _rows;
    private int _oldest;

    /// <summary>Creates the policy of an empty cache.</summary>
    public FifoPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _index = new RowIndex(args.RowCount, _rows.Length);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + ((long)_rows.Length * sizeof(int));

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
        return slot >= 0 ? CacheAccess.Hit(slot) : Admit(row);
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
            slot = _oldest;
            _oldest = slot + 1 == _rows.Length ? 0 : slot + 1;
            evicted = _rows[slot];
            _index.Remove(evicted);
        }

        _rows[slot] = row;
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }
}

public static partial class CachePolicies
{
    /// <summary>First in, first out.</summary>
    public static readonly CachePolicyInfo Fifo = Add(new("fifo", "Belady 1966, IBM Systems Journal 5", args => new FifoPolicy(args)));
}
