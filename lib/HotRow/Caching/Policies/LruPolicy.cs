using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Least recently used: the row whose last use is longest ago leaves.</summary>
/// <remarks>One list in order of use, a slot being its own node; a hit moves to the front, the last one leaves.
/// <para><i>Cost:</i> O(1) per access, 12 B per slot beside the index.</para>
/// <para><i>Source:</i> R. Mattson, J. Gecsei, D. Slutz and I. Traiger, "Evaluation techniques for storage hierarchies",
/// IBM Systems Journal 9 (1970).</para></remarks>
public sealed class LruPolicy : ICachePolicy, IRowIndexed
{
    private const int Recency = 0;
    private readonly RowIndex _index;
    private readonly NodeLists _lists;
    private readonly int[] _rows;

    /// <summary>Creates the policy of an empty cache.</summary>
    public LruPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _lists = new NodeLists(_rows.Length, 1);
        _index = new RowIndex(args.RowCount, _rows.Length);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _lists.Bytes + ((long)_rows.Length * sizeof(int));

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
            _lists.MoveToFirst(Recency, slot);
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
            slot = _lists.PopLast(Recency);
            evicted = _rows[slot];
            _index.Remove(evicted);
        }

        _rows[slot] = row;
        _lists.PushFirst(Recency, slot);
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }
}

public static partial class CachePolicies
{
    /// <summary>Least recently used.</summary>
    public static readonly CachePolicyInfo Lru = Add(new("lru", "Mattson et al. 1970, IBM Systems Journal 9", args => new LruPolicy(args)));
}
