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

    // Memory that is given back under a reader would end the test process.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_WhileOthersRead_ReadsOrRefuses(bool encoded)
    {
        var rows = KernelCase.Rows(2000, 1000, 5);
        for (var round = 0; round < 20; round++)
        {
            var store = encoded ? Store(new EncodedTable(1000, 130, RowFormats.Fp16)) : Store(new EmbeddingTable(1000, 130));
            using var started = new CountdownEvent(2);
            var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ReadUntilRefused(store, rows, started), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            started.Wait(TestContext.Current.CancellationToken);
            store.Dispose();
            var outputs = await Task.WhenAll(readers);

            Assert.All(outputs, output => AssertFirstRow(output, rows[0], encoded));
            Assert.Throws<ObjectDisposedException>(() => store.ReadRows([0], new float[130]));
        }

        static DramRowStore Store(IDisposable table)
        {
            (table as EncodedTable)?.FillRandom(3);
            (table as EmbeddingTable)?.FillRandom(3);
            return table is EncodedTable stored ? new(stored, ownsTable: true) : new((EmbeddingTable)table, ownsTable: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadRows_Warm_AllocatesNothing(bool encoded)
    {
        using var store = encoded ? new DramRowStore(new EncodedTable(100, 32, RowFormats.Int8), ownsTable: true) : new DramRowStore(new EmbeddingTable(100, 32), ownsTable: true);
        var rows = KernelCase.Rows(50, 100, 5);
        var output = new float[50 * 32];
        store.ReadRows(rows, output);

        Assert.Equal(0, AllocatedBytes.Of(() => store.ReadRows(rows, output)));
    }

    private static float[] ReadUntilRefused(DramRowStore store, int[] rows, CountdownEvent started)
    {
        var output = new float[rows.Length * store.EmbeddingDim];
        store.ReadRows(rows, output);
        started.Signal();
        try
        {
            while (true)
            {
                store.ReadRows(rows, output);
            }
        }
        catch (ObjectDisposedException)
        {
            return output;
        }
    }

    private static void AssertFirstRow(float[] output, int row, bool encoded)
    {
        var expected = new float[130];
        RandomRows.Fill(3, row, expected);
        Assert.Equal(encoded ? [.. expected.Select(value => (float)(Half)value)] : expected, output[..130]);
    }

    [Theory]
    [InlineData("fp32", 3)]
    [InlineData("fp16", 3)]
    [InlineData("fp16", 64)]
    [InlineData("int8", 5)]
    [InlineData("int4", 2)]
    public void ReadStoredRows_AnyRowLength_CopiesTheBytes(string format, int dim)
    {
        using var table = new EncodedTable(40, dim, RowFormats.Find(format));
        table.FillRandom(seed: 5);
        using var store = new DramRowStore(table, threads: 2);
        int[] rows = [39, 0, 7, 7, 8];
        var bytes = Enumerable.Repeat((byte)0xA5, (5 * store.RowBytes) + 3).ToArray();

        store.ReadStoredRows(rows, bytes);

        Assert.Equal([.. rows.SelectMany(row => table.Row(row).ToArray()), 0xA5, 0xA5, 0xA5], bytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.ReadStoredRows([40], bytes));
        Assert.Throws<ArgumentException>(() => store.ReadStoredRows(rows, bytes.AsSpan(0, (5 * store.RowBytes) - 1)));
    }
}
