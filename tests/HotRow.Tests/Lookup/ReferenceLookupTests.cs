namespace HotRow.Tests;

public sealed class ReferenceLookupTests : IDisposable
{
    private readonly EmbeddingTable _table = new(4, 2);
    private readonly DramRowStore _store;
    private readonly LookupBatch _bags = new(new[] { 0, 1, 1, 3 }, new[] { 0, 3, 3, 4 });

    public ReferenceLookupTests()
    {
        // Rows (1, 2), (10, 20), (-0, NaN), (7, -7).
        float[] values = [1, 2, 10, 20, -0f, float.NaN, 7, -7];
        for (var i = 0; i < values.Length; i++)
        {
            _table.WritableRow(i / 2)[i % 2] = values[i];
        }

        _store = new(_table);
    }

    public void Dispose()
    {
        _store.Dispose();
        _table.Dispose();
    }

    // Bag 0 is 1 + 10 + 10 and 2 + 20 + 20, bag 1 is empty, bag 2 is row 3.
    [Fact]
    public void Lookup_Sum_AddsEachBag() => Assert.Equal([21, 42, 0, 0, 7, -7], new ReferenceLookup(_store, PoolingMode.Sum).Lookup(_bags));

    [Fact]
    public void Lookup_Mean_DividesByTheBagsLength() => Assert.Equal([7, 14, 0, 0, 7, -7], new ReferenceLookup(_store, PoolingMode.Mean).Lookup(_bags));

    [Fact]
    public void Lookup_None_IgnoresBags() => Assert.Equal([1, 2, 10, 20, 10, 20, 7, -7], new ReferenceLookup(_store, PoolingMode.None).Lookup(_bags));

    [Fact]
    public void Compare_Copies_WantsEveryBit()
    {
        var reference = new ReferenceLookup(_store, PoolingMode.None);
        var batch = new LookupBatch(new[] { 2 });

        Assert.Equal((true, "bit for bit, all 2 outputs"), reference.Compare(LookupStrategies.Gather, batch, [-0f, float.NaN]));
        Assert.False(reference.Compare(LookupStrategies.Gather, batch, [0f, float.NaN]).Passed);
        Assert.False(reference.Compare(LookupStrategies.Gather, batch, [-0f, BitConverter.Int32BitsToSingle(0x7FC00001)]).Passed);
        Assert.False(reference.Compare(LookupStrategies.Gather, batch, [-0f]).Passed);
    }

    // The kernels name a row's position, the table does not: the message tells who was asked.
    [Fact]
    public void Lookup_TableInMemory_IsReadWithoutTheKernels()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ReferenceLookup(_store, PoolingMode.None).Lookup(new(new[] { 7 })));

        Assert.StartsWith("row 7 is outside 0..3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_StoreThatReadsTheWrongRow_AccusesItsStrategy()
    {
        using var broken = new NextRowStore(_store);
        using var strategy = LookupStrategies.Gather.Create(new(broken));
        var batch = new LookupBatch(new[] { 0, 1 });
        var output = new float[4];
        strategy.Lookup(batch, output);

        Assert.Equal(
            (false, "output row 0, column 0: 10, the reference gives 1 (asked: bit for bit)"),
            new ReferenceLookup(_store, PoolingMode.None).Compare(LookupStrategies.Gather, batch, output));
    }

    [Fact]
    public void Compare_OneHotProduct_ForgivesTheSignOfZeroOnly()
    {
        var reference = new ReferenceLookup(_store, PoolingMode.None);
        _table.WritableRow(2)[1] = 3;
        var batch = new LookupBatch(new[] { 2 });

        Assert.True(reference.Compare(LookupStrategies.OneHotDense, batch, [0f, 3]).Passed);
        Assert.False(reference.Compare(LookupStrategies.OneHotDense, batch, [0f, MathF.BitIncrement(3)]).Passed);
        Assert.False(reference.Compare(LookupStrategies.OneHotDense, batch, [0f, float.NaN]).Passed);
    }

    // 3 terms of magnitude 42 in all: (3 + 1) x 2^-24 x 42 = 1.001e-5, and one unit in the last place at 42 is 3.8e-6.
    [Fact]
    public void Compare_Pooled_AllowsTheBoundAndNoMore()
    {
        var reference = new ReferenceLookup(_store, PoolingMode.Sum);

        Assert.True(reference.Compare(LookupStrategies.Gather, _bags, [21, 42 + 0.75e-5f, 0, 0, 7, -7]).Passed);
        Assert.False(reference.Compare(LookupStrategies.Gather, _bags, [21, 42 + 1.3e-5f, 0, 0, 7, -7]).Passed);
        Assert.False(reference.Compare(LookupStrategies.Gather, _bags, [21, 42, 0, 1e-30f, 7, -7]).Passed);
    }

    [Fact]
    public void Compare_LargeOutput_SamplesAndSaysSo()
    {
        using var table = new EmbeddingTable(10, 1_024);
        using var store = new DramRowStore(table);
        var reference = new ReferenceLookup(store, PoolingMode.None);
        var batch = new LookupBatch(TestBatches.Draw(10, 5_000));
        var output = new float[5_000 * 1_024];

        Assert.Equal((true, "bit for bit, 256 random outputs of 5120000"), reference.Compare(LookupStrategies.Gather, batch, output));
        Array.Fill(output, 1);
        Assert.False(reference.Compare(LookupStrategies.Gather, batch, output).Passed);
    }

    // Gives the row behind the one that is asked for.
    private sealed class NextRowStore(IRowStore rows) : IRowStore
    {
        public MemoryTier Tier => rows.Tier;

        public string Path => "wrong rows";

        public RowFormat Format => rows.Format;

        public int RowCount => rows.RowCount;

        public int EmbeddingDim => rows.EmbeddingDim;

        public int RowBytes => rows.RowBytes;

        public void ReadRows(ReadOnlySpan<int> wanted, Span<float> destination) =>
            rows.ReadRows([.. wanted.ToArray().Select(row => (row + 1) % RowCount)], destination);

        public void Dispose()
        {
        }
    }
}
