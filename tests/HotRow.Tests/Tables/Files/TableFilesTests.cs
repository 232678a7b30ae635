namespace HotRow.Tests;

public sealed class TableFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_UnknownExtension_ListsTheFormats_AndANameHelps()
    {
        var path = _folder.Write("a.dat", TableFileSamples.Of("safetensors").Bytes);

        Assert.Contains("safetensors (.safetensors)", Refused(new(path)), StringComparison.Ordinal);
        Assert.Equal(TableFileSamples.RowCount, TableFiles.Open(new(path), "safetensors").RowCount);
        Assert.Contains("unknown table file format 'x'; known: gguf, npy, raw, safetensors", Assert.Throws<InputException>(() => TableFiles.Open(new(path), "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatIsNoFile_IsRefused()
    {
        Assert.Contains("there is no file", Refused(new(Path.Combine(_folder.Path, "none.npy"))), StringComparison.Ordinal);
        Assert.Contains("directory", Refused(new(_folder.Path)), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused(new(_folder.Write("empty.gguf", ""))), StringComparison.Ordinal);
        Assert.Contains("cannot read", Refused(new("a\0b.gguf")), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShapeOfAFileThatSaysItself_IsRefused()
    {
        var path = _folder.Write("a.npy", TableFileSamples.Of("npy").Bytes);

        Assert.Contains("they are for raw", Refused(new(path, RowCount: 5)), StringComparison.Ordinal);
        Assert.Contains("they are for raw", Refused(new(path, EmbeddingDim: 4)), StringComparison.Ordinal);
        Assert.Contains("they are for raw", Refused(new(path, Format: RowFormats.Fp32)), StringComparison.Ordinal);
        Assert.Contains("leave --tensor 'x' out", Refused(new(path, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_RowsFromTheLength()
    {
        var path = _folder.Write("a.bin", new byte[3 * 2 * 4]);

        Assert.Equal(new StoredTable(path, 0, 3, 2, RowFormats.Fp32), TableFiles.Open(new(path, EmbeddingDim: 2, Format: RowFormats.Fp32)));
        Assert.Equal(new StoredTable(path, 0, 1, 6, RowFormats.Fp32), TableFiles.Open(new(path, RowCount: 1, EmbeddingDim: 6, Format: RowFormats.Fp32)));
    }

    [Fact]
    public void Raw_WrongShape_SaysWhatIsThere()
    {
        var path = _folder.Write("a.f32", new byte[26]);
        var whole = _folder.Write("b.f32", new byte[24]);

        Assert.Contains("2 left over after 3 rows", Refused(new(path, EmbeddingDim: 2)), StringComparison.Ordinal);
        Assert.Contains("has 3 rows of 2 fp32 elements, not the 4 of --rows", Refused(new(whole, RowCount: 4, EmbeddingDim: 2)), StringComparison.Ordinal);
        Assert.Contains("not the 0 of --rows", Refused(new(whole, RowCount: 0, EmbeddingDim: 2)), StringComparison.Ordinal);
        Assert.Contains("--dim", Refused(new(whole)), StringComparison.Ordinal);
        Assert.Contains("--dim 1 to 1048576", Refused(new(whole, EmbeddingDim: 0)), StringComparison.Ordinal);
        Assert.Contains("--dim 1 to 1048576", Refused(new(whole, EmbeddingDim: (1 << 20) + 1)), StringComparison.Ordinal);
        Assert.Contains("--row-format", Refused(new(_folder.Write("b.bin", new byte[24]), EmbeddingDim: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_MoreRowsThanATableHas_IsRefused()
    {
        var args = new TableFileArgs("t.f32", EmbeddingDim: 1);

        // 2^31 rows of 4 bytes.
        var error = Assert.Throws<InputException>(() => TableFiles.Read(new MemoryBytes([], 1L << 33, args.Path), args, TableFiles.Raw));
        Assert.Contains("has 2147483648 rows of 1 fp32 elements; a table has at most 2147483647", error.Message, StringComparison.Ordinal);
        Assert.Equal(int.MaxValue, TableFiles.Read(new MemoryBytes([], (1L << 33) - 4, args.Path), args, TableFiles.Raw).Table().RowCount);
    }

    [Theory]
    [InlineData("a.f32", "fp32", 6)]
    [InlineData("a.F16", "fp16", 12)]
    [InlineData("a.bf16", "bf16", 12)]
    public void Raw_ExtensionTellsTheRowFormat(string name, string format, int rows)
    {
        var table = TableFiles.Open(new(_folder.Write(name, new byte[48]), EmbeddingDim: 2));

        Assert.Equal((format, rows), (table.Format.Name, table.RowCount));
    }

    [Fact]
    public void Raw_RowsWithScaleAndBias_AreLongerThanTheirElements()
    {
        // An int8 row has an fp32 scale and an fp32 bias behind its elements; an iq4-nl row is made of blocks of 32.
        var path = _folder.Write("a.bin", new byte[36]);

        Assert.Equal(3, TableFiles.Open(new(path, EmbeddingDim: 4, Format: RowFormats.Int8)).RowCount);
        Assert.Equal(2, TableFiles.Open(new(path, EmbeddingDim: 32, Format: RowFormats.Iq4Nl)).RowCount);
        Assert.Contains("in multiples of 32", Refused(new(path, EmbeddingDim: 36, Format: RowFormats.Iq4Nl)), StringComparison.Ordinal);
    }

    [Fact]
    public void Npy_HalfPrecision_IsFp16()
    {
        var table = TableFiles.Open(new(_folder.Write("a.npy", [.. NpyHeader.Bytes("<f2", 3, 5), .. new byte[30]])));

        Assert.Equal(("fp16", 3, 5, 10), (table.Format.Name, table.RowCount, table.EmbeddingDim, table.RowBytes));
    }

    [Theory]
    [InlineData("<f8", "'t.npy' stores <f8, for which there is no row format")]
    [InlineData(">f4", "stores >f4, ")]
    [InlineData("<i4", "stores <i4, ")]
    public void Npy_OtherTypes_AreRefusedByName(string type, string expected) =>
        Assert.Contains(expected, Refused("npy", [.. NpyHeader.Bytes(type, 2, 3), .. new byte[6 * (type[2] - '0')]], "t.npy"), StringComparison.Ordinal);

    [Fact]
    public void Npy_OtherShapes_AreRefused()
    {
        var columns = NpyHeader.Bytes("<f4", 2, 3);
        var at = columns.AsSpan().IndexOf("False"u8);
        "True "u8.CopyTo(columns.AsSpan(at));

        Assert.Contains("column by column", Refused("npy", [.. columns, .. new byte[24]]), StringComparison.Ordinal);
        Assert.Contains("has the shape [6]; a table has two dimensions", Refused("npy", [.. NpyHeader.Bytes("<f4", 6), .. new byte[24]]), StringComparison.Ordinal);
        Assert.Contains("has the shape [0, 3]; a table of fp32 has 1 to", Refused("npy", NpyHeader.Bytes("<f4", 0, 3)), StringComparison.Ordinal);
        Assert.Contains("has the shape [1, 2000000]; a table of fp32 has", Refused("npy", [.. NpyHeader.Bytes("<f4", 1, 2_000_000), .. new byte[8_000_000]]), StringComparison.Ordinal);
    }

    private static string Refused(TableFileArgs args) => Assert.Throws<InputException>(() => TableFiles.Open(args)).Message;

    private static string Refused(string format, byte[] bytes, string path = "t") =>
        Assert.Throws<InputException>(() => TableFiles.Read(new MemoryBytes(bytes, path: path), new(path), TableFiles.Find(format)).Table()).Message;
}
