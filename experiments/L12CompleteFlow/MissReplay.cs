namespace HotRow.Lab;

/// <summary>Why a cache misses, and how many of its misses a prefetcher names before they come.</summary>
internal static class MissReplay
{
    /// <summary>The share of all accesses that missed for each reason.</summary>
    /// <param name="trace">Whole batches.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="capacity">Its rows.</param>
    /// <param name="prefetcher">Its guesses for the next batch are put into the cache as soon as a batch has been looked up; null for none.</param>
    public static IReadOnlyList<(MissReason Reason, double Share)> Reasons(MemoryTrace trace, CachePolicyInfo policy, int capacity, PrefetcherInfo? prefetcher)
    {
        var misses = new MissReasons(policy, new(capacity, trace.RowCount));
        var guesses = prefetcher is null ? null : PrefetchReplay.Create(prefetcher, trace, trace.BatchSize);
        var named = new int[trace.BatchSize];
        foreach (var batch in trace.Batches())
        {
            foreach (var row in batch.Indices.Span)
            {
                misses.Access(row);
            }

            var count = guesses?.Predict(batch, named) ?? 0;
            for (var i = 0; i < count; i++)
            {
                misses.Prefetch(named[i]);
            }
        }

        return [.. new[] { MissReason.Compulsory, MissReason.Polluted, MissReason.Policy, MissReason.Capacity }.Select(r => (r, (double)misses.Count(r) / trace.Rows.Length))];
    }

    /// <summary>The share of a least-recently-used cache's misses, one per row and batch, that a prefetcher names while the batch before is there; NaN without a miss.</summary>
    /// <remarks>Named rows wait in a buffer of their own and do not enter the cache. The first batch counts as not named.</remarks>
    public static double Foreseen(MemoryTrace trace, int capacity, PrefetcherInfo prefetcher)
    {
        var cache = CachePolicies.Lru.Create(new(capacity, trace.RowCount));
        var prefetches = PrefetchReplay.Create(prefetcher, trace, trace.BatchSize);
        var named = new int[trace.BatchSize];
        var (missedIn, namedFor) = (new int[trace.RowCount], new int[trace.RowCount]);
        var (number, misses, foreseen) = (0, 0L, 0L);
        foreach (var batch in trace.Batches())
        {
            number++;
            foreach (var row in batch.Indices.Span)
            {
                if (!cache.Access(row).IsHit && missedIn[row] != number)
                {
                    missedIn[row] = number;
                    misses++;
                    foreseen += namedFor[row] == number ? 1 : 0;
                }
            }

            foreach (var row in named.AsSpan(0, prefetches.Predict(batch, named)))
            {
                namedFor[row] = number + 1;
            }
        }

        return (double)foreseen / misses;
    }
}
