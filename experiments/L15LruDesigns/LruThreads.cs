namespace HotRow.Lab;

/// <summary>The part of L15 in which several threads use one cache.</summary>
internal sealed partial class LruDesigns
{
    private const int ShardBits = 4;
    private const string NoLock = "no lock";
    private const string OneLock = "one lock";
    private const string LockedShards = "16 shards, a lock each";
    private const string OwnedShards = "16 shards, a thread each";

    private static int ThreadCount => Math.Clamp(Environment.ProcessorCount, 2, 1 << ShardBits);

    private static void Threads(Point point, LruTrace trace)
    {
        if (!trace.Open(point))
        {
            return;
        }

        var (slice, many) = (trace.Slice, ThreadCount);
        ShardedCache Sharded() => new(CachePolicies.Lru, trace.Args(), ShardBits);
        var plain = CachePolicies.Lru.Create(trace.Args());
        point.Variant(NoLock, () => Walk(plain, slice));
        foreach (var threads in new[] { 1, many })
        {
            var (locked, policy) = (new Lock(), CachePolicies.Lru.Create(trace.Args()));
            var (shards, owned) = (Sharded(), Sharded());
            point.Variant(On(OneLock, threads), () => Split(slice, threads, part => Locked(locked, policy, part)));
            point.Variant(On(LockedShards, threads), () => Split(slice, threads, part => Locked(shards, part)));
            point.Variant(On(OwnedShards, threads), () => Owned(owned, slice, threads));
        }

        point.Check("one thread, against the cache without locks", () =>
        {
            var (locked, without) = (Locked(new(), CachePolicies.Lru.Create(trace.Args()), slice), Walk(CachePolicies.Lru.Create(trace.Args()), slice));
            return (locked == without, $"{locked:N0} hits, {without:N0} without locks");
        });
        point.Check("shards, against lists and dictionaries one by one", () => ShardsAlone(trace, slice, Sharded(), Sharded(), many));
        point.Check($"{many} threads behind one lock lose nothing", () => LoseNothing(trace, slice, many));
        var sharded = trace.Rows.Length - Locked(Sharded(), trace.Rows.Span);
        point.Value(MissesOverLru, (double)sharded / (trace.Rows.Length - CacheSimulator.Run(CachePolicies.Lru.Create(trace.Args()), trace.Rows.Span)), "lru, 16 shards");
        point.Note += $"; {many} threads";
        point.After(timing => AddThreadTimes(point, timing, slice.Length, many));
    }

    private static string On(string design, int threads) => $"{design}, {Count(threads)}";

    private static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static void AddThreadTimes(Point point, Func<string, VariantSamples> timing, int accesses, int many)
    {
        void Time(string design, string variant, string threads)
        {
            var ns = Statistics.Median(timing(variant).SamplesNs);
            point.Value(SharedNs, ns.Value / accesses, design, ValueKind.Measured, ns.Low / accesses, ns.High / accesses, new() { { "threads", threads } });
        }

        Time(NoLock, NoLock, Count(1));
        foreach (var design in new[] { OneLock, LockedShards, OwnedShards })
        {
            Time(design, On(design, 1), Count(1));
            Time(design, On(design, many), Count(many));
            var gain = Statistics.PairedRatio(timing(On(design, 1)).SamplesNs, timing(On(design, many)).SamplesNs, point.Seed);
            point.Value(ThreadGain, gain.Value, design, ValueKind.Measured, gain.Low, gain.High);
        }
    }

    private delegate long Part(ReadOnlySpan<int> rows);

    // The calling thread takes the first part, so one thread wakes nobody.
    private static long Split(int[] rows, int threads, Part part)
    {
        long Range(int thread) => part(rows.AsSpan()[(int)((long)thread * rows.Length / threads)..(int)((thread + 1L) * rows.Length / threads)]);
        return OnThreads(threads, Range);
    }

    private static long OnThreads(int threads, Func<int, long> body)
    {
        var others = new Task<long>[threads - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var thread = i + 1;
            others[i] = Task.Run(() => body(thread));
        }

        return body(0) + others.Sum(t => t.Result);
    }

    private static long Locked(Lock turn, ICachePolicy policy, ReadOnlySpan<int> rows)
    {
        long hits = 0;
        foreach (var row in rows)
        {
            lock (turn)
            {
                hits += policy.Access(row).IsHit ? 1 : 0;
            }
        }

        return hits;
    }

    private static long Locked(ShardedCache shards, ReadOnlySpan<int> rows)
    {
        long hits = 0;
        foreach (var row in rows)
        {
            hits += shards.Access(row) ? 1 : 0;
        }

        return hits;
    }

    // Every thread walks over all rows and takes those of its own shards: no lock, and no row is handed from thread to thread.
    private static long Owned(ShardedCache shards, int[] rows, int threads) => OnThreads(threads, thread =>
    {
        var (first, end) = (thread * shards.ShardCount / threads, (thread + 1) * shards.ShardCount / threads);
        long hits = 0;
        foreach (var row in rows)
        {
            var shard = shards.ShardOf(row);
            if (shard >= first && shard < end)
            {
                hits += shards.AccessOwned(row) ? 1 : 0;
            }
        }

        return hits;
    });

    private static (bool Passed, string Detail) ShardsAlone(LruTrace trace, int[] slice, ShardedCache locked, ShardedCache owned, int threads)
    {
        var alone = Enumerable.Range(0, locked.ShardCount).Sum(shard =>
        {
            var lru = new LinkedLru(new(ShardedCache.SlotsOf(shard, locked.ShardCount, trace.Capacity), trace.RowCount));
            return slice.Where(row => locked.ShardOf(row) == shard).Count(row => lru.Access(row).IsHit);
        });
        var (withLocks, withThreads) = (Locked(locked, slice), Owned(owned, slice, threads));
        return (withLocks == alone && withThreads == alone, $"{alone:N0} hits one by one; {withLocks:N0} with locks on one thread, {withThreads:N0} with {threads} threads that own their shards");
    }

    // In whatever order the threads come, a row's first use misses, and slots are neither lost nor given twice.
    private static (bool Passed, string Detail) LoseNothing(LruTrace trace, int[] slice, int threads)
    {
        var (turn, policy) = (new Lock(), CachePolicies.Lru.Create(trace.Args()));
        var hits = Split(slice, threads, part => Locked(turn, policy, part));
        var distinct = slice.Distinct().Count();
        return (hits > 0 && hits <= slice.Length - distinct && policy.Count == Math.Min(trace.Capacity, distinct), $"{hits:N0} hits of {slice.Length:N0}, {distinct:N0} first uses, {policy.Count:N0} rows resident");
    }
}
