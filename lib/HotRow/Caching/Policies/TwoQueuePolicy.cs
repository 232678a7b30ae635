using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>2Q, full version: new rows pass through a first-in, first-out queue, and only those asked for again after
/// they left it enter the main least-recently-used list.</summary>
/// <remarks>A1in holds new rows in order of arrival and a hit there changes nothing; A1out holds the numbers of rows that
/// left A1in; Am is the main list. A missing row enters Am when it is in A1out, else A1in. The victim is A1in's oldest
/// row (which A1out then remembers) while A1in holds more than Kin rows, else Am's least recently used row.
/// Kin = floor(25 %) and Kout = floor(50 %) of the capacity, each at least 1.
/// <para><i>Cost:</i> O(1) per access, 13 B per slot and 12 B per remembered row beside the index, which holds both.</para>
/// <para><i>Source:</i> T. Johnson and D. Shasha, "2Q: a low overhead high performance buffer management replacement algorithm", VLDB 1994, section 4, "full version".</para>
/// <para><i>Deviation:</i> where the paper is silent: the row asked for leaves A1out before room is made; and while Am is
/// empty the victim is A1in's oldest row whatever A1in's size, which matters at capacity 1.</para></remarks>
public sealed class TwoQueuePolicy : ICachePolicy, IRowIndexed
{
    private const int In = 0;
    private const int Out = 1;
    private const int Main = 2;
    private const int FreeOut = 3;
    private readonly RowIndex _index;
    private readonly NodeLists _lists; // nodes below _slotCount are slots, the others remembered rows
    private readonly int[] _rows;
    private readonly bool[] _inMain;
    private readonly int _slotCount;
    private readonly int _inTarget;
    private int _inCount;

    /// <summary>Creates the policy of an empty cache.</summary>
    public TwoQueuePolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _slotCount = args.SlotCount;
        _inTarget = Math.Max(1, _slotCount / 4);
        _rows = new int[_slotCount + Math.Max(1, _slotCount / 2)];
        _inMain = new bool[_slotCount];
        _lists = new NodeLists(_rows.Length, 4);
        _index = new RowIndex(args.RowCount, _rows.Length);
        for (var node = _slotCount; node < _rows.Length; node++)
        {
            _lists.PushFirst(FreeOut, node);
        }
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _lists.Bytes + ((long)_rows.Length * sizeof(int)) + _inMain.Length;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand) =>
        _index.IsDirect ? Touch(row, _index.FindDirect(row), kind) : AccessInTable(row, kind);

    // Out of line, so that the usual path calls nothing and saves no registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheAccess AccessInTable(int row, AccessKind kind) => Touch(row, _index.FindInTable(row), kind);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CacheAccess Touch(int row, int node, AccessKind kind)
    {
        if ((uint)node >= (uint)_slotCount)
            return Admit(row, node, kind);

        if (_inMain[node] && kind == AccessKind.Demand)
            _lists.MoveToFirst(Main, node);
        return CacheAccess.Hit(node);
    }

    private CacheAccess Admit(int row, int remembered, AccessKind kind)
    {
        if (remembered >= 0)
        {
            _lists.Remove(remembered);
            _lists.PushFirst(FreeOut, remembered);
        }

        var evicted = -1;
        int slot;
        if (Count < _slotCount)
        {
            slot = Count++;
        }
        else
        {
            slot = FreeSlot();
            evicted = _rows[slot];
        }

        var toMain = remembered >= 0 && kind == AccessKind.Demand;
        _lists.PushFirst(toMain ? Main : In, slot);
        _inCount += toMain ? 0 : 1;
        _inMain[slot] = toMain;
        _rows[slot] = row;
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int FreeSlot()
    {
        if (_inCount <= _inTarget && !_lists.IsEmpty(Main))
        {
            var leastRecent = _lists.PopLast(Main);
            _index.Remove(_rows[leastRecent]);
            return leastRecent;
        }

        var oldest = _lists.PopLast(In);
        _inCount--;
        Remember(_rows[oldest]);
        return oldest;
    }

    private void Remember(int row)
    {
        int node;
        if (_lists.IsEmpty(FreeOut))
        {
            node = _lists.PopLast(Out);
            _index.Remove(_rows[node]);
        }
        else
        {
            node = _lists.PopLast(FreeOut);
        }

        _rows[node] = row;
        _lists.PushFirst(Out, node);
        _index.Set(row, node);
    }
}

public static partial class CachePolicies
{
    /// <summary>2Q, full version.</summary>
    public static readonly CachePolicyInfo TwoQueue = Add(new("2q", "Johnson and Shasha, VLDB 1994", args => new TwoQueuePolicy(args)));
}
