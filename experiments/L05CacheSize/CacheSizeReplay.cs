namespace HotRow.Lab;

/// <summary>The counted and the computed part: policies replayed over traces, and the documents' figures on Zipf.</summary>
internal sealed partial class CacheSize
{
    /// <summary>The most used rows of the whole trace, pinned: popularity known in advance, each row filled by its first access.</summary>
    internal const string PinnedKnown = "pinned, known";

    /// <summary>Bytes of a row: 768 fp32 numbers.</summary>
    internal const int RowBytes = 3072;

    /// <summary>What the trace itself gives, beside what laws say of it.</summary>
    internal const string Counted = "counted";

    private const string LawFitted = "Zipf at the fitted alpha";
    private const string LawOfOne = "Zipf at alpha 1";
    private const int OracleAccesses = 100_000;
    private static readonly int[] s_batches = [1_000, 65_536];
    private static readonly double[] s_alphas = [.. Enumerable.Range(0, 15).Select(i => Math.Round(0.6 + (0.05 * i), 2))];
    private static readonly (string Top, double Share)[] s_tops = [("top 1 %", 0.01), ("top 5 %", 0.05), ("top 10 %", 0.1)];
    private static readonly (string Table, int Rows)[] s_tables = [("N = 1 M", 1_000_000), ("N = 10 M", 10_000_000)];

    // The optimum first, then by name: the order of the chart's colours.
    private static readonly CachePolicyInfo[] s_policies = [.. CachePolicies.All.OrderBy(p => p.Name.StartsWith("belady", StringComparison.Ordinal) ? 0 : 1)];

    private static readonly CachePolicyInfo[] s_few = [CachePolicies.Belady, CachePolicies.BeladyBypass, CachePolicies.Lru, CachePolicies.S3Fifo];

    private static void DeclareCoverage(RunContext context)
    {
        foreach (var (table, rows) in s_tables)
        {
            context.Point(new() { { "part", "coverage" }, { "table", table } }, point => Coverage(point, rows), 0);
        }
    }

    private static void Coverage(Point point, int rows)
    {
        foreach (var (top, share) in s_tops)
        {
            foreach (var alpha in s_alphas)
            {
                point.Value(CoverageShare, new ZipfLaw(rows, alpha).Coverage((long)(rows * share)), kind: ValueKind.Computed, at: new() { { "alpha", alpha }, { "top", top } });
            }
        }

        foreach (var (top, share, covered) in new[] { ("top 1 %", 0.01, 0.5), ("top 5 %", 0.05, 0.85), ("top 5 %", 0.05, 0.95) })
        {
            point.Value(NeededAlpha, ZipfLaw.AlphaForCoverage(rows, (long)(rows * share), covered), kind: ValueKind.Computed, at: new() { { "top", top }, { "covers", covered } });
        }

        var fitted = ZipfLaw.AlphaForCoverage(rows, rows / 100, 0.5);
        point.Value(CoverageAtHalf, new ZipfLaw(rows, fitted).Coverage(rows / 20), kind: ValueKind.Computed);
        var law = new ZipfLaw(rows, 1);
        point.Value(Transfer, 1 - law.Coverage(rows / 20), "of total ids", ValueKind.Computed);
        foreach (var batch in s_batches)
        {
            point.Value(Transfer, 1 - (law.ExpectedUniqueAmong(batch, rows / 20) / law.ExpectedUnique(batch)), $"of unique rows, batch {batch}", ValueKind.Computed);
        }
    }

    private static void Profile(Point point, CacheTraces traces, string name)
    {
        if (traces.Open(point, name) is not { } trace)
        {
            return;
        }

        var profile = TraceProfile.Of(trace);
        point.Note = $"{profile.Accesses:N0} accesses, {profile.Distinct:N0} touched rows";

        // A text of one distinct token fits every exponent, and has none.
        var laws = double.IsFinite(profile.ZipfAlpha) ? new[] { (LawFitted, profile.ZipfAlpha), (LawOfOne, 1) } : [(LawOfOne, 1)];
        if (laws.Length > 1)
        {
            point.Value(FittedAlpha, profile.ZipfAlpha);
        }

        foreach (var (top, share, ranks) in new[] { ("top 1 %", profile.Top1Percent, 1m), ("top 5 %", profile.Top5Percent, 5m), ("top 20 %", profile.Top20Percent, 20m) })
        {
            point.Value(CoverageShare, share, Counted, at: new() { { "top", top } });
            foreach (var (law, alpha) in laws)
            {
                point.Value(CoverageShare, new ZipfLaw(profile.Distinct, alpha).Coverage(TraceProfile.RowsOfPercent(ranks, profile.Distinct)), law, ValueKind.Computed, at: new() { { "top", top } });
            }
        }
    }

