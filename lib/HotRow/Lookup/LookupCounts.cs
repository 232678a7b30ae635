namespace HotRow;

/// <summary>What strategies count alike.</summary>
internal static class LookupCounts
{
    /// <summary>Bytes of rows in near memory: they are fp32 there, however the store keeps them.</summary>
    public static long NearBytes(long rows, IRowStore store) => rows * store.EmbeddingDim * sizeof(float);

    /// <summary>Every index went to the far tier, and nobody looked which rows are equal.</summary>
    public static LookupResult AllMissed(int indices, long nearBytes, long farBytes) => new(indices, UniqueRows: -1, Hits: 0, indices, Bypasses: 0, nearBytes, farBytes);
}
