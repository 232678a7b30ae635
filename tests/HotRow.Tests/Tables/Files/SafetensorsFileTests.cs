using System.Buffers.Binary;
using System.Text;

namespace HotRow.Tests;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void Read_TouchesNothingBehindTheHeader()
    {
        var header = "{" + SafetensorsBytes.Entry("w", "F32", "1000,4", 0, 16_000) + "}";
        var file = new MemoryBytes(SafetensorsBytes.Of(header, new byte[16_000]));

        var table = Read(file).Table();

        Assert.Equal(new StoredTable("t", 8 + header.Length, 1_000, 4, RowFormats.Fp32), table);
        Assert.Equal(8 + header.Length, file.ReadUpTo);
    }

    [Theory]
    [InlineData(1UL << 63, "a header of 9223372036854775808 bytes, and at most 25000000 are read")]
    [InlineData(ulong.MaxValue, "a header of 18446744073709551615 bytes")]
    [InlineData(25_000_001UL, "a header of 25000001 bytes")]
    [InlineData(25_000_000UL, "the header should have 25000000 bytes, and the file ends 24999998 bytes before its end")]
    [InlineData(3UL, "the file ends 1 bytes before its end")]
    [InlineData(0UL, "must be UTF-8 text that begins with '{'")]
    public void Read_FalseHeaderLength_IsRefusedBeforeAnythingIsAllocated(ulong length, string expected)
    {
        var bytes = SafetensorsBytes.Of("{}");
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Refused(bytes);

        var allocated = AllocatedBytes.Of(() => Refused(bytes));

        Assert.Contains(expected, Refused(bytes), StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 16 * 1024);
    }

    [Theory]
    [InlineData("F32", "2,2", 0, 16, 16, null)]
    [InlineData("F32", "2,2", 0, 12, 16, "has 12 bytes, which is not what [2, 2] F32 elements take")]
    [InlineData("F32", "2,2", 0, 16, 12, "should lie at 0 to 16 of the 12 bytes behind the header")]
    [InlineData("F32", "2,2", 16, 0, 16, "should lie at 16 to 0 of the 16 bytes")]
    [InlineData("F32", "2,2", 4, 20, 20, "nothing describes the 4 bytes before tensor 'w'")]
    [InlineData("F32", "2,2", 0, 16, 17, "nothing describes the last 1 bytes")]
    [InlineData("F32", "4294967296,4294967296", 0, 0, 0, "not what [4294967296, 4294967296] F32 elements take")]
    [InlineData("F32", "2305843009213693952,2", 0, 0, 0, "not what")]
    [InlineData("F32", "9223372036854775807,9223372036854775807", 0, 16, 16, "not what")]
    [InlineData("F32", "-2,-2", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "1e999,1", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "2.0,2", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "18446744073709551616,1", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "[2],2", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4", 0, 16, 16, "the shape of tensor 'w' must be")]
    [InlineData("F32", "4", 0, 16, 16, "has the shape [4]; a table has two dimensions")]
    [InlineData("F32", "", 0, 4, 4, "has the shape []; a table has two dimensions")]
    [InlineData("F32", "0,4", 0, 0, 0, "has the shape [0, 4]; a table of fp32 has 1 to")]
    [InlineData("F64", "1,2", 0, 16, 16, "tensor 'w' stores F64, for which there is no row format")]
    [InlineData("F4", "1,3", 0, 2, 2, "not what [1, 3] F4 elements take")]
    [InlineData("F6_E2M3", "1,4", 0, 3, 3, "stores F6_E2M3, for which there is no row format")]
    [InlineData("f32", "2,2", 0, 16, 16, "the unknown dtype 'f32'; known: F32, F16")]
    public void Read_OneTensor(string type, string shape, long begin, long end, int body, string? expected)
    {
        var bytes = SafetensorsBytes.Of("{" + SafetensorsBytes.Entry("w", type, shape, begin, end) + "}", new byte[body]);

        if (expected is null)
        {
            Assert.Equal(2, Read(new MemoryBytes(bytes)).Table().RowCount);
        }
        else
        {
            Assert.Contains(expected, Refused(bytes), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]", "must be UTF-8 text that begins with '{'")]
    [InlineData(" {}", "must be UTF-8 text that begins with '{'")]
    [InlineData("{", "is no JSON")]
    [InlineData("{}x", "is no JSON")]
    [InlineData("{}{}", "is no JSON")]
    [InlineData("{}\0", "is no JSON")]
    [InlineData("{/*c*/}", "is no JSON")]
    [InlineData("""{"a":1}""", "entry 'a' of the header is no object")]
    [InlineData("""{"a":{}}""", "tensor 'a' lacks its dtype, its shape or its two data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}""", "tensor 'a' lacks")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", "tensor 'a' gives a field twice")]
    [InlineData("""{"a":{"dtype":8,"shape":[0],"data_offsets":[0,0]}}""", "the dtype of tensor 'a' is no text")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":{}}}""", "the data_offsets of tensor 'a' must be")]
    [InlineData("""{"__metadata__":{"a":1}}""", "__metadata__ holds something that is no text")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "two entries of the header are named '__metadata__'")]
    [InlineData("""{"\ud800":{}}""", "escapes half a surrogate pair")]
    [InlineData("""{"a":{"\udfff":1}}""", "escapes half a surrogate pair")]
    [InlineData("""{"\u001b[2J\n":{}}""", "tensor '\\u{001B}[2J\\u{000A}' lacks")]
    [InlineData("{}", "has no tensor of two dimensions; it has none at all")]
    public void Read_FaultyHeader_IsRefused(string header, string expected)
    {
        var message = Refused(SafetensorsBytes.Of(header));

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Assert.Contains("is no JSON", Refused(SafetensorsBytes.Of("""{"a":{"b":""" + new string('[', 100_000))), StringComparison.Ordinal);

    [Fact]
    public void Read_InvalidUtf8_IsRefused() =>
        Assert.Contains("must be UTF-8", Refused(SafetensorsBytes.Of([.. "{\""u8, 0xFF, .. "\":{}}"u8], [])), StringComparison.Ordinal);

    [Fact]
    public void Read_UnknownFieldAndBlanks_ArePassedOver()
    {
        const string Header = """{ "a": {"note":{"x":[1,{}]}, "data_offsets":[0,4],"shape":[1,1],"dtype":"F32"} }    """;

        Assert.Equal(1, Read(new MemoryBytes(SafetensorsBytes.Of(Header, 0, 0, 0, 0))).Table().RowCount);
    }

    [Theory]
    [InlineData(0, 16, 8, 24, "'a' (bytes 172 to 188) and 'b' (from byte 180 on) overlap")]
    [InlineData(8, 24, 0, 16, "'b' (bytes 172 to 188) and 'a' (from byte 180 on) overlap")]
    [InlineData(0, 16, 0, 16, "overlap")]
    [InlineData(0, 16, 24, 40, "nothing describes the 8 bytes before tensor 'b'")]
    public void Read_TwoTensors_MustTouchAndNotOverlap(long begin, long end, long otherBegin, long otherEnd, string expected)
    {
        var header = ("{" + SafetensorsBytes.Entry("a", "F32", "2,2", begin, end) + "," + SafetensorsBytes.Entry("b", "F32", "2,2", otherBegin, otherEnd) + "}").PadRight(164);

        Assert.Contains(expected, Refused(SafetensorsBytes.Of(header, new byte[40])), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_SeveralTensors_NeedsAName()
    {
        var header = "{" + string.Join(",", Enumerable.Range(0, 22).Select(i => SafetensorsBytes.Entry($"t{i:00}", "F32", "1,1", 4 * i, 4 * (i + 1)))) + "}";
        var contents = Read(new MemoryBytes(SafetensorsBytes.Of(header, new byte[88])));

        var many = Assert.Throws<InputException>(() => contents.Table()).Message;
        Assert.Contains("has 22 tensors of two dimensions; say which with --tensor NAME: 't00' [1, 1] F32, 't01'", many, StringComparison.Ordinal);
        Assert.EndsWith("'t19' [1, 1] F32 and 2 more", many, StringComparison.Ordinal);
        Assert.Equal(8 + Encoding.UTF8.GetByteCount(header) + 84, contents.Table("t21").Offset);
        Assert.Contains("has no tensor 'T21'; it has 't00'", Assert.Throws<InputException>(() => contents.Table("T21")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16", "fp16", 2)]
    [InlineData("BF16", "bf16", 2)]
    [InlineData("F8_E4M3", "fp8-e4m3", 1)]
    public void Table_OtherTypes_AreTheirRowFormats(string type, string format, int bytes)
    {
        var table = Read(new MemoryBytes(SafetensorsBytes.Of("{" + SafetensorsBytes.Entry("w", type, "3,5", 0, 15 * bytes) + "}", new byte[15 * bytes]))).Table();

        Assert.Equal((3, 5, format, 5 * bytes), (table.RowCount, table.EmbeddingDim, table.Format.Name, table.RowBytes));
    }

    private static TableFileContents Read(FileBytes file) => TableFiles.Read(file, new("t"), TableFiles.Safetensors);

    private static string Refused(byte[] bytes) => Assert.Throws<InputException>(() => Read(new MemoryBytes(bytes)).Table()).Message;
}
