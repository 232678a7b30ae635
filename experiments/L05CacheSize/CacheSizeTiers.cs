namespace HotRow.Lab;

/// <summary>The measured part: the same cache before a file that is read past the page cache, and before DRAM.</summary>
internal sealed partial class CacheSize
{
    /// <summary>The far tier is a file.</summary>
    internal const string FileTier = "file";

    /// <summary>The far tier is the near tier's own kind: a cache there can only cost.</summary>
    internal const string DramTier = "DRAM";

    /// <summary>The document's link, modelled.</summary>
    internal const string LinkTier = "16 GB/s link";

    /// <summary>No cache: each index is read from the far tier.</summary>
    internal const string NoCache = "no cache";

    /// <summary>No cache, but each distinct row of a batch is read once.</summary>
    internal const string DedupOnly = "dedup only";

    private const int ColdBatches = 10;
    private const int LongestRamp = 400;
    private const int Passes = 3;

    // Long enough that one call is one sample for every contender before a file: then all see the same batches.
    private const int BatchesPerCall = 4;

    private static readonly CachePolicyInfo[] s_measured = [CachePolicies.Lru, CachePolicies.Sieve, CachePolicies.S3Fifo, CachePolicies.WTinyLfu];

    private static void Tier(Point point, RunContext context, CacheTraces traces, string far, string name, decimal percent)
    {
        if (traces.Open(point, name) is not { } trace || OpenStore(point, far, trace.RowCount, context.ByScale(16, 768, 768)) is not { } store)
        {
            return;
        }

        var distinct = (int)CacheSimulator.CountDistinct(trace);
        var args = new LookupArgs(store, MaxIndices: trace.BatchSize, CapacityRows: TraceProfile.RowsOfPercent(percent, distinct));
        var output = new float[trace.BatchSize * store.EmbeddingDim];
        var warmBatches = context.ByScale(5, 200, 400);
        point.Note = $"near: DRAM, {args.CapacityRows:N0} of {distinct:N0} touched rows of {store.RowBytes} B; far: {store.Path}; {(long)store.RowCount * store.RowBytes / 1e6:0} MB";
        if (far == FileTier && percent == DocumentPercent)
        {
            ColdAndRamp(point, args, trace, output);
        }

        var ids = BatchesPerCall * trace.BatchSize;
        var apart = far == DramTier;
        var walks = Contenders(point, args, trace, output, warmBatches, apart);
        var leader = walks[CachePolicies.Lru.Name];
        foreach (var (contender, walk) in walks)
        {
            var follows = !apart && contender is NoCache or DedupOnly;
            point.Variant(
                contender,
                () =>
                {
                    if (follows)
                    {
                        walk.Follow(leader);
                    }

                    walk.Step(BatchesPerCall);
                },
                Derived.Rate(Metrics.RowsPerSecond, ids),
                Derived.NsPer(Metrics.NsPerRow, ids));
        }

        var misses = MissesPerId(trace, args.CapacityRows, store.RowCount, warmBatches, point.Seed);
        foreach (var (contender, perId) in misses)
        {
            point.Value(FarRowsPerId, perId, contender);
            if (far == FileTier)
            {
                point.Value(EffectiveNs, perId * LinkModel.Pcie16.Seconds(store.RowBytes) * 1e9, contender, ValueKind.Modelled, at: new() { { "place", $"{LinkTier}, {name}" } });
            }
        }

        point.After(timing => Effective(point, timing, misses, far, name, percent, ids));
    }

    /// <summary>Rows that each contender takes from the far tier per id, replayed over one window: the batches after the warm-up, to the trace's end.</summary>
    internal static IReadOnlyList<(string Contender, double PerId)> MissesPerId(MemoryTrace trace, int capacity, int rowCount, int warmBatches, ulong seed)
    {
        var batches = trace.Rows.Length / trace.BatchSize;

        // A trace too short for the warm-up is warmed by its first half.
        var warm = Math.Min(warmBatches, batches / 2) * trace.BatchSize;
        var window = trace.Rows[warm..(batches * trace.BatchSize)];
        var result = new (string, double)[2 + s_measured.Length];
        result[0] = (NoCache, 1);
        result[1] = (DedupOnly, (double)UniqueOfBatches(new(trace.Name, trace.RowCount, window, trace.BatchSize)).Length / window.Length);
        Parallel.For(0, s_measured.Length, i =>
        {
            var policy = s_measured[i].Create(new(capacity, rowCount, Seed: seed));
            CacheSimulator.Run(policy, trace.Rows.Span[..warm]);
            result[2 + i] = (s_measured[i].Name, 1 - ((double)CacheSimulator.Run(policy, window.Span) / window.Length));
        });
        return result;
    }

