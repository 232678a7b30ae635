using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Distinct rows by an open-addressing table with linear probing, at most half full.</summary>
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxIndices, 1 << 29);
        _maxIndices = maxIndices;
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * maxIndices, 2))];
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
            while (true)
            {
                var entry = slots[slot & mask];
                if ((uint)(entry >> 32) != stamp)
                {
                    slots[slot & mask] = ((ulong)stamp << 32) | (uint)count;
                    unique[count] = row;
                    inverse[i] = count++;
                    break;
                }

                if (unique[(int)entry] == row)
                {
                    inverse[i] = (int)entry;
                    break;
                }

                slot++;
            }
        }

        return count;
    }
}
