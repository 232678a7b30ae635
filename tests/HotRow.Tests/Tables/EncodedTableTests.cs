namespace HotRow.Tests;

public unsafe class EncodedTableTests
{
    public static TheoryData<string> Formats => [.. RowFormats.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void FillRandom_EveryRow_IsTheRandomRowEncoded(string name)
    {
        var format = RowFormats.Find(name);
        using var table = new EncodedTable(700, 96, format);
        using var plain = new EmbeddingTable(700, 96);
        using var copied = new EncodedTable(700, 96, format);
        table.FillRandom(42);
        plain.FillRandom(42);
        copied.Encode(plain);
        var values = new float[96];
        var stored = new byte[format.RowBytes(96)];

        for (var row = 0; row < 700; row++)
        {
            RandomRows.Fill(42, row, values);
            format.Encode(values, stored);
            Assert.True(table.Row(row).SequenceEqual(stored), $"row {row}");
            Assert.True(copied.Row(row).SequenceEqual(stored), $"row {row}, encoded from a table");
        }

        Assert.Equal((format.RowBytes(96), 700L * format.RowBytes(96)), (table.RowBytes, table.Bytes));
        Assert.NotEmpty(table.DescribePages());
    }

    [Fact]
    public void Encode_RowThatDoesNotFit_IsNamed()
    {
        using var plain = new EmbeddingTable(5000, 4);
        plain.WritableRow(4321)[2] = float.NaN;
        plain.WritableRow(17)[1] = float.PositiveInfinity;
        using var table = new EncodedTable(5000, 4, RowFormats.Int8);

        var error = Assert.Throws<InputException>(() => table.Encode(plain));

        Assert.StartsWith("row 17: element 1 of a row is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("int8 stores finite numbers only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_OtherShape_IsRefused()
    {
        using var plain = new EmbeddingTable(5, 4);
        using var table = new EncodedTable(5, 6, RowFormats.Int8);

        Assert.Contains("5 x 4", Assert.Throws<ArgumentException>(() => table.Encode(plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongSizes_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodedTable(0, 4, RowFormats.Fp16));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodedTable(4, 0, RowFormats.Fp16));
        Assert.Contains("multiple of 32", Assert.Throws<ArgumentException>(() => new EncodedTable(4, 31, RowFormats.Iq4Nl)).Message, StringComparison.Ordinal);
        Assert.Contains("elements needs", Assert.Throws<InputException>(() => new EncodedTable(int.MaxValue, 1_000_000, RowFormats.Int4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_OutOfRangeOrDisposed_IsRefused()
    {
        var table = new EncodedTable(10, 4, RowFormats.Fp16);

        Assert.Contains("row 10 is outside 0..9", Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(10).Length).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(-1).Length);
        table.Dispose();
        Assert.Throws<ObjectDisposedException>(() => table.Row(0).Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void DramRowStore_OverEncodedTable_TellsTheTruthAndReadsDecodedRows(string name)
    {
        var format = RowFormats.Find(name);
        var table = new EncodedTable(300, 64, format);
        table.FillRandom(3);
        using var store = new DramRowStore(table, threads: 2, ownsTable: true);
        var rows = KernelCase.Rows(900, 300, 4);
        var output = new float[900 * 64];

        store.ReadRows(rows, output);

        Assert.Equal((format, format.RowBytes(64), 300, 64, MemoryTier.Dram), (store.Format, store.RowBytes, store.RowCount, store.EmbeddingDim, store.Tier));
        Assert.Null(store.Table);
        Assert.Contains("2 threads", store.Path, StringComparison.Ordinal);
        var expected = new float[64];
        for (var i = 0; i < rows.Length; i++)
        {
            format.Decode(table.Row(rows[i]), expected);
            Assert.Equal(expected, output[(i * 64)..((i + 1) * 64)]);
        }

        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([0], new float[64]));
    }

    [Theory]
    [InlineData("dedup")]
    [InlineData("gather")]
    [InlineData("staging")]
    public void Strategies_OverEncodedRows_AgreeWithTheReference(string strategy)
    {
        var table = new EncodedTable(200, 32, RowFormats.Iq4Nl);
        table.FillRandom(8);
        using var store = new DramRowStore(table, ownsTable: true);
        var info = LookupStrategies.Find(strategy);
        using var lookup = info.Create(new LookupArgs(store, MaxIndices: 500));
        var batch = new LookupBatch(KernelCase.Rows(500, 200, 9));
        var output = new float[500 * 32];

        var result = lookup.Lookup(batch, output);

        Assert.True(new ReferenceLookup(store, PoolingMode.None).Compare(info, batch, output).Passed);
        Assert.True(result.FarBytes > 0 && result.FarBytes % 18 == 0, $"far bytes {result.FarBytes} are no multiple of a row's 18");
    }

    // 2^30 + 1 elements of 4 B are 4 B modulo 2^32: the table would be one element long and its reads 4 GiB.
    [Theory]
    [InlineData(StoredTable.MostElements + 1)]
    [InlineData(1 << 30)]
    [InlineData((1 << 30) + 1)]
    public void Create_RowsTooLong_AreRefused(int dim)
    {
        Assert.Contains("allowed are 1 to 1048576", Assert.Throws<ArgumentException>(() => new EncodedTable(1, dim, RowFormats.Fp32)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(1, dim));
        foreach (var format in (RowFormat[])[RowFormats.Fp32, RowFormats.Bf16, RowFormats.Int8])
        {
            Assert.Throws<OverflowException>(() => format.RowBytes(int.MaxValue));
        }
    }
}