    // Each contender with its check; the caches are warmed by theirs. Before a file all walk the same stretch: the processor's caches do not
    // serve reads past the page cache. Before DRAM they do, so each contender starts from a place of its own.
    private static Dictionary<string, CacheWalk> Contenders(Point point, LookupArgs args, MemoryTrace trace, float[] output, int warmBatches, bool apart)
    {
        var walks = new Dictionary<string, CacheWalk>();
        foreach (var (contender, strategy) in new[] { (NoCache, LookupStrategies.Gather), (DedupOnly, LookupStrategies.Dedup) })
        {
            var walk = walks[contender] = new(point.Own(strategy.Create(args)), trace, output);
            walk.Part(apart ? walks.Count : 0);
            point.Check($"{contender}: rows", () => walk.CheckedStep(args.Store.EmbeddingDim));
        }

        foreach (var policy in s_measured)
        {
            var warming = new WarmingStore(args.Store, GeneratedRows.Seed);
            var walk = walks[policy.Name] = new(point.Own(LookupStrategies.Cached.Create(args with { Store = warming, Policy = policy })), trace, output);
            var contender = apart ? walks.Count : 0;
            point.Check($"{policy.Name}: rows, and hits as simulated", () => Warm(walk, warming, policy, args, trace, warmBatches, contender));
        }

        return walks;
    }

    private static IRowStore? OpenStore(Point point, string far, int rows, int dim)
    {
        // Rounded up, so that traces of nearly the same vocabulary share a file.
        rows = (rows + 999) / 1000 * 1000;
        if (far == DramTier)
        {
            var table = point.Own(new EmbeddingTable(rows, dim));
            table.FillRandom(GeneratedRows.Seed);
            return new DramRowStore(table);
        }

        return GeneratedRows.Open(point, rows, dim);
    }

    private static void ColdAndRamp(Point point, LookupArgs args, MemoryTrace trace, float[] output)
    {
        var passes = Enumerable.Range(0, Passes).Select(_ => FromEmpty(args, trace, output)).ToArray();
        foreach (var state in passes[0].Keys)
        {
            var ns = Statistics.Median([.. passes.Select(p => p[state].Ns)]);
            State(point, state, ns, passes[0][state].HitRatio);
        }
    }

    // From an empty cache, through the real far tier: until ten batches are done, then until the cache is full.
    private static Dictionary<string, (double Ns, double HitRatio)> FromEmpty(LookupArgs args, MemoryTrace trace, float[] output)
    {
        var states = new Dictionary<string, (double, double)>();
        using var strategy = LookupStrategies.Cached.Create(args with { Policy = CachePolicies.Lru });
        var walk = new CacheWalk(strategy, trace, output);
        var filled = 0L;
        foreach (var (state, atLeast) in new[] { ("cold", ColdBatches), ("ramp", ColdBatches) })
        {
            walk.Forget();
            var batches = 0;
            var time = Elapsed.Of(() =>
            {
                for (; batches < atLeast || (state == "ramp" && filled + walk.Misses < args.CapacityRows && batches < LongestRamp); batches++)
                {
                    walk.Step(1);
                }
            });
            filled += walk.Misses;
            states[state] = (time.TotalNanoseconds / walk.Indices, walk.HitRatio);
        }

        return states;
    }

    private static void State(Point point, string state, Interval ns, double hitRatio)
    {
        point.Value(StateNs, ns.Value, CachePolicies.Lru.Name, ValueKind.Measured, ns.Low, ns.High, new() { { "state", state } });
        point.Value(StateHitRatio, hitRatio, CachePolicies.Lru.Name, at: new() { { "state", state } });
    }

    private static (bool Passed, string Detail) Warm(CacheWalk walk, WarmingStore store, CachePolicyInfo policy, LookupArgs args, MemoryTrace trace, int batches, int contender)
    {
        walk.Step(batches - 1);
        store.IsWarm = true;
        var (rowsAreRight, detail) = walk.CheckedStep(store.EmbeddingDim);
        var simulated = CacheSimulator.Run(policy.Create(new(args.CapacityRows, store.RowCount)), trace.Rows.Span[..(batches * trace.BatchSize)]);
        var hits = walk.Indices - walk.Misses;
        if (contender > 0)
        {
            store.IsWarm = false;
            walk.Part(contender);
            walk.Step(batches);
            store.IsWarm = true;
        }

        return (rowsAreRight && hits == simulated, $"{detail}; {hits} hits of {batches * trace.BatchSize}, {simulated} simulated");
    }

    private static void Effective(Point point, Func<string, VariantSamples> timing, IEnumerable<(string Contender, double PerId)> misses, string far, string trace, decimal percent, int idsPerCall)
    {
        foreach (var (contender, perId) in misses)
        {
            var ns = Statistics.Median([.. timing(contender).SamplesNs.Select(s => s / idsPerCall)]);
            point.Value(EffectiveNs, ns.Value, contender, ValueKind.Measured, ns.Low, ns.High, new() { { "place", $"{far}, {trace}" } });
            if (far == FileTier && contender == CachePolicies.Lru.Name && percent == DocumentPercent)
            {
                State(point, "steady", ns, 1 - perId);
            }
        }
    }
}
