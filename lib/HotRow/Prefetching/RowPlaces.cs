using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>A set of rows that numbers them 0, 1, 2, .. as they are added, and forgets all of them at once.</summary>
/// <remarks>An open-addressing table with linear probing, at most half full, that is not cleared: each entry carries the number of the filling it
/// belongs to. The hash is a multiplication by 2^32 / golden ratio (Knuth, The Art of Computer Programming 3, section 6.4).
/// <para><i>Cost:</i> 20 to 36 B per row of the capacity; nothing is allocated after construction.</para></remarks>
internal sealed class RowPlaces
{
    private const uint GoldenRatio = 2_654_435_769;
    private readonly ulong[] _slots; // the filling above, the row's place below
    private readonly int[] _rows;
    private readonly int _shift;
    private uint _filling = 1;

    public RowPlaces(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 28);
        _rows = new int[capacity];
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((ulong)capacity * 2)];
        _shift = 32 - BitOperations.Log2((uint)_slots.Length);
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _rows.Length;

    /// <summary>The rows in the order of their places.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public void Clear()
    {
        Count = 0;
        if (++_filling == 0)
        {
            Array.Clear(_slots);
            _filling = 1;
        }
    }

    /// <summary>The row's place; -1 when it is not in the set.</summary>
    public int Find(int row)
    {
        var entry = _slots[SlotOf(row)];
        return (uint)(entry >> 32) == _filling ? (int)entry : -1;
    }

    /// <summary>Adds a row that is not yet in the set. Its place is the Count before.</summary>
    /// <returns>False when the row is in the set already, or when the set is full.</returns>
    public bool TryAdd(int row)
    {
        ref var entry = ref _slots[SlotOf(row)];
        if ((uint)(entry >> 32) == _filling || IsFull)
        {
            return false;
        }

        entry = ((ulong)_filling << 32) | (uint)Count;
        _rows[Count++] = row;
        return true;
    }

    // The slot that holds the row, or the free one where it belongs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(int row)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = (int)(((uint)row * GoldenRatio) >> _shift) & mask; ; slot = (slot + 1) & mask)
        {
            var entry = slots[slot];
            if ((uint)(entry >> 32) != _filling || _rows[(int)entry] == row)
            {
                return slot;
            }
        }
    }
}
