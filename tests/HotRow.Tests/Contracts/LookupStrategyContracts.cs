namespace HotRow.Tests;

/// <summary>What holds for every strategy of the catalog.</summary>
public class LookupStrategyContracts
{
    // A quiet NaN: a signalling one may be quieted on its way through a register.
    private const int Unwritten = 0x7FCBCDEF;

    public static TheoryData<string, PoolingMode> StrategiesAndPooling
    {
        get
        {
            var data = new TheoryData<string, PoolingMode>();
            foreach (var strategy in LookupStrategies.All)
            {
                foreach (var pooling in Enum.GetValues<PoolingMode>())
                {
                    data.Add(strategy.Name, pooling);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Strategies => [.. LookupStrategies.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(StrategiesAndPooling))]
    public void Lookup_EveryShape_AgreesWithTheReference(string name, PoolingMode pooling)
    {
        var info = LookupStrategies.Find(name);
        foreach (var (rowCount, dim) in new[] { (1, 1), (40, 1), (40, 3), (40, 17), (700, 64) })
        {
            using var table = TestBatches.Table(rowCount, dim, notFinite: info.CopiesExactly && pooling == PoolingMode.None);
            AssertAgrees(info, table, pooling, rowCount > 3 ? TestBatches.Shapes(rowCount) : [("one row", new(new[] { 0, 0, 0 }, new[] { 0, 1, 3 }))]);
        }
    }

    [Theory]
    [MemberData(nameof(StrategiesAndPooling))]
    public void Lookup_TwoThreads_AgreesWithTheReference(string name, PoolingMode pooling)
    {
        using var table = TestBatches.Table(700, 129);

        AssertAgrees(LookupStrategies.Find(name), table, pooling, TestBatches.Shapes(700), threads: 2);
    }

    [Theory]
    [MemberData(nameof(StrategiesAndPooling))]
    public void Lookup_LongerDestination_LeavesTheRestAlone(string name, PoolingMode pooling)
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, pooling));
        var destination = Enumerable.Repeat(BitConverter.Int32BitsToSingle(Unwritten), 17 * 8).ToArray();

        strategy.Lookup(new(new[] { 1, 2, 4 }, new[] { 0, 1, 3 }), destination);

        var written = (pooling == PoolingMode.None ? 3 : 2) * 17;
        Assert.All(destination[written..], value => Assert.Equal(Unwritten, BitConverter.SingleToInt32Bits(value)));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Lookup_WrongBatch_NamesItWritesNothingAndStaysUsable(string name)
    {
        using var table = TestBatches.Table(40, 3);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, PoolingMode.Sum) with { MaxIndices = 4 });
        var destination = new float[3 * 4];

        AssertRefused<ArgumentOutOfRangeException>("position 1 of 3", () => strategy.Lookup(new(new[] { 0, 40, 1 }), destination));
        AssertRefused<ArgumentOutOfRangeException>("position 2 of 3", () => strategy.Lookup(new(new[] { 0, 3, -1 }), destination));
        AssertRefused<ArgumentOutOfRangeException>("at most 4", () => strategy.Lookup(new(new int[5]), new float[15]));
        AssertRefused<ArgumentException>("offsets run from 1 to 2; they must run from 0 to 2", () => strategy.Lookup(new(new int[2], new[] { 1, 2 }), destination));
        AssertRefused<ArgumentException>("offset 2 is 1, below the one before it (2)", () => strategy.Lookup(new(new int[3], new[] { 0, 2, 1, 3 }), destination));
        AssertRefused<ArgumentException>("offsets run from 0 to 2; they must run from 0 to 3", () => strategy.Lookup(new(new int[3], new[] { 0, 2 }), destination));
        AssertRefused<ArgumentException>("2 rows of 3 need 6", () => strategy.Lookup(new(new int[3], new[] { 0, 1, 3 }), new float[5]));
        Assert.All(destination, value => Assert.Equal(0, value));

