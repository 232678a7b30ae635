using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>ARC: a list of rows used once and a list of rows used more often share the cache, and ghosts of what each let
/// go say which of the two deserves more of it.</summary>
/// <remarks>T1 holds rows used once, T2 rows used again, B1 and B2 the ghosts of each, all least recently used last. A hit
/// moves the row to the front of T2. A row found in B1 raises the target size p of T1, one found in B2 lowers it, by
/// max(1, ratio of the ghosts' sizes); both enter T2. Other rows enter T1. The victim is T1's last row when T1 is larger
/// than p (or as large, when the row was in B2), else T2's. T1 and B1 together hold at most c rows, all four at most 2c.
/// <para><i>Cost:</i> O(1) per access, 13 B per slot and 13 B per ghost (as many as slots) beside the index, which holds both.</para>
/// <para><i>Source:</i> N. Megiddo and D. Modha, "ARC: a self-tuning, low overhead replacement cache", FAST 2003, figure 4.</para></remarks>
public sealed class ArcPolicy : ICachePolicy, IRowIndexed
{
    private const int Recent = 0; // T1
    private const int Frequent = 1; // T2
    private const int RecentGhost = 2; // B1
    private const int FrequentGhost = 3; // B2
    private const int FreeGhost = 4;
    private readonly RowIndex _index;
    private readonly NodeLists _lists; // nodes below _slotCount are slots, the others ghosts
    private readonly int[] _rows;
    private readonly byte[] _list; // which of the four a node is in
    private readonly int _slotCount;
    private int _recentCount;
    private int _recentGhostCount;
    private int _frequentGhostCount;
    private double _recentTarget; // p

    /// <summary>Creates the policy of an empty cache.</summary>
    public ArcPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _slotCount = args.SlotCount;
        var nodeCount = checked(2 * _slotCount);
        _rows = new int[nodeCount];
        _list = new byte[nodeCount];
        _lists = new NodeLists(nodeCount, 5);
        _index = new RowIndex(args.RowCount, nodeCount);
        for (var ghost = _slotCount; ghost < nodeCount; ghost++)
        {
            _lists.PushFirst(FreeGhost, ghost);
        }
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _lists.Bytes + ((long)_rows.Length * (sizeof(int) + sizeof(byte)));

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

        if (kind == AccessKind.Demand)
        {
            _lists.MoveToFirst(Frequent, node);
            _recentCount -= _list[node] == Recent ? 1 : 0;
            _list[node] = Frequent;
        }

        return CacheAccess.Hit(node);
    }

    private CacheAccess Admit(int row, int ghost, AccessKind kind)
    {
        var list = Recent;
        var wasFrequent = false;
        if (ghost >= 0)
        {
            wasFrequent = _list[ghost] == FrequentGhost && kind == AccessKind.Demand;
            if (kind == AccessKind.Demand)
            {
                Adapt(wasFrequent);
                list = Frequent;
            }

            Forget(ghost);
        }

        var evicted = -1;
        int slot;
        if (Count < _slotCount)
        {
            slot = Count++;
        }
        else
        {
            slot = list == Frequent ? Replace(wasFrequent) : FreeSlotForNew();
            evicted = _rows[slot];
        }

        _rows[slot] = row;
        Enter(list, slot);
        _recentCount += list == Recent ? 1 : 0;
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private void Adapt(bool wasFrequent)
    {
        var step = wasFrequent
            ? -Math.Max(1.0, (double)_recentGhostCount / _frequentGhostCount)
            : Math.Max(1.0, (double)_frequentGhostCount / _recentGhostCount);
        _recentTarget = Math.Clamp(_recentTarget + step, 0, _slotCount);
    }

    // Case IV of figure 4, with the cache full.
    private int FreeSlotForNew()
    {
        if (_recentCount + _recentGhostCount == _slotCount)
        {
            if (_recentCount == _slotCount)
            {
                var slot = _lists.PopLast(Recent);
                _recentCount--;
                _index.Remove(_rows[slot]);
                return slot;
            }

            ForgetLast(RecentGhost);
        }
        else if (_recentGhostCount + _frequentGhostCount == _slotCount)
        {
            ForgetLast(FrequentGhost);
        }

        return Replace(false);
    }

    // REPLACE of figure 4: the victim becomes a ghost.
    private int Replace(bool wasFrequent)
    {
        var fromRecent = _recentCount >= 1 && (_recentCount > _recentTarget || (wasFrequent && _recentCount == _recentTarget));
        var slot = _lists.PopLast(fromRecent ? Recent : Frequent);
        var row = _rows[slot];
        var ghost = _lists.PopLast(FreeGhost);
        _rows[ghost] = row;
        Enter(fromRecent ? RecentGhost : FrequentGhost, ghost);
        _index.Set(row, ghost);
        _recentCount -= fromRecent ? 1 : 0;
        _recentGhostCount += fromRecent ? 1 : 0;
        _frequentGhostCount += fromRecent ? 0 : 1;
        return slot;
    }

    private void ForgetLast(int list)
    {
        var ghost = _lists.Last(list);
        _index.Remove(_rows[ghost]);
        Forget(ghost);
    }

    private void Forget(int ghost)
    {
        if (_list[ghost] == RecentGhost)
            _recentGhostCount--;
        else
            _frequentGhostCount--;
        _lists.Remove(ghost);
        _lists.PushFirst(FreeGhost, ghost);
    }

    private void Enter(int list, int node)
    {
        _list[node] = (byte)list;
        _lists.PushFirst(list, node);
    }
}

public static partial class CachePolicies
{
    /// <summary>ARC.</summary>
    public static readonly CachePolicyInfo Arc = Add(new("arc", "Megiddo and Modha, FAST 2003", args => new ArcPolicy(args)));
}
