using System.Buffers.Binary;
using System.Text;

namespace HotRow.Tests;

public sealed class NpyHeaderTests
{
    private const string Plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";

    [Fact]
    public void Parse_FileOfNumPy_GivesItsTypeShapeAndOffset()
    {
        // numpy.save of numpy.arange(3, dtype='<i2'), byte by byte.
        var bytes = Convert.FromHexString("934e554d505901007600" + Convert.ToHexString("{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }"u8)
            + string.Concat(Enumerable.Repeat("20", 60)) + "0a" + "000001000200");

        var header = NpyHeader.Parse(bytes, bytes.Length, "a.npy");

        Assert.Equal(("<i2", 'i', 2, false, false, 3L, 128L, 6L), (header.Descr, header.Kind, header.ItemBytes, header.IsBigEndian, header.FortranOrder, header.Count, header.DataOffset, header.DataBytes));
        Assert.Equal([3L], header.Shape);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }", 12, "(3, 4)")]
    [InlineData("{'descr':'<f4','fortran_order':False,'shape':(3,4)}", 12, "(3, 4)")]
    [InlineData(" { \"shape\" : ( 3 , 4 , ) ,\n\"fortran_order\":False ,\t'descr':\"<f4\" , } \n", 12, "(3, 4)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 1, "()")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }", 7, "(7,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775807, 9223372036854775807), }", 0, "(0, 9223372036854775807, 9223372036854775807)")]
    public void Parse_ManyWaysToWriteIt_AreRead(string text, long count, string shape)
    {
        foreach (var version in new[] { 1, 2, 3 })
        {
            var header = Parse(text, count * 4, version);

            Assert.Equal((count, shape, version == 1 ? 10 + text.Length : 12 + text.Length), (header.Count, header.ShapeText, header.DataOffset));
        }
    }

    [Theory]
    [InlineData(">i4", 'i', 4, true)]
    [InlineData(">u1", 'u', 1, false)]
    [InlineData("|b1", 'b', 1, false)]
    [InlineData("<c16", 'c', 16, false)]
    public void Parse_Type_HasKindSizeAndOrder(string descr, char kind, int bytes, bool big)
    {
        var header = Parse(Plain.Replace("<f4", descr, StringComparison.Ordinal), 12 * bytes);

        Assert.Equal((kind, bytes, big), (header.Kind, header.ItemBytes, header.IsBigEndian));
    }

    [Fact]
    public void Parse_FortranOrder_IsTold() => Assert.True(Parse(Plain.Replace("False", "True", StringComparison.Ordinal), 48).FortranOrder);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), ")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } x")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }\0")]
    [InlineData("{'descr': '<f4' 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '<f4',, 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'shape': (3, 4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}")]
    [InlineData("{descr: '<f4', 'fortran_order': False, 'shape': (3, 4)}")]
    [InlineData("{'descr\": '<f4', 'fortran_order': False, 'shape': (3, 4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (12)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,,4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': [3, 4]}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-3, -4)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (+12,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (012,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (12L,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (12.0,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1e1,)}")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '<U4', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '<i04', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': 'f', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 4), }")]
    public void Parse_AnythingElse_IsAnInputErrorThatNamesTheFile(string text) => AssertRefused("", () => Parse(text, 48));

    [Theory]
    [InlineData("9223372036854775808,", "larger than any file")]
    [InlineData("4294967296, 4294967296", "larger than any file")]
    [InlineData("4611686018427387904,", "larger than any file")]
    [InlineData("1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "more than 32 dimensions")]
    [InlineData("13,", "cut off")]
    [InlineData("11,", "something stands behind the array")]
    public void Parse_ShapeThatCannotBe_IsRefused(string shape, string expected) =>
        AssertRefused(expected, () => Parse(Plain.Replace("3, 4", shape, StringComparison.Ordinal), 48));

    [Fact]
    public void Parse_HeaderThatClaimsMuch_IsRefusedUnread()
    {
        var bytes = Bytes(Plain, 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), uint.MaxValue);
        AssertRefused("claims a .npy header of 4294967295 bytes", () => NpyHeader.Parse(bytes, long.MaxValue, "a.npy"));

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)Plain.Length + 1);
        AssertRefused("cut off", () => NpyHeader.Parse(bytes, bytes.Length, "a.npy"));
    }

    [Fact]
    public void Parse_EveryBeginningOfAFile_IsRefused()
    {
        var bytes = NpyHeader.Bytes("<i8", 0);
        Assert.Equal(0, NpyHeader.Parse(bytes, bytes.Length, "a.npy").Count);
        for (var length = 0; length < bytes.Length; length++)
        {
            AssertRefused("", () => NpyHeader.Parse(bytes.AsSpan(0, length), length, "a.npy"));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(1, 1)]
    public void Parse_OtherVersion_IsRefused(byte major, byte minor)
    {
        var bytes = Bytes(Plain, 1);
        (bytes[6], bytes[7]) = (major, minor);

        AssertRefused($"version {major}.{minor}", () => NpyHeader.Parse(bytes, bytes.Length + 48, "a.npy"));
    }

    [Theory]
    [InlineData("<f4", new long[] { 3, 4 })]
    [InlineData("<i8", new long[] { 123_456_789_012 })]
    [InlineData("|u1", new long[] { })]
    public void Bytes_Header_IsReadAgainAndAligned(string descr, long[] shape)
    {
        var bytes = NpyHeader.Bytes(descr, shape);
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var header = NpyHeader.Parse(bytes, bytes.Length + (count * (descr[2] - '0')), "a.npy");

        Assert.Equal(0, bytes.Length % 64);
        Assert.Equal((descr, false, (long)bytes.Length), (header.Descr, header.FortranOrder, header.DataOffset));
        Assert.Equal(shape, header.Shape);
    }

    private static NpyHeader Parse(string text, long dataBytes, int version = 1)
    {
        var bytes = Bytes(text, version);
        return NpyHeader.Parse(bytes, bytes.Length + dataBytes, "a.npy");
    }

    private static byte[] Bytes(string text, int version)
    {
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.ASCII.GetBytes(text)];
    }

    private static void AssertRefused(string expected, Action parse)
    {
        var message = Assert.Throws<InputException>(parse).Message;
        Assert.StartsWith("'a.npy'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
