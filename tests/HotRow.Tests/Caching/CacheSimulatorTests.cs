namespace HotRow.Tests.Caching;

public class CacheSimulatorTests
{
    [Fact]
    public void Simulate_StreamInUnevenBatches_EqualsTheWholeAtOnce()
    {
        var rows = TestTraces.Zipf(200, 5000, 0.9, seed: 4);
        var trace = new BatchedTrace(rows, 200, [1, 7, 0, 333, 1000]);
        foreach (var policy in CachePolicies.All)
        {
            Assert.Equal(CacheSimulator.Simulate(policy, 20, 200, rows), CacheSimulator.Simulate(policy, 20, trace));
        }
    }

    // 1 2 1 3 1 2 with two LRU slots: 1 and 2 miss, 1 hits, 3 misses (2 leaves), 1 hits, 2 misses: 2 hits of 6, 3 rows.
    [Fact]
    public void Simulate_SmallExample_CountsEverything()
    {
        var result = CacheSimulator.Simulate(CachePolicies.Lru, 2, 4, new[] { 1, 2, 1, 3, 1, 2 });

        Assert.Equal(new SimulationResult("lru", 2, Accesses: 6, Distinct: 3, Hits: 2, Bypasses: 0), result);
        Assert.Equal(4, result.Misses);
        Assert.Equal(3, result.Compulsory);
        Assert.Equal(2.0 / 6, result.HitRatio);
    }

    [Fact]
    public void HitRatio_NoAccesses_IsNaN()
    {
        foreach (var policy in CachePolicies.All)
        {
            var result = CacheSimulator.Simulate(policy, 2, 0, ReadOnlyMemory<int>.Empty);
            Assert.Equal(0, result.Misses);
            Assert.True(double.IsNaN(result.HitRatio));
        }
    }

    // 200,000 rows take an index of 800 kB, above the limit at which the simulator begins to prefetch entries.
    [Fact]
    public void Run_LargeIndex_CountsAsAccessByAccess()
    {
        var rows = TestTraces.Zipf(200_000, 50_000, 0.9, seed: 6);
        var single = CachePolicies.Sieve.Create(new CachePolicyArgs(500, 200_000));
        long hits = 0;
        foreach (var row in rows)
        {
            hits += single.Access(row).IsHit ? 1 : 0;
        }

        Assert.Equal(hits, CacheSimulator.Run(CachePolicies.Sieve.Create(new CachePolicyArgs(500, 200_000)), rows));
    }

    [Fact]
    public void Run_RowOutOfRangeOfATable_Throws()
    {
        foreach (var policy in CachePolicies.All.Where(p => !p.NeedsTrace))
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => CacheSimulator.Run(policy.Create(new CachePolicyArgs(2, 17_000_000)), [1, 17_000_000]));
            Assert.Throws<ArgumentOutOfRangeException>(() => CacheSimulator.Run(policy.Create(new CachePolicyArgs(2, 17_000_000)), [-1]));
        }
    }

    [Fact]
    public void Run_RowOutOfRange_Throws()
    {
        foreach (var policy in CachePolicies.All.Where(p => !p.NeedsTrace))
        {
            // The array of an index says so, or the policy itself where it has none.
            Assert.True(Record.Exception(() => CacheSimulator.Run(policy.Create(new CachePolicyArgs(2, 10)), [1, 10])) is IndexOutOfRangeException or ArgumentOutOfRangeException, policy.Name);
            Assert.True(Record.Exception(() => CacheSimulator.Run(policy.Create(new CachePolicyArgs(2, 10)), [-1])) is IndexOutOfRangeException or ArgumentOutOfRangeException, policy.Name);
        }
    }

    private sealed class BatchedTrace(int[] rows, int rowCount, int[] sizes) : IAccessTrace
    {
        public string Name => "batched";

        public int RowCount => rowCount;

        public long IndexCount => rows.Length;

        public IEnumerable<LookupBatch> Batches()
        {
            var start = 0;
            for (var i = 0; start < rows.Length; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], rows.Length - start);
                yield return new LookupBatch(rows.AsMemory(start, size));
                start += size;
            }
        }
    }
}
