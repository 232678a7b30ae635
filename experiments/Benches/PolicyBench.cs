namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>Cache policies without any rows.</summary>
    public static readonly Bench Policy = Add(new("policy", "accesses per second of every cache policy, from an empty cache: docs at 922 rows, Zipf(1.0) over 1 M rows at 10,000", 6, PolicyBench.Declare));
}

/// <summary>Every policy of the catalog over a stretch of two traces. Making the empty policy is not timed; nor is what the optimum learns of the future.</summary>
internal static class PolicyBench
{
    // A whole trace for each of a dozen policies and each round would take the whole budget; the rates are the same.
    private const int Stretch = 1_000_000;

    private static readonly BenchQuantity s_accessesPerSecond = new("accessesPerSecond", "M accesses/s", 1e6);

    public static void Declare(BenchContext context)
    {
        // At Tiny no text is read.
        if (!context.IsTiny)
        {
            context.Group(new() { { "trace", "docs" }, { "capacity", 922 } }, group => Group(group, "docs", MemoryTrace.Load(Workloads.Docs.Create(new())), 922));
        }

        var (rows, capacity) = context.Sized((1_000, 10), (1_000_000, 10_000));
        var zipf = new WorkloadArgs { RowCount = rows, IndexCount = context.Sized(2_000, Stretch), Alpha = 1 };
        context.Group(new() { { "trace", "zipf-1.0" }, { "capacity", capacity } }, group => Group(group, "zipf-1.0", MemoryTrace.Load(Workloads.Zipf.Create(zipf)), capacity));
    }

    private static void Group(BenchGroup group, string name, MemoryTrace trace, int capacity)
    {
        var rows = trace.Rows[..Math.Min(Stretch, trace.Rows.Length)];
        foreach (var info in CachePolicies.All)
        {
            ICachePolicy Fresh() => info.Create(new(capacity, trace.RowCount, info.NeedsTrace ? rows : default));
            var policy = Fresh();
            var hits = CacheSimulator.Run(policy, rows.Span);
            group.Point.Check($"{info.Name}: as many hits as a run access by access, at most as many rows as it may hold", () => Recount(Fresh(), rows.Span, hits));
            group.Add(
                "policy",
                new() { { "policy", info.Name }, { "trace", name }, { "capacity", capacity }, { "accesses", rows.Length } },
                s_accessesPerSecond,
                rows.Length,
                () => CacheSimulator.Run(policy, rows.Span),
                prepare: () => policy = Fresh(),
                columns: [new("hitRatio", (double)hits / rows.Length, $"{100.0 * hits / rows.Length:0.00} %")]);
        }
    }

    private static (bool Passed, string Detail) Recount(ICachePolicy policy, ReadOnlySpan<int> rows, long expected)
    {
        var hits = 0L;
        foreach (var row in rows)
        {
            hits += policy.Access(row).IsHit ? 1 : 0;
        }

        return (hits == expected && policy.Count <= policy.Capacity, $"{hits} hits, {expected} by the simulator; {policy.Count} of {policy.Capacity} rows held");
    }
}
