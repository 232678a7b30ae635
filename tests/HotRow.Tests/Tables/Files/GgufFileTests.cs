namespace HotRow.Tests;

public sealed class GgufFileTests
{
    private const uint Array = 9;
    private const uint Text = 8;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Table_TheEmbedding_IsTakenWithoutAName(uint version)
    {
        // 24 bytes of counts; a name of 8 + 5, dimensions of 4 + 16, type and offset of 12: 69. Then 8 + 17 + 32 = 126, so the tensors begin at 128.
        var bytes = new GgufBytes(2, 0, version).Tensor("other", 0, 0, 2, 2).Tensor("token_embd.weight", 0, 32, 4, 3).Bytes(32 + 48);
        var contents = Read(bytes);

        Assert.Equal(new StoredTable("t", 160, 3, 4, RowFormats.Fp32), contents.Table());
        Assert.Equal(new StoredTable("t", 128, 2, 2, RowFormats.Fp32), contents.Table("other"));
        Assert.Equal("'token_embd.weight' [3, 4] F32", contents.Tensors[1].ToString());
    }

    [Fact]
    public void Read_BodyBytesMayFollowAndGapsAreAllowed() =>
        Assert.Equal(2, Read(new GgufBytes(1, 0).Tensor("w", 0, 64, 2, 2).Bytes(64 + 16 + 5)).Table().RowCount);

    [Theory]
    [InlineData(1, "its version is 1; read are 2 and 3")]
    [InlineData(4, "its version is 4")]
    [InlineData(0x03000000, "big-endian")]
    public void Read_OtherVersions_AreRefused(uint version, string expected) => Refused(expected, new GgufBytes(0, 0, version).Bytes(0));

    [Fact]
    public void Read_FalseCounts_AreRefusedWithoutAllocating()
    {
        Refused("are not \"GGUF\"", [.. "GGML"u8, .. new byte[20]]);
        Refused("it says it has 9223372036854775808 tensors", new GgufBytes(1UL << 63, 0).Bytes(0));
        Refused("it says it has 18446744073709551615 metadata entries", new GgufBytes(0, ulong.MaxValue).Bytes(0));

        // Counts that are allowed, with nothing behind them.
        Refused("ends at byte 24, inside the name of a tensor", new GgufBytes(262_144, 0).Bytes(0)[..24]);
        var bytes = new GgufBytes(262_144, 65_536).U64(1UL << 63).Bytes(0);
        Refused("has 9223372036854775808 bytes; read are at most 65535", bytes);
        Assert.InRange(AllocatedBytes.Of(() => Refused("read are at most", bytes)), 0, 16 * 1024);
    }

