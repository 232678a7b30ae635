namespace HotRow.Tests;

public class CachedStrategyTests
{
    private const int RowCount = 200;
    private const int Dim = 5;

    public static TheoryData<string, int> PoliciesAndCapacities
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var policy in CachePolicies.All)
            {
                foreach (var capacity in new[] { 1, 2, 20, RowCount, 3 * RowCount })
                {
                    data.Add(policy.Name, capacity);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PoliciesAndCapacities))]
    public void Lookup_WholeTrace_CountsWhatTheSimulationCountsAndCopiesRightRows(string policyName, int capacity)
    {
        var policy = CachePolicies.Find(policyName);
        var trace = SkewedTrace(4_000);
        using var table = TestBatches.Table(RowCount, Dim, notFinite: true);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Cached.Create(new(store, MaxIndices: 100, CapacityRows: capacity, Policy: policy, Trace: trace));
        var reference = new ReferenceLookup(store, PoolingMode.None);
        long hits = 0, bypasses = 0, farBytes = 0;
        var destination = new float[100 * Dim];

        foreach (var batch in Batches(trace))
        {
            var result = strategy.Lookup(batch, destination);
            hits += result.Hits;
            bypasses += result.Bypasses;
            farBytes += result.FarBytes;
            var (passed, detail) = reference.Compare(LookupStrategies.Cached, batch, destination);
            Assert.True(passed, detail);
        }

        var simulated = CacheSimulator.Simulate(policy, capacity, RowCount, trace);
        Assert.Equal((simulated.Hits, simulated.Bypasses), (hits, bypasses));
        Assert.Equal((trace.Length - hits) * Dim * sizeof(float), farBytes);
    }

    [Fact]
    public void Create_NoPolicy_SaysWhatIsMissing()
    {
        using var table = TestBatches.Table(RowCount, Dim);
        using var store = new DramRowStore(table);

        var error = Assert.Throws<ArgumentException>(() => LookupStrategies.Cached.Create(new(store)));

        Assert.Contains("needs a policy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lookup_AfterAFailedRead_RefusesInsteadOfServingStaleRows()
    {
        using var table = TestBatches.Table(RowCount, Dim);
        using var store = new FailingRowStore(new DramRowStore(table));
        using var strategy = LookupStrategies.Cached.Create(new(store, CapacityRows: 10, Policy: CachePolicies.Find("lru")));
        var destination = new float[3 * Dim];
        strategy.Lookup(new(new[] { 1, 2, 3 }), destination);
        store.Fails = true;
        Assert.Throws<IOException>(() => strategy.Lookup(new(new[] { 1, 4, 3 }), destination));
        store.Fails = false;

        Assert.Throws<InvalidOperationException>(() => strategy.Lookup(new(new[] { 4 }), destination));
    }

    private static int[] SkewedTrace(int length)
    {
        var random = new Xoshiro256(21);
        return [.. Enumerable.Range(0, length).Select(_ => (int)(RowCount * Math.Pow(random.NextDouble(), 3)))];
    }

    private static IEnumerable<LookupBatch> Batches(int[] trace)
    {
        var random = new Xoshiro256(22);
        for (var first = 0; first < trace.Length;)
        {
            var length = Math.Min(random.NextInt32(101), trace.Length - first);
            yield return new(trace.AsMemory(first, length));
            first += length;
        }
    }

    private sealed class FailingRowStore(DramRowStore inner) : IRowStore
    {
        public bool Fails { get; set; }

        public MemoryTier Tier => inner.Tier;

        public string Path => inner.Path;

        public RowFormat Format => inner.Format;

        public int RowCount => inner.RowCount;

        public int EmbeddingDim => inner.EmbeddingDim;

        public int RowBytes => inner.RowBytes;

        public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
        {
            if (Fails)
            {
                throw new IOException("the disk is gone");
            }

            inner.ReadRows(rows, destination);
        }

        public void Dispose() => inner.Dispose();
    }
}
