namespace HotRow;

/// <summary>What a lookup did: counts, never times.</summary>
/// <param name="Indices">Indices asked for.</param>
/// <param name="UniqueRows">Distinct rows fetched where the strategy deduplicates; -1 where it does not know.</param>
/// <param name="Hits">Indices served by the near tier.</param>
/// <param name="Misses">Indices that went to the far tier, bypasses included.</param>
/// <param name="Bypasses">Misses that were not admitted.</param>
/// <param name="NearBytes">Bytes read from the near tier.</param>
/// <param name="FarBytes">Bytes read from the far tier, or moved over the link that stands for it, prefetched ones included.</param>
/// <param name="PrefetchesIssued">Rows that were announced for this batch before it came, and read in the background.</param>
/// <param name="PrefetchesUsed">Those of them that the batch used.</param>
/// <param name="PrefetchesLate">Those of the used ones that were still being read when the batch came, so that it waited.</param>
public readonly record struct LookupResult(
    long Indices,
    long UniqueRows,
    long Hits,
    long Misses,
    long Bypasses,
    long NearBytes,
    long FarBytes,
    long PrefetchesIssued = 0,
    long PrefetchesUsed = 0,
    long PrefetchesLate = 0);
