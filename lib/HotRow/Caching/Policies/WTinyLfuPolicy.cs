using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>W-TinyLFU: a small window takes every new row, and a row that leaves the window replaces one of the main part
/// only when it was used more often lately.</summary>
/// <remarks>The window is a least-recently-used list of 1 % of the slots. The main part is a segmented one: a hit moves a
/// row from probation to protected (at most 80 % of the main part), and what overflows there goes back to probation. When
/// the cache is full the window's last row meets probation's last row, and the one with the lower estimate in the
/// <see cref="FrequencySketch"/> leaves; a tie keeps the old one.
/// <para><i>Cost:</i> O(1) per access, 13 B per slot and the sketch's 8 to 16 B beside the index.</para>
/// <para><i>Source:</i> G. Einziger, R. Friedman and B. Manes, "TinyLFU: a highly efficient cache admission policy", ACM TOS 13 (2017), section 4; Caffeine's sizes.</para>
/// <para><i>Deviation:</i> from Caffeine: the window keeps its size (no hill climbing); no random admission of warm
/// candidates against hash flooding; the sketch counts from the first access instead of from a half full cache; no
/// doorkeeper (as Caffeine, unlike the paper); reads take effect at once instead of through buffers.</para></remarks>
public sealed class WTinyLfuPolicy : ICachePolicy, IRowIndexed
{
    private const int Window = 0;
    private const int Probation = 1;
    private const int Protected = 2;
    private readonly RowIndex _index;
    private readonly NodeLists _lists;
    private readonly FrequencySketch _sketch;
    private readonly int[] _rows;
    private readonly byte[] _segment;
    private readonly int _windowTarget;
    private readonly int _protectedTarget;
    private int _windowCount;
    private int _protectedCount;

    /// <summary>Creates the policy of an empty cache.</summary>
    public WTinyLfuPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _rows = new int[args.SlotCount];
        _segment = new byte[_rows.Length];
        var mainTarget = (int)(_rows.Length * 99L / 100);
        _windowTarget = _rows.Length - mainTarget;
        _protectedTarget = (int)(mainTarget * 80L / 100);
        _lists = new NodeLists(_rows.Length, 3);
        _sketch = new FrequencySketch(_rows.Length);
        _index = new RowIndex(args.RowCount, _rows.Length);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _lists.Bytes + _sketch.Bytes + ((long)_rows.Length * (sizeof(int) + sizeof(byte)));

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
        if (kind == AccessKind.Demand)
            _sketch.Record(row);
        if (slot < 0)
            return Admit(row);

        if (kind == AccessKind.Demand)
        {
            var segment = (int)_segment[slot];
            if (segment == Probation)
                Protect(slot);
            else
                _lists.MoveToFirst(segment, slot);
        }

        return CacheAccess.Hit(slot);
    }

    private void Protect(int slot)
    {
        if (_protectedTarget == 0)
        {
            _lists.MoveToFirst(Probation, slot);
            return;
        }

        _lists.MoveToFirst(Protected, slot);
        _segment[slot] = Protected;
        if (_protectedCount < _protectedTarget)
        {
            _protectedCount++;
            return;
        }

        MoveToProbation(_lists.Last(Protected));
    }

    private CacheAccess Admit(int row)
    {
        var evicted = -1;
        int slot;
        if (Count < _rows.Length)
        {
            slot = Count++;
            if (_windowCount < _windowTarget)
                _windowCount++;
            else
                MoveToProbation(_lists.Last(Window));
        }
        else
        {
            slot = FreeSlot();
            evicted = _rows[slot];
            _index.Remove(evicted);
        }

        _rows[slot] = row;
        _segment[slot] = Window;
        _lists.PushFirst(Window, slot);
        _index.Set(row, slot);
        return CacheAccess.Admitted(slot, evicted);
    }

    private int FreeSlot()
    {
        var candidate = _lists.Last(Window);
        if (!_lists.IsEmpty(Probation))
        {
            var victim = _lists.Last(Probation);
            if (_sketch.Estimate(_rows[candidate]) > _sketch.Estimate(_rows[victim]))
            {
                MoveToProbation(candidate);
                _lists.Remove(victim);
                return victim;
            }
        }

        _lists.Remove(candidate);
        return candidate;
    }

    private void MoveToProbation(int slot)
    {
        _lists.MoveToFirst(Probation, slot);
        _segment[slot] = Probation;
    }
}

public static partial class CachePolicies
{
    /// <summary>W-TinyLFU without hill climbing.</summary>
    public static readonly CachePolicyInfo WTinyLfu = Add(new("w-tinylfu", "Einziger, Friedman and Manes, ACM TOS 13 (2017)", args => new WTinyLfuPolicy(args)));
}
