namespace HotRow.Lab;

/// <summary>The part of L15 in which rows change while they are cached.</summary>
internal sealed partial class LruDesigns
{
    private static readonly double[] s_updates = [0, 0.001, 0.01, 0.1];

    private static void Updates(Point point, LruTrace trace, bool timed)
    {
        if (!trace.Open(point))
        {
            return;
        }

        point.Note += "; a row is updated in proportion to its use; updates are counted per access";
        long unchanged = 0;
        foreach (var share in s_updates)
        {
            var stream = Stream(trace.Rows.Span, share, point.Seed);
            var misses = trace.Rows.Length - new StampedCache(CachePolicies.Lru.Create(trace.Args()), trace.RowCount).Run(stream);
            if (share == 0)
            {
                unchanged = misses;
            }
            else
            {
                point.Value(MissesOverUnchanged, (double)misses / unchanged, at: new() { { "updates", share } });
            }
        }

        var slice = trace.Slice;
        foreach (var share in s_updates)
        {
            var stream = Stream(slice, share, point.Seed);
            point.Check($"{share:0.0 %} updates, against times of last use and last update", () => StaleByTimes(trace, stream));
            if (timed)
            {
                if (share == 0)
                {
                    var plain = CachePolicies.Lru.Create(trace.Args());
                    point.Variant("no versions", () => Walk(plain, stream), Derived.NsPer(NsPerAccess, slice.Length));
                }

                var cache = new StampedCache(CachePolicies.Lru.Create(trace.Args()), trace.RowCount);
                point.Variant($"versions, {100 * share:0.#} % updates", () => cache.Run(stream), Derived.NsPer(NsPerAccess, slice.Length));
            }
        }
    }

    // The same loop as a stamped cache's, without the stamps: the simulator's own loop asks for index entries ahead of time.
    private static long Walk(ICachePolicy policy, ReadOnlySpan<int> rows)
    {
        long hits = 0;
        foreach (var row in rows)
        {
            hits += policy.Access(row).IsHit ? 1 : 0;
        }

        return hits;
    }

    private static int[] Stream(ReadOnlySpan<int> rows, double updateShare, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var stream = new List<int>(rows.Length + (int)(1.1 * updateShare * rows.Length));
        foreach (var row in rows)
        {
            if (random.NextDouble() < updateShare)
            {
                stream.Add(~rows[random.NextInt32(rows.Length)]);
            }

            stream.Add(row);
        }

        return [.. stream];
    }

    // A hit is good when the row was used after its last update: no versions, only two times per row.
    private static (bool Passed, string Detail) StaleByTimes(LruTrace trace, int[] stream)
    {
        var lru = new LinkedLru(trace.Args());
        var (used, updated) = (new int[trace.RowCount], new int[trace.RowCount]);
        long good = 0;
        for (var time = 1; time <= stream.Length; time++)
        {
            var item = stream[time - 1];
            if (item < 0)
            {
                updated[~item] = time;
                continue;
            }

            good += lru.Access(item).IsHit && used[item] > updated[item] ? 1 : 0;
            used[item] = time;
        }

        var hits = new StampedCache(CachePolicies.Lru.Create(trace.Args()), trace.RowCount).Run(stream);
        return (hits == good, $"{hits:N0} hits by versions, {good:N0} by times");
    }
}
