namespace HotRow;

/// <summary>Results of strategies that keep no rows between batches.</summary>
internal static class LookupCounts
{
    /// <summary>Every index went to the far tier, and nobody looked which rows are equal.</summary>
    public static LookupResult AllMissed(int indices, long nearBytes, long farBytes) => new(indices, UniqueRows: -1, Hits: 0, indices, Bypasses: 0, nearBytes, farBytes);
}
