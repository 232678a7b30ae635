using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>S3-FIFO: three first-in, first-out queues, a small one for new rows, a main one, and a ghost of rows that the
/// small one let go.</summary>
/// <remarks>A missing row enters the small queue, or the main one when it is a ghost. A hit raises the row's count, to at
/// most 3. While the small queue holds a tenth of the slots it gives the victim: its oldest row moves to the main queue
/// when it was used at least twice since it came (count back to 0), else it leaves and becomes a ghost. Otherwise the
/// main queue gives it: its oldest row goes round again with its count lowered by 1, or leaves when that is 0.
/// <para><i>Cost:</i> O(1) per hit (one byte), O(1) amortised per miss, 13 B per slot and 12 B per ghost beside the index, which holds both.</para>
/// <para><i>Source:</i> J. Yang, Y. Zhang, Z. Qiu, Y. Yue and K. Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023, section 4 and algorithm 1.</para>
/// <para><i>Deviation:</i> exactly one row leaves per admission. The algorithm as printed also evicts from a full main queue
/// while it empties the small one, which can free two slots for one row. The ghost holds 90 % of the capacity, as many rows as the main queue.</para></remarks>
public sealed class S3FifoPolicy : ICachePolicy, IRowIndexed
{
    private const int Small = 0;
    private const int Main = 1;
    private const int Ghost = 2;
    private const int FreeGhost = 3;
    private const byte MaxUses = 3;
    private const byte UsesToPromote = 2;
    private readonly RowIndex _index;
    private readonly NodeLists _lists; // nodes below _slotCount are slots, the others ghosts
    private readonly int[] _rows;
    private readonly byte[] _uses;
    private readonly int _slotCount;
    private readonly int _smallTarget;
    private int _smallCount;

    /// <summary>Creates the policy of an empty cache.</summary>
    public S3FifoPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _slotCount = args.SlotCount;
        _smallTarget = Math.Max(1, _slotCount / 10);
        var ghostCount = (int)(_slotCount * 9L / 10);
        _rows = new int[_slotCount + ghostCount];
        _uses = new byte[_slotCount];
        _lists = new NodeLists(_rows.Length, 4);
        _index = new RowIndex(args.RowCount, _rows.Length);
        for (var ghost = _slotCount; ghost < _rows.Length; ghost++)
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
    public long MetadataBytes => _index.Bytes + _lists.Bytes + ((long)_rows.Length * sizeof(int)) + _uses.Length;

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

        ref var uses = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_uses), node);
        if (uses < MaxUses && kind == AccessKind.Demand)
            uses++;
        return CacheAccess.Hit(node);
    }

    private CacheAccess Admit(int row, int ghost, AccessKind kind)
    {
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
            // Evicting may have pushed this very row out of the ghost queue to make room.
            ghost = ghost >= 0 ? _index.Find(row) : ghost;
        }

        if (ghost >= 0)
        {
            _lists.Remove(ghost);
            _lists.PushFirst(FreeGhost, ghost);
        }

        var toMain = ghost >= 0 && kind == AccessKind.Demand;
        _lists.PushFirst(toMain ? Main : Small, slot);
        _smallCount += toMain ? 0 : 1;
        _rows[slot] = row;
        _uses[slot] = 0;
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int FreeSlot()
    {
        while (_smallCount >= _smallTarget)
        {
            var slot = _lists.PopLast(Small);
            _smallCount--;
            if (_uses[slot] < UsesToPromote)
            {
                Remember(_rows[slot]);
                return slot;
            }

            _uses[slot] = 0;
            _lists.PushFirst(Main, slot);
        }

        while (true)
        {
            var slot = _lists.PopLast(Main);
            if (_uses[slot] == 0)
            {
                _index.Remove(_rows[slot]);
                return slot;
            }

            _uses[slot]--;
            _lists.PushFirst(Main, slot);
        }
    }

    private void Remember(int row)
    {
        if (_rows.Length == _slotCount)
        {
            _index.Remove(row);
            return;
        }

        int ghost;
        if (_lists.IsEmpty(FreeGhost))
        {
            ghost = _lists.PopLast(Ghost);
            _index.Remove(_rows[ghost]);
        }
        else
        {
            ghost = _lists.PopLast(FreeGhost);
        }

        _rows[ghost] = row;
        _lists.PushFirst(Ghost, ghost);
        _index.Set(row, ghost);
    }
}

public static partial class CachePolicies
{
    /// <summary>S3-FIFO.</summary>
    public static readonly CachePolicyInfo S3Fifo = Add(new("s3-fifo", "Yang et al., SOSP 2023", args => new S3FifoPolicy(args)));
}