    private static void Replay(Point point, CacheTraces traces, string name, decimal percent, CachePolicyInfo[] policies)
    {
        if (traces.Open(point, name) is not { } trace)
        {
            return;
        }

        var (rows, accesses) = (trace.Rows, trace.Rows.Length);
        var distinct = (int)CacheSimulator.CountDistinct(trace);
        var capacity = TraceProfile.RowsOfPercent(percent, distinct);
        point.Note = $"{capacity:N0} of {distinct:N0} touched rows; {accesses:N0} accesses";
        var results = new SimulationResult[policies.Length];
        Parallel.For(0, policies.Length, i => results[i] = CacheSimulator.Simulate(policies[i], capacity, trace.RowCount, rows, distinct, point.Seed));
        var optimum = results.Single(r => r.Policy == CachePolicies.Belady.Name).Hits;
        var pinned = MostUsed(trace, capacity);
        foreach (var (policy, hits) in results.Select(r => (r.Policy, r.Hits)).Append((PinnedKnown, Accesses(rows.Span, pinned) - capacity)))
        {
            point.Value(Metrics.HitRatio, (double)hits / accesses, policy);
            point.Value(MissRatio, (double)(accesses - hits) / accesses, policy);
            if (optimum > 0)
            {
                point.Value(ShareOfBelady, (double)hits / optimum, policy);
            }

            point.Value(Metrics.FarBytes, (double)(accesses - hits) * RowBytes, policy);
        }

        Deduplicated(point, trace, capacity, pinned);
        point.Check("the optimum leads, and only first accesses are unavoidable", () => Plausible(results, policies));
        point.Check($"lru against reuse distances, first {Math.Min(OracleAccesses, accesses):N0} accesses", () => LruAgreesWithDistances(trace, capacity));
    }

    // Each batch's distinct rows once, then the cache: what is left of the transfer once the repeats within a batch are gone.
    private static void Deduplicated(Point point, MemoryTrace trace, int capacity, bool[] pinned)
    {
        var unique = UniqueOfBatches(trace);
        point.Value(UniqueShare, (double)unique.Length / trace.Rows.Length);
        foreach (var policy in new[] { CachePolicies.Lru, CachePolicies.StaticHot })
        {
            point.Value(UniqueHitRatio, CacheSimulator.Simulate(policy, capacity, trace.RowCount, unique, seed: point.Seed).HitRatio, policy.Name);
        }

        point.Value(UniqueHitRatio, (double)(Accesses(unique, pinned) - capacity) / unique.Length, PinnedKnown);
    }

    private static int[] UniqueOfBatches(MemoryTrace trace)
    {
        var finder = Unique.For(trace.RowCount, trace.BatchSize);
        var (rows, inverse) = (new int[trace.Rows.Length], new int[trace.BatchSize]);
        var filled = 0;
        foreach (var batch in trace.Batches())
        {
            filled += finder.Find(batch.Indices.Span, rows.AsSpan(filled), inverse);
        }

        return rows[..filled];
    }

    private static bool[] MostUsed(MemoryTrace trace, int capacity)
    {
        var counts = new int[trace.RowCount];
        foreach (var row in trace.Rows.Span)
        {
            counts[row]--;
        }

        var order = Enumerable.Range(0, counts.Length).ToArray();
        Array.Sort(counts, order);
        var pinned = new bool[counts.Length];
        foreach (var row in order.AsSpan(0, capacity))
        {
            pinned[row] = true;
        }

        return pinned;
    }

    private static long Accesses(ReadOnlySpan<int> rows, bool[] among)
    {
        long count = 0;
        foreach (var row in rows)
        {
            count += among[row] ? 1 : 0;
        }

        return count;
    }

    private static (bool Passed, string Detail) Plausible(SimulationResult[] results, CachePolicyInfo[] policies)
    {
        var best = results.Single(r => r.Policy == CachePolicies.Belady.Name).Hits;
        var bestBypassing = results.Single(r => r.Policy == CachePolicies.BeladyBypass.Name).Hits;
        foreach (var (result, info) in results.Zip(policies))
        {
            if (result.Hits > (info.Bypasses ? bestBypassing : best) || result.Hits > result.Accesses - result.Distinct)
            {
                return (false, $"{result.Policy}: {result.Hits} hits of {result.Accesses}; belady {best}, belady-bypass {bestBypassing}, first accesses {result.Distinct}");
            }
        }

        return (true, $"{results.Length} policies at or below the optimum's {best:N0} hits of {results[0].Accesses:N0} ({results[0].Distinct:N0} first accesses)");
    }

    private static (bool Passed, string Detail) LruAgreesWithDistances(MemoryTrace trace, int capacity)
    {
        var rows = trace.Rows[..Math.Min(OracleAccesses, trace.Rows.Length)];
        var simulated = CacheSimulator.Simulate(CachePolicies.Lru, capacity, trace.RowCount, rows).Hits;
        var counted = LruOracle.Hits(rows.Span, trace.RowCount, capacity);
        return (simulated == counted, $"{simulated} hits simulated, {counted} accesses with fewer than {capacity} distinct rows since the last one");
    }
}
