using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Set-associative LRU, as caches on a device are built: a row may lie only in the few slots of its set, and the least recently used of these leaves.</summary>
/// <remarks>
/// The slots are cut into sets of at most <see cref="Ways"/>, whose sizes differ by at most one; a hash of the row names its set. There is
/// no index: a lookup compares the row with every slot of its set, so metadata does not grow with the table. A full set evicts while other sets
/// have room: these are the conflict misses. A cache with room for every row gives each row a slot of its own, and has none.
/// <para><i>Cost:</i> O(ways) per access, 12 B per slot.</para>
/// <para><i>Source:</i> A. J. Smith, "Cache memories", ACM Computing Surveys 14 (1982), section 2.2.
/// <i>Deviation:</i> sets are chosen by a hash instead of the low bits of the id, and need not be a power of two in number or size.</para></remarks>
public sealed class SetAssociativePolicy : ICachePolicy
{
    private const int Empty = -1;
    private readonly int[] _rows;
    private readonly long[] _lastUse; // 0 is never
    private readonly int _rowCount;
    private readonly int _setCount;
    private readonly bool _hasRoomForAll;
    private long _now;

    /// <summary>Creates the policy of an empty cache.</summary>
    /// <param name="args">Capacity and rows.</param>
    /// <param name="ways">The most slots of a set, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Ways are below 1.</exception>
    public SetAssociativePolicy(CachePolicyArgs args, int ways)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 1);
        Capacity = args.Capacity;
        Ways = ways;
        _rowCount = args.RowCount;
        _rows = new int[args.SlotCount];
        Array.Fill(_rows, Empty);
        _lastUse = new long[_rows.Length];
        _setCount = (int)(((long)_rows.Length + ways - 1) / ways);
        _hasRoomForAll = _rows.Length >= _rowCount;
    }

    /// <summary>The most slots of a set.</summary>
    public int Ways { get; }

    /// <summary>How many sets there are.</summary>
    public int SetCount => _setCount;

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public long MetadataBytes => (long)_rows.Length * (sizeof(int) + sizeof(long));

    /// <summary>The set whose slots may hold the row.</summary>
    public int SetOf(int row) => _hasRoomForAll ? (int)((((row + 1L) * _setCount) - 1) / _rows.Length) : (int)((ulong)Mix((uint)row) * (uint)_setCount >> 32);

    /// <summary>How many slots a set has.</summary>
    public int SlotsOf(int set) => FirstSlot(set + 1) - FirstSlot(set);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below the row count.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand)
    {
        if ((uint)row >= (uint)_rowCount)
        {
            ThrowRow(row);
        }

        var set = SetOf(row);
        var first = FirstSlot(set);
        var slots = _rows.AsSpan(first, FirstSlot(set + 1) - first);
        var way = slots.IndexOf(row);
        if (way < 0)
        {
            return Admit(row, first, slots.Length);
        }

        if (kind == AccessKind.Demand)
        {
            _lastUse[first + way] = ++_now;
        }

        return CacheAccess.Hit(first + way);
    }

    // Slots that were never used are the least recently used ones.
    private CacheAccess Admit(int row, int first, int ways)
    {
        var oldest = first;
        for (var slot = first + 1; slot < first + ways; slot++)
        {
            oldest = _lastUse[slot] < _lastUse[oldest] ? slot : oldest;
        }

        var evicted = _rows[oldest];
        Count += evicted == Empty ? 1 : 0;
        _rows[oldest] = row;
        _lastUse[oldest] = ++_now;
        return CacheAccess.Admitted(oldest, evicted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FirstSlot(int set) => (int)((long)set * _rows.Length / _setCount);

    // Rotations, multiplications and shifts, each of which can be undone, so that no two rows become one. Every bit of the row reaches the high bits, which name the set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Mix(uint row)
    {
        var bits = row * 0x9E3779B1u;
        bits = (bits ^ BitOperations.RotateLeft(bits, 13) ^ BitOperations.RotateLeft(bits, 24)) * 0x85EBCA77u;
        return bits ^ (bits >> 15);
    }

    private void ThrowRow(int row) => throw new ArgumentOutOfRangeException(nameof(row), row, $"allowed are 0 to {_rowCount - 1}");
}

public static partial class CachePolicies
{
    /// <summary>Set-associative LRU, 8 ways.</summary>
    public static readonly CachePolicyInfo SetAssociative = Add(new("set-associative", "Smith 1982, ACM Computing Surveys 14", args => new SetAssociativePolicy(args, ways: 8)));
}
