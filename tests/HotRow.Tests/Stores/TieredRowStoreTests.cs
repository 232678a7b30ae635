namespace HotRow.Tests;

public class TieredRowStoreTests
{
    [Fact]
    public void Counts_BatchOverThreeTiers_ArePerTier()
    {
        using var store = TieredRowStore.Pin(Dram(100, 4), [7, 3], [3, 50, 51, 52]);
        var output = new float[6 * 4];

        store.ReadRows([50, 3, 99, 7, 3, 0], output);
        store.ReadRows([98], output);

        // 3 and 7 are in the first tier, though the second names 3 too; 50 is in the second; 99, 0 and 98 are in neither.
        Assert.Equal([(MemoryTier.Dram, 3, 48), (MemoryTier.Dram, 1, 16), (MemoryTier.Dram, 3, 48)], store.Counts.Select(c => (c.Tier, c.Rows, c.Bytes)));
    }

    [Fact]
    public void ReadRows_FarTier_GetsItsRowsInOneCallInOrder()
    {
        using var far = new RecordingStore();
        using var near = Dram(2, 4);
        using var store = new TieredRowStore([new(near, new(100, [5, 9]))], far);

        store.ReadRows([80, 9, 2, 80, 5], new float[20]);

        Assert.Equal([[80, 2, 80]], far.Calls);
    }

    [Fact]
    public void Constructor_StoresOfDifferentTables_AreRefused()
    {
        using var far = Dram(100, 4);
        using var near = Dram(2, 4);
        using var other = Dram(2, 5);

        Assert.Throws<ArgumentException>(() => new TieredRowStore([new(near, new(100, [5]))], far));
        Assert.Throws<ArgumentException>(() => new TieredRowStore([new(near, new(99, [5, 6]))], far));
        Assert.Throws<ArgumentException>(() => new TieredRowStore([new(other, new(100, [5, 6]))], far));
        Assert.Throws<ArgumentOutOfRangeException>(() => TieredRowStore.Pin(far, [100]));
    }

    // Around the ends of 64-bit words and of blocks of 512 rows.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 30)]
    [InlineData(513, 513)]
    [InlineData(5000, 1700)]
    [InlineData(5000, 0)]
    public void RowSet_AnyRows_NumbersThemInAscendingOrder(int rowCount, int draws)
    {
        var rows = KernelCase.Rows(draws, rowCount, 8);
        var sorted = rows.Distinct().Order().ToArray();

        var set = new RowSet(rowCount, rows);

        Assert.Equal(sorted, set.ToArray());
        Assert.Equal(sorted.Length, set.Count);
        for (var row = 0; row < rowCount; row++)
        {
            Assert.Equal(Math.Max(-1, Array.BinarySearch(sorted, row)), set.NumberOf(row));
        }
    }

    private static DramRowStore Dram(int rows, int dim) => new(new EmbeddingTable(rows, dim), ownsTable: true);

    private sealed class RecordingStore : IRowStore
    {
        public List<int[]> Calls { get; } = [];

        public MemoryTier Tier => MemoryTier.Remote;

        public string Path => "recorded";

        public RowFormat Format => RowFormats.Fp32;

        public int RowCount => 100;

        public int EmbeddingDim => 4;

        public int RowBytes => 16;

        public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination) => Calls.Add(rows.ToArray());

        public void Dispose()
        {
        }
    }
}
