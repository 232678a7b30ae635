using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>SIEVE: a first-in, first-out list swept by a hand that takes the first row not used since it last passed,
/// while rows that were used stay where they are.</summary>
/// <remarks>A hit sets the row's bit. New rows enter at the front. The hand goes from the back to the front, clears the
/// set bits that it passes, takes the first row whose bit is clear, and rests before it; at the front it starts again
/// from the back. Unlike CLOCK, survivors and new rows do not mix: what is new is soon examined.
/// <para><i>Cost:</i> O(1) per hit (one byte written), O(1) amortised per miss, 13 B per slot beside the index.</para>
/// <para><i>Source:</i> Y. Zhang, J. Yang, Y. Yue, Y. Vigfusson and K. Rashmi, "SIEVE is simpler than LRU", NSDI 2024, algorithm 1.</para></remarks>
public sealed class SievePolicy : ICachePolicy, IRowIndexed
{
    private const int Queue = 0;
    private readonly RowIndex _index;
    private readonly NodeLists _lists;
    private readonly int[] _rows;
    private readonly bool[] _visited;
    private int _hand; // the queue's end: start from the back

    /// <summary>Creates the policy of an empty cache.</summary>
    public SievePolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _visited = new bool[_rows.Length];
        _lists = new NodeLists(_rows.Length, 1);
        _index = new RowIndex(args.RowCount, _rows.Length);
        _hand = NodeLists.End(Queue);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _lists.Bytes + ((long)_rows.Length * (sizeof(int) + sizeof(bool)));

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
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_visited), slot) = true;
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
        _lists.PushFirst(Queue, slot);
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int FreeSlot()
    {
        var end = NodeLists.End(Queue);
        var hand = _hand == end ? _lists.Last(Queue) : _hand;
        while (_visited[hand])
        {
            _visited[hand] = false;
            hand = _lists.Previous(hand);
            if (hand == end)
                hand = _lists.Last(Queue);
        }

        _hand = _lists.Previous(hand);
        _lists.Remove(hand);
        return hand;
    }
}

public static partial class CachePolicies
{
    /// <summary>SIEVE.</summary>
    public static readonly CachePolicyInfo Sieve = Add(new("sieve", "Zhang et al., NSDI 2024", args => new SievePolicy(args)));
}
