namespace HotRow.Tests.Caching;

public class RowCacheTests
{
    private const int Dim = 5;

    public static TheoryData<string> Policies => new(CachePolicies.All.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Lookup_RandomBatches_EqualsTheTableAndTheSimulator(string name)
    {
        var policy = CachePolicies.Find(name);
        foreach (var capacity in new[] { 1, 2, 3, 10, 100 })
        {
            foreach (var (shape, rows) in TestTraces.Shapes(90, 3000, (ulong)capacity))
            {
                using var store = new MemoryStore(90, Dim);
                var (result, far) = LookupAll(policy, capacity, store, rows, shape);
                var simulated = CacheSimulator.Simulate(policy, capacity, 90, rows);

                Assert.Equal((simulated.Accesses, simulated.Hits, simulated.Misses, simulated.Bypasses), (result.Indices, result.Hits, result.Misses, result.Bypasses));
                Assert.Equal(simulated.Misses * Dim * sizeof(float), result.FarBytes);
                Assert.Equal(simulated.Hits * Dim * sizeof(float), result.NearBytes);
                Assert.Equal(simulated.Misses, far);
            }
        }
    }

    // Slots 0 and 1; the batch is 1 2 1 3 1 2 under LRU: 3 takes 2's slot, then the second 2 takes 3's.
    [Fact]
    public void Lookup_SlotReusedWithinTheBatch_GivesEachAccessItsOwnRow()
    {
        using var store = new MemoryStore(4, Dim);
        using var cache = new RowCache(store, CachePolicies.Lru.Create(new CachePolicyArgs(2, 4)), 6);
        int[] rows = [1, 2, 1, 3, 1, 2];
        var destination = new float[rows.Length * Dim];

        var result = cache.Lookup(rows, destination);

        store.AssertRows(rows, destination, "");
        Assert.Equal((2, 4), (result.Hits, result.Misses));
        Assert.Equal(1, store.Calls); // all four misses in one read
        Assert.Equal(2, cache.Lookup([1, 2], destination).Hits); // what stayed is right, too
        store.AssertRows([1, 2], destination, "");
    }

    // One row at a time, so that what Contains says can be held against what the lookup then does.
    [Theory]
    [MemberData(nameof(Policies))]
    public void Contains_BeforeEachLookup_SaysWhetherItHits(string name)
    {
        const int RowCount = 90;
        var policy = CachePolicies.Find(name);
        foreach (var (_, rows) in TestTraces.Shapes(RowCount, 2000, 7))
        {
            using var store = new MemoryStore(RowCount, Dim);
            using var cache = new RowCache(store, policy.Create(new(10, RowCount, policy.NeedsTrace ? rows : default)), 1);
            var destination = new float[Dim];
            foreach (var row in rows)
            {
                Assert.Equal(cache.Contains(row), cache.Lookup([row], destination).Hits == 1);
            }

            Assert.InRange(Enumerable.Range(0, RowCount).Count(cache.Contains), 1, 10);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(90)]
    public void Contains_RowOutsideTheStore_IsRefused(int row)
    {
        using var store = new MemoryStore(90, Dim);
        using var cache = new RowCache(store, CachePolicies.Lru.Create(new(10, 90)), 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Contains(row));
    }

    [Fact]
    public void Lookup_EverythingResident_DoesNotTouchTheStore()
    {
        using var store = new MemoryStore(4, Dim);
        using var cache = new RowCache(store, CachePolicies.Lru.Create(new CachePolicyArgs(4, 4)), 8);
        var destination = new float[8 * Dim];
        cache.Lookup([0, 1, 2, 3], destination);

        cache.Lookup([3, 2, 1, 0], destination);
        cache.Lookup([], destination);

        Assert.Equal(1, store.Calls);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Lookup_AfterWarmUp_AllocatesNothing(string name)
    {
        using var store = new MemoryStore(90, Dim);
        var rows = TestTraces.Zipf(90, 4000, 1.0, seed: 8);
        var policy = CachePolicies.Find(name).Create(new CachePolicyArgs(10, 90, rows));
        using var cache = new RowCache(store, policy, 100);
        var destination = new float[100 * Dim];
        var batch = 0;
        void LookupNext() => cache.Lookup(rows.AsSpan(100 * batch++, 100), destination);
        while (batch < 20)
            LookupNext();

        Assert.Equal(0, AllocatedBytes.Of(LookupNext));
    }

    [Fact]
    public void Lookup_RowOutOfRange_ThrowsAndChangesNothing()
    {
        using var store = new MemoryStore(4, Dim);
        var policy = CachePolicies.Lru.Create(new CachePolicyArgs(2, 4));
        using var cache = new RowCache(store, policy, 8);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => cache.Lookup([0, 4], new float[2 * Dim]));

        Assert.StartsWith("row at position 1 of 2 is out of range: 0 <= row < 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Lookup([-1], new float[Dim]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Lookup(new int[9], new float[9 * Dim]));
        Assert.Throws<ArgumentException>(() => cache.Lookup([0, 1], new float[(2 * Dim) - 1]));
        Assert.Equal(0, policy.Count);
    }

    [Fact]
    public void Lookup_AfterTheStoreFailed_RefusesToServeDoubtfulRows()
    {
        using var store = new MemoryStore(4, Dim) { Fails = true };
        using var cache = new RowCache(store, CachePolicies.Lru.Create(new CachePolicyArgs(2, 4)), 8);
        Assert.Throws<IOException>(() => cache.Lookup([0], new float[Dim]));
        store.Fails = false;

        Assert.Throws<InvalidOperationException>(() => cache.Lookup([0], new float[Dim]));
    }

    [Fact]
    public void Lookup_AfterDispose_Throws()
    {
        using var store = new MemoryStore(4, Dim);
        var cache = new RowCache(store, CachePolicies.Lru.Create(new CachePolicyArgs(2, 4)), 8);
        cache.Dispose();
        cache.Dispose();

        Assert.Throws<ObjectDisposedException>(() => cache.Lookup([0], new float[Dim]));
    }

    [Fact]
    public void Constructor_PolicyThatHoldsRows_Throws()
    {
        using var store = new MemoryStore(4, Dim);
        var policy = CachePolicies.Lru.Create(new CachePolicyArgs(2, 4));
        policy.Access(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new RowCache(store, policy, 8));
    }

    [Fact]
    public void DataBytes_CapacityAboveTheRows_CountsTheRowsOnly()
    {
        using var store = new MemoryStore(4, Dim);
        using var cache = new RowCache(store, CachePolicies.Lru.Create(new CachePolicyArgs(1_000_000_000, 4)), 8);

        Assert.Equal(4, cache.SlotCount);
        Assert.Equal(4 * 20, cache.DataBytes); // 5 floats of 4 B, without padding
    }

    private static (LookupResult Sum, long RowsRead) LookupAll(CachePolicyInfo policy, int capacity, MemoryStore store, int[] rows, string shape)
    {
        var random = new Xoshiro256((ulong)rows.Length);
        using var cache = new RowCache(store, policy.Create(new CachePolicyArgs(capacity, store.RowCount, rows)), 200);
        var sum = default(LookupResult);
        for (var start = 0; start < rows.Length;)
        {
            var size = Math.Min(random.NextInt32(201), rows.Length - start);
            var batch = rows.AsSpan(start, size);
            var destination = new float[size * Dim];
            var result = cache.Lookup(batch, destination);
            store.AssertRows(batch, destination, $"{policy.Name}, {shape}, capacity {capacity}, access {start}");
            sum = new LookupResult(sum.Indices + result.Indices, -1, sum.Hits + result.Hits, sum.Misses + result.Misses, sum.Bypasses + result.Bypasses, sum.NearBytes + result.NearBytes, sum.FarBytes + result.FarBytes);
            start += size;
        }

        return (sum, store.RowsRead);
    }

    private sealed class MemoryStore : IRowStore
    {
        private readonly float[] _rows;

        public MemoryStore(int rowCount, int dim)
        {
            RowCount = rowCount;
            EmbeddingDim = dim;
            var random = new Xoshiro256(1);
            _rows = new float[rowCount * dim];
            foreach (ref var value in _rows.AsSpan())
            {
                value = BitConverter.UInt32BitsToSingle((uint)random.NextUInt64()); // any bits, NaN among them
            }
        }

        public MemoryTier Tier => MemoryTier.Dram;

        public string Path => "an array";

        public RowFormat Format => RowFormats.Fp32;

        public int RowCount { get; }

        public int EmbeddingDim { get; }

        public int RowBytes => EmbeddingDim * sizeof(float);

        public bool Fails { get; set; }

        public int Calls { get; private set; }

        public long RowsRead { get; private set; }

        public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
        {
            if (Fails)
                throw new IOException("the disk is gone");
            Calls++;
            RowsRead += rows.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                Row(rows[i]).CopyTo(destination[(i * EmbeddingDim)..]);
            }
        }

        public void AssertRows(ReadOnlySpan<int> rows, ReadOnlySpan<float> found, string where)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                for (var k = 0; k < EmbeddingDim; k++)
                {
                    if (BitConverter.SingleToUInt32Bits(Row(rows[i])[k]) != BitConverter.SingleToUInt32Bits(found[(i * EmbeddingDim) + k]))
                        Assert.Fail($"{where}: element {k} of access {i}, row {rows[i]}");
                }
            }
        }

        public void Dispose()
        {
        }

        private ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * EmbeddingDim, EmbeddingDim);
    }
}