        strategy.Lookup(new(new[] { 5 }), destination);
        Assert.Equal(table.Row(5), destination.AsSpan(0, 3));
    }

    [Theory]
    [MemberData(nameof(StrategiesAndPooling))]
    public void Lookup_AnyBatch_CountsAddUp(string name, PoolingMode pooling)
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, pooling));
        foreach (var (shape, batch) in TestBatches.Shapes(40))
        {
            var result = strategy.Lookup(batch, new float[Math.Max(batch.Indices.Length, batch.BagCount) * 17]);

            var distinct = batch.Indices.ToArray().Distinct().Count();
            Assert.True(result.Indices == batch.Indices.Length, shape);
            Assert.True(result.Hits + result.Misses == result.Indices, shape);
            Assert.InRange(result.Bypasses, 0, result.Misses);
            Assert.True(result.UniqueRows == -1 || result.UniqueRows == distinct, shape);
            Assert.True(result.NearBytes >= 0 && result.FarBytes >= 0, shape);
        }
    }

    // 6 indices, 4 distinct, of a 40 x 17 table: a row is 68 B, the table 2,720 B.
    [Theory]
    [InlineData("gather", -1, 0, 6, 0, 6 * 68)]
    [InlineData("staging", -1, 0, 6, 6 * 68, 6 * 68)]
    [InlineData("per-token", -1, 0, 6, 6 * 68, 6 * 68)]
    [InlineData("dedup", 4, 2, 4, 6 * 68, 4 * 68)]
    [InlineData("full-copy", -1, 6, 0, 6 * 68, 2_720)]
    [InlineData("cached", -1, 2, 4, 2 * 68, 4 * 68)]
    [InlineData("prefetched", 4, 2, 4, 6 * 68, 4 * 68)]
    [InlineData("prefetched-cache", -1, 2, 4, 2 * 68, 4 * 68)]
    public void Lookup_KnownBatch_CountsWhatItDid(string name, long unique, long hits, long misses, long nearBytes, long farBytes)
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, PoolingMode.None) with { CapacityRows = 10 });

        var result = strategy.Lookup(new(new[] { 4, 9, 4, 0, 39, 9 }), new float[6 * 17]);

        Assert.Equal(new LookupResult(6, unique, hits, misses, 0, nearBytes, farBytes), result);
    }

    // The same batch from rows of 16 fp16 elements: 32 B in the store, and 64 B near, where rows are fp32.
    [Theory]
    [InlineData("gather", PoolingMode.None, 0, 6 * 32)]
    [InlineData("gather", PoolingMode.Sum, 6 * 64, 6 * 32)]
    [InlineData("staging", PoolingMode.None, 6 * 64, 6 * 32)]
    [InlineData("per-token", PoolingMode.None, 6 * 64, 6 * 32)]
    [InlineData("per-token", PoolingMode.Sum, 2 * 6 * 64, 6 * 32)]
    [InlineData("dedup", PoolingMode.None, 6 * 64, 4 * 32)]
    [InlineData("full-copy", PoolingMode.None, 6 * 64, 40 * 32)]
    [InlineData("cached", PoolingMode.None, 2 * 64, 4 * 32)]
    [InlineData("prefetched", PoolingMode.None, 6 * 64, 4 * 32)]
    public void Lookup_StoredRowsOfHalfTheBytes_CountsNearRowsAsFp32(string name, PoolingMode pooling, long nearBytes, long farBytes)
    {
        using var store = new DramRowStore(new EncodedTable(40, 16, RowFormats.Find("fp16")), ownsTable: true);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, pooling) with { CapacityRows = 10 });

        var result = strategy.Lookup(new(new[] { 4, 9, 4, 0, 39, 9 }), new float[6 * 16]);

        Assert.Equal((nearBytes, farBytes), (result.NearBytes, result.FarBytes));
    }

    [Theory]
    [MemberData(nameof(StrategiesAndPooling))]
    public void Lookup_Warm_AllocatesNothingUnlessThatIsThePoint(string name, PoolingMode pooling)
    {
        using var table = TestBatches.Table(700, 64);
        using var store = new DramRowStore(table);
        using var strategy = LookupStrategies.Find(name).Create(Args(store, pooling));
        var batches = TestBatches.Shapes(700).Select(s => s.Batch).ToArray();
        var destination = new float[TestBatches.MaxIndices * 64];
        var lookUpAll = () =>
        {
            foreach (var batch in batches)
            {
                strategy.Lookup(batch, destination);
            }
        };
        lookUpAll();

        var allocated = AllocatedBytes.Of(lookUpAll);
        var arrays = batches.Sum(batch => (long)batch.Indices.Length) * 64 * sizeof(float);
        Assert.InRange(allocated, name == "per-token" ? arrays : 0, name == "per-token" ? 2 * arrays : 0);
    }

    [Fact]
    public void All_HasTheDocumentsStrategies() =>
        Assert.Superset(
            new HashSet<string> { "one-hot-dense", "one-hot-sparse", "full-copy", "per-token", "staging", "gather", "dedup", "cached" },
            LookupStrategies.All.Select(s => s.Name).ToHashSet());

    internal static LookupArgs Args(IRowStore store, PoolingMode pooling) => new(store, pooling, TestBatches.MaxIndices, CapacityRows: 7, Policy: CachePolicies.Find("lru"));

    private static void AssertAgrees(LookupStrategyInfo info, EmbeddingTable table, PoolingMode pooling, IEnumerable<(string Name, LookupBatch Batch)> shapes, int threads = 1)
    {
        using var store = new DramRowStore(table);
        using var strategy = info.Create(Args(store, pooling) with { Threads = threads });
        var reference = new ReferenceLookup(store, pooling);
        foreach (var (shape, batch) in shapes)
        {
            var outputs = pooling == PoolingMode.None ? batch.Indices.Length : batch.BagCount;
            var destination = Enumerable.Repeat(float.NaN, outputs * table.EmbeddingDim).ToArray();
            strategy.Lookup(batch, destination);

            var (passed, detail) = reference.Compare(info, batch, destination);
            Assert.True(passed, $"{table.RowCount} x {table.EmbeddingDim}, {shape}: {detail}");
        }
    }

    private static void AssertRefused<T>(string says, Action lookup)
        where T : ArgumentException
    {
        var error = Assert.ThrowsAny<T>(lookup);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
