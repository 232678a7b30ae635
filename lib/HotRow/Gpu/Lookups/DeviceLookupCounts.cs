namespace HotRow.Gpu;

/// <summary>What device lookups count alike.</summary>
internal static class DeviceLookupCounts
{
    /// <summary>Bytes of row numbers that cross the link.</summary>
    public static long IdBytes(int count) => (long)count * sizeof(int);

    /// <summary>Every row came from the device's own memory.</summary>
    public static LookupResult AllNear(int count, long nearBytes, long farBytes) => new(count, UniqueRows: -1, Hits: count, Misses: 0, Bypasses: 0, nearBytes, farBytes);

    /// <summary>Every row came through the link, and nobody looked which are equal.</summary>
    public static LookupResult AllFar(int count, long nearBytes, long farBytes) => new(count, UniqueRows: -1, Hits: 0, Misses: count, Bypasses: 0, nearBytes, farBytes);

    /// <summary>The sum of two; unique rows are unknown where one of them does not know.</summary>
    public static LookupResult Plus(this in LookupResult first, in LookupResult second) => new(
        first.Indices + second.Indices,
        first.UniqueRows < 0 || second.UniqueRows < 0 ? -1 : first.UniqueRows + second.UniqueRows,
        first.Hits + second.Hits,
        first.Misses + second.Misses,
        first.Bypasses + second.Bypasses,
        first.NearBytes + second.NearBytes,
        first.FarBytes + second.FarBytes,
        first.PrefetchesIssued + second.PrefetchesIssued,
        first.PrefetchesUsed + second.PrefetchesUsed,
        first.PrefetchesLate + second.PrefetchesLate);
}
