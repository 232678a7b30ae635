using System.Runtime.CompilerServices;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L15: LRU designs.</summary>
    public static readonly IExperiment LruDesigns = Add(new LruDesigns());
}

/// <summary>L15: what an LRU cache of rows costs per access and per row, by design, and what other policies make of the same slots.</summary>
/// <remarks>Only the bookkeeping is timed: which row has which slot. No row is copied. A timed call replays the same accesses from the state that the call before left, so the cache is warm;
/// misses are counted from an empty cache over more of the trace.
/// <para><i>Deviation:</i> a lock is held for the bookkeeping alone. A cache that copies a row under the lock waits longer, and one that does not has to keep the row from being overwritten.</para></remarks>
internal sealed partial class LruDesigns : IExperiment
{
    private static readonly int[] s_ways = [4, 8, 32];

    private static readonly (string Name, Func<CachePolicyArgs, ICachePolicy> Create)[] s_timed =
    [
        (Linked, args => new LinkedLru(args)),
        (Lru, CachePolicies.Lru.Create),
        (CachePolicies.Clock.Name, CachePolicies.Clock.Create),
        (CachePolicies.Sieve.Name, CachePolicies.Sieve.Create),
        (CachePolicies.S3Fifo.Name, CachePolicies.S3Fifo.Create),
        .. s_ways.Select(ways => (SetsOf(ways), (Func<CachePolicyArgs, ICachePolicy>)(args => new SetAssociativePolicy(args, ways)))),
    ];

    // Every policy of the catalog that could serve, the optimum that could not, and the forms that are not in the catalog.
    private static readonly CachePolicyInfo[] s_counted =
    [
        .. CachePolicies.All.Where(p => (!p.NeedsTrace && p != CachePolicies.SetAssociative) || p == CachePolicies.Belady),
        .. s_ways.Select(ways => new CachePolicyInfo(SetsOf(ways), "", args => new SetAssociativePolicy(args, ways))),
    ];

    public string Id => "l15-lru-designs";

    public string Title => "LRU designs";

    public string Question => "What does an LRU cache for embeddings cost per access and per row, and what beats it?";

    public double Weight => 5;

    public void Declare(RunContext context)
    {
        // Distinct elements before the whole text, and the user's before the default one.
        var texts = ReplayedTrace.Texts(context).Where(t => t.HasWords).Reverse().Take(context.ByScale(1, int.MaxValue, int.MaxValue));
        var zipf = ReplayedTrace.Zipf(context.ByScale(1_000, 100_000, 1_000_000), 1, context.ByScale(10_000, 600_000, 5_000_000), context.Seed);
        var traces = texts.Append(zipf).Select(t => new LruTrace(t, context.ByScale(10_000, 600_000, int.MaxValue), context.ByScale(2_000, 100_000, 100_000))).ToArray();
        foreach (var trace in traces)
        {
            context.Point(trace.Parameters("misses"), point => Misses(point, trace), 0);
        }

        context.Point(new() { { "part", "loop" } }, point => Loop(point, context), 0);
        context.Point(traces[0].Parameters("designs"), point => Designs(point, traces[0]));
        foreach (var trace in traces)
        {
            context.Point(trace.Parameters("updates"), point => Updates(point, trace, timed: trace == traces[^1]), trace == traces[^1] ? 0.7 : 0);
        }

        context.Point(traces[^1].Parameters("threads"), point => Threads(point, traces[^1]));
        foreach (var trace in traces[1..])
        {
            context.Point(trace.Parameters("designs"), point => Designs(point, trace));
        }
    }

    private static string SetsOf(int ways) => $"{ways}-way sets";

    private static void Designs(Point point, LruTrace trace)
    {
        if (!trace.Open(point))
        {
            return;
        }

        point.Check("list and dictionary, against the array-backed LRU, slot by slot", () => SameAnswers(trace));
        var slice = trace.Slice;
        foreach (var (name, create) in s_timed)
        {
            var policy = create(trace.Args());
            var hits = Replay(policy, slice);
            point.Variant(name, () => hits = Replay(policy, slice), Derived.NsPer(NsPerAccess, slice.Length));
            point.Value(MetadataPerRow, (double)policy.MetadataBytes / policy.Count, name);
            point.Value(AllocatedPerAccess, (double)Allocated(policy, slice) / slice.Length, name);
        }

        point.After(timing =>
        {
            foreach (var (name, _) in s_timed)
            {
                var ratio = Statistics.PairedRatio(timing(name).SamplesNs, timing(Lru).SamplesNs, point.Seed);
                point.Value(TimeOverLru, ratio.Value, name, ValueKind.Measured, ratio.Low, ratio.High);
            }
        });
    }

    private static void Misses(Point point, LruTrace trace)
    {
        if (!trace.Open(point))
        {
            return;
        }

        var misses = new long[s_counted.Length];
        Parallel.For(0, misses.Length, i => misses[i] = trace.Rows.Length - CacheSimulator.Run(s_counted[i].Create(trace.Args(s_counted[i])), trace.Rows.Span));
        var lru = misses[Array.FindIndex(s_counted, p => p.Name == Lru)];
        foreach (var (policy, count) in s_counted.Zip(misses))
        {
            point.Value(MissRatio, (double)count / trace.Rows.Length, policy.Name);
            point.Value(MissesOverLru, (double)count / lru, policy.Name);
        }

        foreach (var ways in s_ways)
        {
            point.Value(ConflictMisses, misses[Array.FindIndex(s_counted, p => p.Name == SetsOf(ways))] - lru, SetsOf(ways));
            point.Check($"{SetsOf(ways)}, against each set as a list and a dictionary of its own", () => SetsAlone(trace, ways));
        }
    }

    // The least of three: a collection that another thread starts counts the unused rest of this thread's buffer.
    private static long Allocated(ICachePolicy policy, int[] slice)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Replay(policy, slice);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // One plain loop for all designs: the simulator's own asks for index entries ahead of time where a design has a large index, and a list has none.
    // Compiled without a profile, which would make it quick for the design that it saw first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Replay(ICachePolicy policy, int[] rows)
    {
        long hits = 0;
        foreach (var row in rows)
        {
            hits += policy.Access(row).IsHit ? 1 : 0;
        }

        return hits;
    }

    private static (bool Passed, string Detail) SameAnswers(LruTrace trace)
    {
        var (linked, array) = (new LinkedLru(trace.Args()), CachePolicies.Lru.Create(trace.Args()));
        var slice = trace.Slice;
        var different = Array.FindIndex(slice, row => linked.Access(row) != array.Access(row));
        return (different < 0, different < 0 ? $"{slice.Length:N0} accesses, same slots and evictions" : $"they differ at access {different}");
    }

    private static (bool Passed, string Detail) SetsAlone(LruTrace trace, int ways)
    {
        var policy = new SetAssociativePolicy(trace.Args(), ways);
        var sets = Enumerable.Range(0, policy.SetCount).Select(set => new LinkedLru(new(policy.SlotsOf(set), trace.RowCount))).ToArray();
        long together = 0, alone = 0;
        foreach (var row in trace.Slice)
        {
            together += policy.Access(row).IsHit ? 1 : 0;
            alone += sets[policy.SetOf(row)].Access(row).IsHit ? 1 : 0;
        }

        return (together == alone, $"{together:N0} hits, {alone:N0} in {sets.Length:N0} sets alone");
    }
}
