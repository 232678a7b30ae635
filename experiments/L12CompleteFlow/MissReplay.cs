namespace HotRow.Lab;

/// <summary>Why a cache misses, and how many of its misses a prefetcher names before they come.</summary>
internal static class MissReplay
{
    private static readonly MissReason[] s_reasons = [MissReason.Compulsory, MissReason.Polluted, MissReason.Policy, MissReason.Capacity];

    /// <summary>The share of the accesses that missed for each reason, in the second half of the trace: the first half fills the cache.</summary>
    /// <param name="trace">Whole batches.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="capacity">Its rows.</param>
    /// <param name="prefetcher">Its guesses for the next batch are put into the cache as soon as a batch has been looked up; null for none.</param>
    public static IReadOnlyList<(MissReason Reason, double Share)> Reasons(MemoryTrace trace, CachePolicyInfo policy, int capacity, PrefetcherInfo? prefetcher)
    {
        var misses = new MissReasons(policy, new(capacity, trace.RowCount));
        var guesses = prefetcher is null ? null : PrefetchReplay.Create(prefetcher, trace, trace.BatchSize);
        var (named, before) = (new int[trace.BatchSize], new long[s_reasons.Length]);
        var (batches, number, counted) = (trace.Rows.Length / trace.BatchSize, 0, 0L);
        foreach (var batch in trace.Batches())
        {
            if (number++ == batches / 2)
            {
                before = [.. s_reasons.Select(misses.Count)];
                counted = 0;
            }

            foreach (var row in batch.Indices.Span)
            {
                misses.Access(row);
            }

            counted += batch.Indices.Length;
            var count = guesses?.Predict(batch, named) ?? 0;
            for (var i = 0; i < count; i++)
            {
                misses.Prefetch(named[i]);
            }
        }

        return [.. s_reasons.Select((r, i) => (r, (misses.Count(r) - before[i]) / (double)counted))];
    }

    /// <summary>The share of a least-recently-used cache's misses, one per row and batch, that a prefetcher names while the batch before is there; NaN without a miss.</summary>
    /// <remarks>Named rows wait in a buffer of their own and do not enter the cache. The first batch, for which nothing can be named, is not counted.</remarks>
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
                if (!cache.Access(row).IsHit && missedIn[row] != number && number > 1)
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
