using System.Diagnostics.CodeAnalysis;

namespace HotRow;

/// <summary>The checks of a batch before it is looked up, made once at the boundary, so that nothing after them needs any.</summary>
internal static class BatchCheck
{
    /// <summary>Requires rows in range, offsets that rise from 0 to the number of indices, room in the destination, and a batch no larger than announced.</summary>
    public static void Validate(in LookupBatch batch, ReadOnlySpan<float> destination, LookupArgs args)
    {
        var indices = batch.Indices.Span;
        if (indices.Length > args.MaxIndices)
        {
            ThrowTooLarge(indices.Length, args.MaxIndices);
        }

        RowCheck.Rows(indices, args.Store.RowCount);
        if (!batch.Offsets.IsEmpty)
        {
            Offsets(batch.Offsets.Span, indices.Length);
        }

        RowCheck.Destination(destination, args.Pooling == PoolingMode.None ? indices.Length : batch.BagCount, args.Store.EmbeddingDim);
    }

    private static void Offsets(ReadOnlySpan<int> offsets, int indexCount)
    {
        if (offsets[0] != 0)
        {
            ThrowOffset(offsets, 0, "0");
        }

        for (var i = 1; i < offsets.Length; i++)
        {
            if (offsets[i] < offsets[i - 1])
            {
                ThrowOffset(offsets, i, $"at least the offset before it, {offsets[i - 1]}");
            }
        }

        if (offsets[^1] != indexCount)
        {
            ThrowOffset(offsets, offsets.Length - 1, $"the number of indices, {indexCount}");
        }
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(int indexCount, int maxIndices) => throw new ArgumentOutOfRangeException(
        "batch", indexCount, $"the batch has {indexCount} indices; this strategy was made for at most {maxIndices} (LookupArgs.MaxIndices)");

    [DoesNotReturn]
    private static void ThrowOffset(ReadOnlySpan<int> offsets, int position, string allowed) => throw new ArgumentException(
        $"the offset at position {position} of {offsets.Length} is {offsets[position]}; it must be {allowed}", "batch");
}
