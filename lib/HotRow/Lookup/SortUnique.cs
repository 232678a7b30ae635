using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Distinct rows by a radix sort of (row, position) pairs, ascending.</summary>
/// <remarks>Least significant digit first, 11 bits a pass, only as many passes as the largest row of the batch needs.</remarks>
internal sealed class SortUnique : IUnique
{
    private const int DigitBits = 11;
    private readonly int[] _counts = new int[1 << DigitBits];
    private readonly int _maxIndices;
    private ulong[] _pairs;
    private ulong[] _sorted;

    public SortUnique(int maxIndices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        _maxIndices = maxIndices;
        _pairs = new ulong[maxIndices];
        _sorted = new ulong[maxIndices];
    }

    public string Name => "sort";

    public long MemoryBytes => (16L * _maxIndices) + (4L * _counts.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<int> rows, Span<int> unique, Span<int> inverse)
    {
        Unique.Check(rows, unique, inverse, _maxIndices);
        var pairs = _pairs;
        uint seen = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            seen |= (uint)rows[i];
            pairs[i] = ((ulong)(uint)rows[i] << 32) | (uint)i;
        }

        for (var shift = 0; shift < 32 && seen >> shift != 0; shift += DigitBits)
        {
            SortByDigit(rows.Length, 32 + shift);
        }

        pairs = _pairs;
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = (int)(pairs[i] >> 32);
            if (count == 0 || unique[count - 1] != row)
            {
                unique[count++] = row;
            }

            inverse[(int)pairs[i]] = count - 1;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortByDigit(int length, int shift)
    {
        var (pairs, sorted, counts) = (_pairs, _sorted, _counts);
        Array.Clear(counts);
        for (var i = 0; i < length; i++)
        {
            counts[(int)(pairs[i] >> shift) & (counts.Length - 1)]++;
        }

        var start = 0;
        for (var digit = 0; digit < counts.Length; digit++)
        {
            (start, counts[digit]) = (start + counts[digit], start);
        }

        for (var i = 0; i < length; i++)
        {
            sorted[counts[(int)(pairs[i] >> shift) & (counts.Length - 1)]++] = pairs[i];
        }

        (_pairs, _sorted) = (sorted, pairs);
    }
}
