namespace HotRow.Tests;

public class DramRowStoreTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void ReadRows_RandomTable_GivesTheRowsNamed(int threads, bool streaming)
    {
        var table = new EmbeddingTable(300, 130);
        table.FillRandom(3);
        using var store = new DramRowStore(table, threads, streaming, ownsTable: true);
        var rows = KernelCase.Rows(700, 300, 4);
        var output = new float[700 * 130];

        store.ReadRows(rows, output);

        var expected = new float[130];
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(3, rows[i], expected);
            Assert.Equal(expected, output[(i * 130)..((i + 1) * 130)]);
        }
    }

    [Fact]
    public void Properties_OverTable_DescribeIt()
    {
        using var store = new DramRowStore(new EmbeddingTable(30, 8), threads: 2, ownsTable: true);

        Assert.Equal((MemoryTier.Dram, 30, 8, 32), (store.Tier, store.RowCount, store.EmbeddingDim, store.RowBytes));
        Assert.StartsWith("memory, ", store.Path, StringComparison.Ordinal);
        Assert.EndsWith(" pages requested, none written yet, 2 threads", OperatingSystem.IsLinux() ? store.Path : "2 MiB pages requested, none written yet, 2 threads", StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRows_AfterDispose_RefusesOnlyWhenItOwnsTheTable()
    {
        using var table = new EmbeddingTable(3, 4);
        var borrowed = new DramRowStore(table);
        borrowed.Dispose();
        borrowed.ReadRows([0], new float[4]);
        var owner = new DramRowStore(table, ownsTable: true);
        owner.Dispose();

        Assert.Throws<ObjectDisposedException>(() => owner.ReadRows([0], new float[4]));
    }
}
