using System.Numerics;

namespace HotRow;

/// <summary>A seeded one-to-one map of 0..N-1 onto itself without a table: gives generators their permuted ids.</summary>
/// <remarks>Four rounds of xor-shift and odd multiplication are one-to-one on the next power of two; what falls outside 0..N-1 goes round again until it
/// falls inside, which keeps the map one-to-one. <i>Cost:</i> on average less than two turns, no memory, for any N. It scatters ids; it is not a
/// uniformly drawn permutation.</remarks>
public sealed class RowPermutation
{
    private readonly ulong[] _multipliers = new ulong[4];
    private readonly ulong[] _offsets = new ulong[4];
    private readonly ulong _mask;
    private readonly int _shift;

    /// <summary>Creates the map.</summary>
    /// <param name="rowCount">N, at least 1.</param>
    /// <param name="seed">Equal seeds give equal maps.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rowCount"/> is below 1.</exception>
    public RowPermutation(int rowCount, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        RowCount = rowCount;
        var bits = Math.Max(1, BitOperations.Log2((uint)rowCount - 1) + 1);
        _mask = (1UL << bits) - 1;
        _shift = Math.Max(1, bits / 2);
        var random = new Xoshiro256(seed);
        for (var round = 0; round < _multipliers.Length; round++)
        {
            _multipliers[round] = random.NextUInt64() | 1;
            _offsets[round] = random.NextUInt64();
        }
    }

    /// <summary>N.</summary>
    public int RowCount { get; }

    /// <summary>Where an index goes.</summary>
    /// <param name="index">0 to N - 1; anything else gives some row or none, unchecked.</param>
    public int this[int index]
    {
        get
        {
            var x = (ulong)(uint)index;
            do
            {
                for (var round = 0; round < _multipliers.Length; round++)
                {
                    x = ((x * _multipliers[round]) + _offsets[round]) & _mask;
                    x ^= x >> _shift;
                }
            }
            while (x >= (ulong)RowCount);

            return (int)x;
        }
    }
}
