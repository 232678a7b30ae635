using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>The checks that stand between a caller's row numbers and unsafe code, made once per batch.</summary>
internal static class RowCheck
{
    /// <summary>Requires 0 &lt;= row &lt; rowCount of every row, and names the first that is not.</summary>
    public static void Rows(ReadOnlySpan<int> rows, int rowCount, [CallerArgumentExpression(nameof(rows))] string name = "")
    {
        // As unsigned numbers the negative rows are the largest, so one maximum tells all.
        if (!rows.IsEmpty && TensorPrimitives.Max(MemoryMarshal.Cast<int, uint>(rows)) >= (uint)rowCount)
        {
            ThrowRow(rows, rowCount, name);
        }
    }

    /// <summary>Requires room for that many rows.</summary>
    public static void Destination(ReadOnlySpan<float> destination, long rowCount, int embeddingDim)
    {
        if (destination.Length < rowCount * embeddingDim)
        {
            ThrowDestination(destination.Length, rowCount, embeddingDim);
        }
    }

    /// <summary>Requires offsets that rise, or stand still, from 0 to the number of entries.</summary>
    public static void Offsets(ReadOnlySpan<int> offsets, int entryCount, [CallerArgumentExpression(nameof(offsets))] string name = "")
    {
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != entryCount)
        {
            ThrowEnds(offsets, entryCount, name);
        }

        for (var i = 1; i < offsets.Length; i++)
        {
            if (offsets[i] < offsets[i - 1])
            {
                ThrowFall(offsets, i, name);
            }
        }
    }

    [DoesNotReturn]
    private static void ThrowEnds(ReadOnlySpan<int> offsets, int entryCount, string name) => throw new ArgumentException(
        $"offsets run from {(offsets.IsEmpty ? "nothing" : $"{offsets[0]} to {offsets[^1]}")}; they must run from 0 to {entryCount}, the number of entries", name);

    [DoesNotReturn]
    private static void ThrowFall(ReadOnlySpan<int> offsets, int position, string name) => throw new ArgumentException(
        $"offset {position} is {offsets[position]}, below the one before it ({offsets[position - 1]}); offsets must not fall", name);

    [DoesNotReturn]
    private static void ThrowRow(ReadOnlySpan<int> rows, int rowCount, string name)
    {
        var position = 0;
        while ((uint)rows[position] < (uint)rowCount)
        {
            position++;
        }

        throw new ArgumentOutOfRangeException(name, rows[position], rowCount == 0
            ? $"row at position {position} of {rows.Length} is out of range: the table has no rows"
            : $"row at position {position} of {rows.Length} is out of range: 0 <= row < {rowCount}");
    }

    [DoesNotReturn]
    private static void ThrowDestination(int length, long rowCount, int embeddingDim) => throw new ArgumentException(
        $"the destination holds {length} numbers; {rowCount} rows of {embeddingDim} need {rowCount * embeddingDim}", "destination");
}