    [Fact]
    public void Read_FalseMetadata_IsRefused()
    {
        Refused("should have 9223372036854775808 elements of 1 bytes", Pair(Text).U64(1UL << 63).Bytes(0));
        Refused("should have 2305843009213693952 elements of 8 bytes", Pair(Array).U32(10).U64(1UL << 61).Bytes(0));
        Refused("inside the length of a text", Pair(Array).U32(Text).U64(ulong.MaxValue).Text("a").Text("b").Bytes(0));
        Refused("'k' is of the unknown type 13", Pair(13).Bytes(0));
        Refused("'k' is of the unknown type 4294967295", Pair(Array).U32(uint.MaxValue).U64(0).Bytes(0));
        Refused("'k', occurs twice", new GgufBytes(0, 2).Text("k").U32(0).Raw(0).Text("k").U32(0).Raw(0).Bytes(0));
        Refused("the name of a metadata entry at byte 32 is no UTF-8 text", new GgufBytes(0, 1).U64(1).Raw(0xFF).Bytes(0));
        Refused("'k\\u{001B}' is of the unknown type 99", new GgufBytes(0, 1).Text("k\u001b").U32(99).Bytes(0));
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "'k' nests arrays more than 8 deep")]
    [InlineData(1_000, "'k' nests arrays more than 8 deep")]
    public void Read_ArraysInArrays_HaveALimit(int depth, string? expected)
    {
        var file = new GgufBytes(1, 1).Text("k").U32(Array);
        for (var level = 1; level < depth; level++)
        {
            file.U32(Array).U64(1);
        }

        var bytes = file.U32(4).U64(1).U32(7).Tensor("w", 0, 0, 2, 2).Bytes(16);

        if (expected is null)
        {
            Assert.Equal(2, Read(bytes).Table().RowCount);
        }
        else
        {
            Refused(expected, bytes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(48)]
    [InlineData(uint.MaxValue)]
    public void Read_AlignmentThatIsNoPowerOfTwo_IsRefused(uint alignment) =>
        Refused($"general.alignment is {alignment}; it must be a power of two", new GgufBytes(0, 1).Text("general.alignment").U32(4).U32(alignment).Bytes(0));

    [Fact]
    public void Read_AlignmentOfAnotherType_IsRefused() =>
        Refused("general.alignment is of type 10", new GgufBytes(0, 1).Text("general.alignment").U32(10).U64(32).Bytes(0));

    [Fact]
    public void Read_LargestAlignment_IsHeld() =>
        Refused("is it cut off?", new GgufBytes(1, 1).Text("general.alignment").U32(4).U32(1U << 31).Tensor("w", 0, 0, 2, 2).Bytes(16));

    [Fact]
    public void Read_FalseTensors_AreRefused()
    {
        Refused("has 0 dimensions", One("w", 0, 0));
        Refused("has 5 dimensions", One("w", 0, 0, 1, 1, 1, 1, 1));
        Refused("should have 9223372036854775808 elements", One("w", 0, 0, 1UL << 63, 1));
        Refused("it overflows", One("w", 0, 0, 1UL << 32, 1UL << 32));
        Refused("it overflows", One("w", 0, 0, (1UL << 61) + 1, 2));
        Refused("no whole blocks of 32 IQ4_NL elements", One("w", 20, 0, 33, 2));
        Refused("has the offset 16; it must be a multiple of the alignment, 32", One("w", 0, 16, 2, 2));
        Refused("has the offset 9223372036854775808", One("w", 0, 1UL << 63, 2, 2));
        Refused("has the offset 18446744073709551584", One("w", 0, ulong.MaxValue - 31, 2, 2));
        Refused("has 20 bytes from byte 96 on, and the file ends at 112; is it cut off?", One("w", 0, 0, 5, 1));
        Refused("has 300 bytes; read are at most 256", One(new string('w', 300), 0, 0, 2, 2));
        Refused("the name of a tensor, 'w', occurs twice", new GgufBytes(2, 0).Tensor("w", 0, 0, 2, 2).Tensor("w", 0, 32, 2, 2).Bytes(48));
        Refused("overlap", new GgufBytes(2, 0).Tensor("w", 0, 0, 4, 4).Tensor("v", 0, 32, 2, 2).Bytes(64));
        Refused("overlap", new GgufBytes(2, 0).Tensor("w", 0, 0, 2, 2).Tensor("v", 0, 0, 2, 2).Bytes(64));
        Refused("has the shape [0, 2]", One("w", 0, 0, 2, 0));
        Refused("has the shape [4]; a table has two dimensions", One("w", 0, 0, 4));
        Refused("has no tensor of two dimensions; it has none at all", new GgufBytes(0, 0).Bytes(0));
    }

    [Theory]
    [InlineData(8, 32, "tensor 'w' stores Q8_0, for which there is no row format; known: ")]
    [InlineData(12, 256, "stores Q4_K, ")]
    [InlineData(26, 2, "stores I32, ")]
    [InlineData(999, 2, "stores ggml type 999, ")]
    public void Table_OtherTypes_AreRefusedByName(uint type, ulong elements, string expected) =>
        Refused(expected, new GgufBytes(1, 0).Tensor("w", type, 0, elements, 1).Bytes(200));

    [Theory]
    [InlineData(1, "fp16", 128)]
    [InlineData(30, "bf16", 128)]
    [InlineData(20, "iq4-nl", 36)]
    public void Table_OtherRowFormats_AreFound(uint type, string format, int rowBytes)
    {
        var table = Read(new GgufBytes(1, 0).Tensor("w", type, 0, 64, 3).Bytes(3 * rowBytes)).Table();

        Assert.Equal((3, 64, format, rowBytes), (table.RowCount, table.EmbeddingDim, table.Format.Name, table.RowBytes));
    }

    [Fact]
    public void Read_HeaderThatNeverEnds_StopsAtItsLimit()
    {
        // A text of 300 MiB, then zeros for ever: each would be another name of no characters.
        var start = new GgufBytes(0, 2).Text("k").U32(Text).U64(300UL << 20).Bytes(0);

        var error = Assert.Throws<InputException>(() => TableFiles.Read(new MemoryBytes(start, 1L << 40), new("t"), TableFiles.Gguf));
        Assert.Contains("its header goes on behind 268435456 bytes, the most that are read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameLongerThanTheBuffer_IsRead()
    {
        var key = new string('k', 40_000);

        Refused($"'{new string('k', 80)}...' is of the unknown type 99", new GgufBytes(0, 1).Text(key).U32(99).Bytes(0));
        Assert.Equal(2, Read(new GgufBytes(1, 2).Text(key).U32(0).Raw(1).Text(new string('j', 17_000)).U32(0).Raw(1).Tensor("w", 0, 0, 2, 2).Bytes(16)).Table().RowCount);
    }

    private static GgufBytes Pair(uint type) => new GgufBytes(0, 1).Text("k").U32(type);

    private static byte[] One(string name, uint type, ulong offset, params ReadOnlySpan<ulong> lengths) => new GgufBytes(1, 0).Tensor(name, type, offset, lengths).Bytes(16);

    private static TableFileContents Read(byte[] bytes) => TableFiles.Read(new MemoryBytes(bytes), new("t"), TableFiles.Gguf);

    private static void Refused(string expected, byte[] bytes)
    {
        var message = Assert.Throws<InputException>(() => Read(bytes).Table()).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }
}
