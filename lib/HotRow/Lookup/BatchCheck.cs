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
            RowCheck.Offsets(batch.Offsets.Span, indices.Length, nameof(batch));
        }

        RowCheck.Destination(destination, args.Pooling == PoolingMode.None ? indices.Length : batch.BagCount, args.Store.EmbeddingDim);
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(int indexCount, int maxIndices) => throw new ArgumentOutOfRangeException(
        "batch", indexCount, $"the batch has {indexCount} indices; this strategy was made for at most {maxIndices} (LookupArgs.MaxIndices)");
}
