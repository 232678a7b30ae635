using System.Buffers.Binary;

namespace HotRow.Tests;

public sealed class NpyTraceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<i2", "0500ffff", new long[] { 5, -1 })]
    [InlineData(">i2", "0005ffff", new long[] { 5, -1 })]
    [InlineData("<u2", "0500ffff", new long[] { 5, 65535 })]
    [InlineData(">u2", "0005ffff", new long[] { 5, 65535 })]
    [InlineData("<i4", "05000000ffffffff", new long[] { 5, -1 })]
    [InlineData(">i4", "00000005ffffffff", new long[] { 5, -1 })]
    [InlineData("<u4", "05000000ffffffff", new long[] { 5, 4294967295 })]
    [InlineData(">u4", "00000005ffffffff", new long[] { 5, 4294967295 })]
    [InlineData("<i8", "0500000000000000ffffffffffffffff", new long[] { 5, -1 })]
    [InlineData(">i8", "0000000000000005ffffffffffffffff", new long[] { 5, -1 })]
    [InlineData("<u8", "0500000000000000ffffffffffffff7f", new long[] { 5, long.MaxValue })]
    [InlineData(">u8", "00000000000000057fffffffffffffff", new long[] { 5, long.MaxValue })]
    public void Open_EveryIntegerType_GivesItsIds(string descr, string data, long[] expected)
    {
        var ids = TraceFormats.Open(new TraceFile(Write(descr, data, 2)));

        Assert.Equal(expected, ids.Batches().SelectMany(b => b.ToArray()));
        Assert.Equal((2L, false), (ids.Count, ids.HasBatches));
    }

    [Fact]
    public void Open_TwoDimensions_GivesARowPerBatch()
    {
        var ids = TraceFormats.Open(new TraceFile(Write("<i2", "010002000300040005000600", 2, 3), BatchSize: 1));

        Assert.Equal([[1L, 2, 3], [4, 5, 6]], ids.Batches().Select(b => b.ToArray()));
        Assert.True(ids.HasBatches);
    }

    [Fact]
    public void Open_UnsignedAboveTheLargestId_NamesItsPosition()
    {
        var path = Write("<u8", "05000000000000000000000000000080", 2);

        Assert.Equal($"'{path}': the id at position 1 is above 9223372036854775807, the largest that an id may be",
            Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path)).Batches().Count()).Message);
    }

    [Theory]
    [InlineData("<f4", "astype('int64')", 3L)]
    [InlineData("|u1", "astype('int64')", 12L)]
    [InlineData("<i4", "the shape [ids]")]
    [InlineData("<i4", "the shape [ids]", 1L, 1L, 3L)]
    [InlineData("<i4", "holds no ids", 0L)]
    [InlineData("<i4", "holds no ids", 0L, 16777217L)]
    public void Open_ArrayThatIsNoTrace_SaysHowToMendIt(string descr, string expected, params long[] shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var path = Write(descr, new string('0', (int)(count * 2 * (descr[2] - '0'))), shape);

        Assert.Contains(expected, Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FortranOrder_IsRefusedWhereItMatters()
    {
        var path = Write("<i2", "010002000300040005000600", 2, 3);
        var bytes = File.ReadAllBytes(path);
        "True, "u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("False,"u8)));
        path = _folder.Write("f.npy", bytes);
        var error = Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path))).Message;
        Assert.Contains("numpy.ascontiguousarray", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MoreThanABuffer_GivesEveryId()
    {
        var data = new byte[400_000 * 4];
        for (var i = 0; i < 400_000; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(i * 4), i * 7);
        }

        var path = _folder.Write("long.npy", [.. NpyHeader.Bytes(">i4", 400_000), .. data]);

        Assert.Equal(Enumerable.Range(0, 400_000).Select(i => i * 7L), TraceFormats.Open(new TraceFile(path)).Batches().SelectMany(b => b.ToArray()));
    }

    private string Write(string descr, string data, params long[] shape) => _folder.Write("a.npy", [.. NpyHeader.Bytes(descr, shape), .. Convert.FromHexString(data)]);
}
