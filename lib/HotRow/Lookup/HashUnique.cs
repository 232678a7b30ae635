using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Distinct rows by an open-addressing table with linear probing, at most a quarter full.</summary>
/// <remarks>A slot holds the batch's number above and the row's place below, so nothing is cleared between batches; the row itself is
/// compared in the list of distinct rows. The hash is a multiplication by 2^32 / golden ratio (Knuth, The Art of Computer Programming 3, section 6.4).</remarks>
internal sealed class HashUnique : IUnique
{
    private const uint GoldenRatio = 2_654_435_769;
    private readonly ulong[] _slots;
    private readonly int _maxIndices;
    private readonly int _shift;
    private uint _batch;

    public HashUnique(int maxIndices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxIndices, 1 << 28);
        _maxIndices = maxIndices;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((ulong)maxIndices * 4)];
        _shift = 32 - BitOperations.Log2((uint)_slots.Length);
    }

    public string Name => "hash";

    public long MemoryBytes => 8L * _slots.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<int> rows, Span<int> unique, Span<int> inverse)
    {
        Unique.Check(rows, unique, inverse, _maxIndices);
        if (++_batch == 0)
        {
            Array.Clear(_slots);
            _batch = 1;
        }

        var slots = _slots;
        var mask = slots.Length - 1;
        var stamp = _batch;
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var slot = (int)(((uint)row * GoldenRatio) >> _shift);

            // An empty slot is treated as one that holds this very row, so one branch ends the probing whether the row is new or not.
            unique[count] = row;
            while (true)
            {
                ref var entry = ref slots[slot & mask];
                var isNew = Unique.ToInt((uint)(entry >> 32) != stamp);
                var place = Unique.Choose(isNew, count, (int)entry);
                if (unique[place] == row)
                {
                    entry = ((ulong)stamp << 32) | (uint)place;
                    inverse[i] = place;
                    count += isNew;
                    break;
                }

                slot++;
            }
        }

        return count;
    }
}
