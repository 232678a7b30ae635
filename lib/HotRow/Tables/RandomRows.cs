using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>Random table contents in which an element depends only on (seed, row, column), so that any row can be computed without the table.</summary>
/// <remarks>Values are multiples of 2^-23 in [-1, 1). <i>Source:</i> rows get a key from SplitMix64 (Steele, Lea, Flood, 2014);
/// elements are mixed by a 32-bit hash of C. Wellons, "Prospecting for hash functions" (2018).</remarks>
public static class RandomRows
{
    private const uint Step = 0x9E3779B9;
    private const uint FirstFactor = 0x7FEB352D;
    private const uint SecondFactor = 0x846CA68B;
    private const float Unit = 1f / (1 << 23);

    /// <summary>Fills one row. <i>Shape:</i> <c>[EmbeddingDim]</c>; a shorter span gets the row's first elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ulong seed, int row, Span<float> destination)
    {
        var key = RowKey(seed, row);
        var (low, high) = ((uint)key, (uint)(key >> 32));
        var column = 0;
        var columns = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        for (; column <= destination.Length - Vector256<uint>.Count; column += Vector256<uint>.Count)
        {
            var hash = Vector256.Create(low) + ((columns + Vector256.Create((uint)column)) * Step);
            hash ^= hash >>> 16;
            hash *= FirstFactor;
            hash ^= (hash >>> 15) ^ Vector256.Create(high);
            hash *= SecondFactor;
            hash ^= hash >>> 16;
            // 24 bits convert exactly, so every width gives the same bits.
            var value = (Vector256.ConvertToSingle((hash >>> 8).AsInt32()) * Unit) - Vector256<float>.One;
            value.CopyTo(destination[column..]);
        }

        for (; column < destination.Length; column++)
        {
            destination[column] = Element(low, high, (uint)column);
        }
    }

    /// <summary>One element.</summary>
    public static float Value(ulong seed, int row, int column)
    {
        var key = RowKey(seed, row);
        return Element((uint)key, (uint)(key >> 32), (uint)column);
    }

    private static ulong RowKey(ulong seed, int row)
    {
        var z = seed + ((ulong)(uint)row * 0x9E3779B97F4A7C15) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static float Element(uint low, uint high, uint column)
    {
        var hash = low + (column * Step);
        hash ^= hash >> 16;
        hash *= FirstFactor;
        hash ^= (hash >> 15) ^ high;
        hash *= SecondFactor;
        hash ^= hash >> 16;
        return ((hash >> 8) * Unit) - 1f;
    }
}
