namespace HotRow.Tests;

public sealed class OracleGeneralTests : IDisposable
{
    // time 1, id 7, size 4096, next 2; time 1, id 2^63 + 5, size 1, next -1; time 3, id 7, size 4096, next -1
    private const string ThreeRecords = "010000000700000000000000001000000200000000000000" + "01000000050000000000008001000000ffffffffffffffff" + "03000000070000000000000000100000ffffffffffffffff";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.oracleGeneral")]
    [InlineData("a.oracleGeneral.bin")]
    [InlineData("a.ORACLEGENERAL")]
    public void Open_Records_GivesTheirIds(string name)
    {
        var path = _folder.Write(name, Convert.FromHexString(ThreeRecords));

        // 2^63 + 5 is read as the negative id of the same bits, -2^63 + 5.
        Assert.Equal([7, long.MinValue + 5, 7], TraceFormats.Open(new TraceFile(path)).Batches().SelectMany(b => b.ToArray()));
    }

    [Fact]
    public void Open_PartOfARecord_SaysHowMuchIsLeftOver()
    {
        var path = _folder.Write("a.oracleGeneral", new byte[49]);

        Assert.Equal($"'{path}' has 49 bytes, which is no whole number of 24-byte oracleGeneral records: 1 left over after record 2; is it cut off, or of another format?",
            Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path))).Message);
    }

    [Theory]
    [InlineData("a.oracleGeneral.zst", null)]
    [InlineData("a.oracleGeneral.bin.zst", null)]
    [InlineData("a.zst", "oracleGeneral")]
    public void Open_Compressed_IsToldToBeDecompressed(string name, string? format)
    {
        var path = _folder.Write(name, Convert.FromHexString("28b52ffd" + ThreeRecords));

        Assert.Equal($"'{path}' is compressed; decompress it first, as with zstd -d", Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path), format)).Message);
    }

    [Fact]
    public void Write_Ids_HaveTheirTrueNextAccess()
    {
        // 5 at 0 and 3, 6 at 1, 9 at 2; batches [5 6] [9 5].
        var source = TraceFormats.Open(new TraceFile(_folder.Write("a.ids", "5 6\n9 5\n")));
        var path = Path.Combine(_folder.Path, "a.oracleGeneral");

        TraceFormats.Write(source, path, TraceFormats.OracleGeneral);

        Assert.Equal("00000000" + "0500000000000000" + "01000000" + "0300000000000000"
            + "00000000" + "0600000000000000" + "01000000" + "ffffffffffffffff"
            + "01000000" + "0900000000000000" + "01000000" + "ffffffffffffffff"
            + "01000000" + "0500000000000000" + "01000000" + "ffffffffffffffff", Convert.ToHexStringLower(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Write_TooManyAccesses_IsRefusedBeforeAnyIsRead() =>
        Assert.Contains("at most 268435456 are written", Assert.Throws<InputException>(() => TraceFormats.OracleGeneral.Writer!.BytesOf(new(268435457, 1, 0, 0, 0, 0, 0, 0, false))).Message, StringComparison.Ordinal);
}
