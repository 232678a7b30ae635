namespace HotRow.Tests;

/// <summary>Known bytes of each format, and every code of the small floating-point ones against their definition.</summary>
public class RowFormatExampleTests
{
    [Theory]
    [InlineData("fp16", 1f, 0x3C00)]
    [InlineData("fp16", -2f, 0xC000)]
    [InlineData("fp16", 65504f, 0x7BFF)]
    [InlineData("fp16", 65519.99f, 0x7BFF)]
    [InlineData("fp16", 65520f, 0x7C00)]
    [InlineData("fp16", float.NegativeInfinity, 0xFC00)]
    [InlineData("fp16", 5.9604645e-8f, 0x0001)]
    [InlineData("fp16", 2.9802322e-8f, 0x0000)]
    [InlineData("fp16", -0f, 0x8000)]
    [InlineData("bf16", 1f, 0x3F80)]
    [InlineData("bf16", 1.00390625f, 0x3F80)]
    [InlineData("bf16", 1.01171875f, 0x3F82)]
    [InlineData("bf16", 1.0039064f, 0x3F81)]
    [InlineData("bf16", -3.4e38f, 0xFF80)]
    [InlineData("bf16", float.PositiveInfinity, 0x7F80)]
    [InlineData("fp8-e4m3", 1f, 0x38)]
    [InlineData("fp8-e4m3", 448f, 0x7E)]
    [InlineData("fp8-e4m3", 1e9f, 0x7E)]
    [InlineData("fp8-e4m3", float.NegativeInfinity, 0xFE)]
    [InlineData("fp8-e4m3", 0.001953125f, 0x01)]
    [InlineData("fp8-e4m3", 0.0009765625f, 0x00)]
    [InlineData("fp8-e4m3", 0.0029296875f, 0x02)]
    [InlineData("fp8-e4m3", 0.015625f, 0x08)]
    [InlineData("fp8-e4m3", 0.0155f, 0x08)]
    [InlineData("fp8-e4m3", 1.0625f, 0x38)]
    [InlineData("fp8-e4m3", 1.1875f, 0x3A)]
    [InlineData("fp8-e4m3", -0f, 0x80)]
    public void Encode_OneNumber_GivesTheKnownCode(string name, float value, int code)
    {
        var stored = new byte[RowFormats.Find(name).RowBytes(1)];

        RowFormats.Find(name).Encode([value], stored);

        Assert.Equal(code, stored.Length == 1 ? stored[0] : BitConverter.ToUInt16(stored));
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16")]
    [InlineData("fp8-e4m3")]
    public void Encode_NaN_StaysNaN(string name)
    {
        // The second payload lies in the bits that bf16 cuts off.
        float[] row = [float.NaN, BitConverter.UInt32BitsToSingle(0x7F80_0001), BitConverter.UInt32BitsToSingle(0xFFFF_FFFF)];
        var stored = new byte[RowFormats.Find(name).RowBytes(3)];
        RowFormats.Find(name).Encode(row, stored);
        RowFormats.Find(name).Decode(stored, row);

        Assert.All(row, v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void Decode_EveryFp16Code_IsWhatItsFieldsSay() => AssertEveryCode(RowFormats.Fp16, 1 << 16, code => Value(code, exponentBits: 5, mantissaBits: 10, hasInfinity: true));

    [Fact]
    public void Decode_EveryBf16Code_IsWhatItsFieldsSay() => AssertEveryCode(RowFormats.Bf16, 1 << 16, code => Value(code, exponentBits: 8, mantissaBits: 7, hasInfinity: true));

    [Fact]
    public void Decode_EveryE4M3Code_IsWhatItsFieldsSay() => AssertEveryCode(RowFormats.Fp8E4M3, 1 << 8, code => Value(code, exponentBits: 4, mantissaBits: 3, hasInfinity: false));

    [Theory]
    [InlineData("fp16", 1 << 16)]
    [InlineData("bf16", 1 << 16)]
    [InlineData("fp8-e4m3", 1 << 8)]
    public void Encode_EveryDecodedCode_GivesTheCodeAgain(string name, int codes)
    {
        var format = RowFormats.Find(name);
        var stored = Codes(format, codes);
        var values = new float[codes];
        var again = new byte[stored.Length];
        format.Decode(stored, values);

        format.Encode(values, again);

        var bytes = format.RowBytes(1);
        for (var code = 0; code < codes; code++)
        {
            Assert.True(float.IsNaN(values[code]) || stored.AsSpan(code * bytes, bytes).SequenceEqual(again.AsSpan(code * bytes, bytes)), $"code {code:X}");
        }
    }

    [Theory]
    [InlineData("fp16", 5, 10)]
    [InlineData("bf16", 8, 7)]
    [InlineData("fp8-e4m3", 4, 3)]
    public void Encode_BetweenTwoCodes_TakesTheNearerAndTheEvenInTheMiddle(string name, int exponentBits, int mantissaBits)
    {
        // Neighbouring magnitudes have neighbouring codes, and every middle of two is exact in fp32 but below its smallest normal numbers.
        var format = RowFormats.Find(name);
        var hasInfinity = name != "fp8-e4m3";
        var top = !hasInfinity ? 0x7E : ((1 << exponentBits) - 1) << mantissaBits;
        float[] row;
        var stored = new byte[format.RowBytes(3)];
        for (var code = 0; code < top - 1; code += hasInfinity ? 37 : 1)
        {
            var middle = (float)((Value(code, exponentBits, mantissaBits, hasInfinity) + Value(code + 1, exponentBits, mantissaBits, hasInfinity)) / 2);
            row = [MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle)];

            format.Encode(row, stored);

            int[] codes = [.. Enumerable.Range(0, 3).Select(i => stored.Length == 3 ? stored[i] : BitConverter.ToUInt16(stored, 2 * i))];
            Assert.Equal([code, code + (code & 1), code + 1], codes);
        }
    }

    // Range 0 to 2.55: scale 0.01, codes 0, 1, 128 and 255.
    [Fact]
    public void Int8_Row_IsCodesThenScaleThenBias() => AssertBytes(
        RowFormats.Int8, [-1f, -0.99f, 0.28f, 1.55f], [0, 1, 128, 255, .. BitConverter.GetBytes(0.01f), .. BitConverter.GetBytes(-1f)]);

    // -1 to 6.5 in steps of 0.5 = 0x3800; -1 = 0xBC00. Low half first: codes 0, 1, 15, 4 are 0x10, 0x4F.
    [Fact]
    public void Int4_Row_IsLowHalfFirstThenScaleThenBias() => AssertBytes(RowFormats.Int4, [-1f, -0.5f, 6.5f, 1f], [0x10, 0x4F, 0x00, 0x38, 0x00, 0xBC]);

    [Fact]
    public void Int4_FlatRow_HasCodesOfZeroAndScaleOne() => AssertBytes(RowFormats.Int4, [2f, 2f], [0, 0x00, 0x3C, 0x00, 0x40]);

    [Fact]
    public void Iq4Nl_Block_HoldsElementsSixteenApartInOneByte()
    {
        // Every level at scale 1: byte j holds code j low (element j) and code 15 - j high (element 16 + j).
        float[] levels = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
        byte[] stored = [0x00, 0x3C, .. Enumerable.Range(0, 16).Select(j => (byte)(j | ((15 - j) << 4)))];
        float[] row = [.. levels, .. levels.Reverse()];

        AssertBytes(RowFormats.Iq4Nl, row, stored);
        var restored = new float[32];
        RowFormats.Iq4Nl.Decode(stored, restored);
        Assert.Equal(row, restored);
    }

    [Fact]
    public void Iq4Nl_Blocks_HaveTheirOwnScales()
    {
        var row = new float[64];
        row[3] = -127;
        row[40] = -0.5f;
        var stored = new byte[36];
        var restored = new float[64];

        RowFormats.Iq4Nl.Encode(row, stored);
        RowFormats.Iq4Nl.Decode(stored, restored);

        Assert.InRange(restored[3], -135, -119);
        Assert.InRange(restored[40], -0.53f, -0.47f);
        Assert.InRange(restored[63], -0.005f, 0.005f);
    }

    [Fact]
    public void Iq4Nl_ChosenScale_IsNoWorseThanTheLargestNumberAtTheEnd()
    {
        // Squared error of the plain choice, largest / -127, by brute force over the 16 levels.
        int[] levels = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];
        for (var seed = 1ul; seed <= 50; seed++)
        {
            var row = KernelCase.Uniform(32, seed);
            var stored = new byte[18];
            var restored = new float[32];
            RowFormats.Iq4Nl.Encode(row, stored);
            RowFormats.Iq4Nl.Decode(stored, restored);
            var scale = (double)(Half)(row.MaxBy(Math.Abs) / -127);

            var plain = row.Sum(x => levels.Min(level => Math.Pow(x - (scale * level), 2)));
            var chosen = row.Zip(restored, (x, y) => Math.Pow(x - (double)y, 2)).Sum();

            Assert.True(chosen <= plain * (1 + 1e-6), $"seed {seed}: {chosen} against {plain}");
        }
    }

    [Theory]
    [InlineData("int8", float.NaN, "element 1 of a row is NaN: int8 stores finite numbers only")]
    [InlineData("int4", float.PositiveInfinity, "element 1 of a row is ")]
    [InlineData("iq4-nl", float.NegativeInfinity, "element 1 of a row is ")]
    [InlineData("int8", 3.4e38f, "spans more than fp32 holds")]
    [InlineData("int4", 1e6f, "fp16, which ends at 65504")]
    [InlineData("int4", -65520f, "fp16, which ends at 65504")]
    [InlineData("iq4-nl", 8.1e6f, "fp16, which ends at 65504")]
    public void Encode_RowBeyondTheFormat_IsRefusedInOneLine(string name, float value, string message)
    {
        var format = RowFormats.Find(name);
        var row = new float[32];
        row[0] = value == 3.4e38f ? -value : 0;
        row[1] = value;

        var error = Assert.Throws<InputException>(() => format.Encode(row, new byte[format.RowBytes(32)]));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(float.PositiveInfinity, format.ErrorBound(row));
    }

    [Fact]
    public void ErrorBound_RowThatOverflows_IsInfinite()
    {
        Assert.Equal(float.PositiveInfinity, RowFormats.Fp16.ErrorBound([1, 70000]));
        Assert.Equal(float.PositiveInfinity, RowFormats.Bf16.ErrorBound([1, float.MaxValue]));
        Assert.Equal(552, RowFormats.Fp8E4M3.ErrorBound([1, -1000]));
        Assert.True(float.IsFinite(RowFormats.Fp16.ErrorBound([float.NaN, float.PositiveInfinity, 1])));
    }

    [Theory]
    [InlineData("fp32", 3072)]
    [InlineData("fp16", 1536)]
    [InlineData("bf16", 1536)]
    [InlineData("fp8-e4m3", 768)]
    [InlineData("int8", 776)]
    [InlineData("int4", 388)]
    [InlineData("iq4-nl", 432)]
    public void RowBytes_Of768_AreTheLayouts(string name, int bytes) => Assert.Equal(bytes, RowFormats.Find(name).RowBytes(768));

    private static void AssertBytes(RowFormat format, float[] row, byte[] expected)
    {
        var stored = new byte[format.RowBytes(row.Length)];
        format.Encode(row, stored);
        Assert.Equal(expected, stored);
    }

    private static void AssertEveryCode(RowFormat format, int codes, Func<int, double> value)
    {
        var restored = new float[codes];
        format.Decode(Codes(format, codes), restored);
        for (var code = 0; code < codes; code++)
        {
            var expected = value(code);
            var negative = code >= codes / 2;
            Assert.True(expected.Equals(restored[code]) && float.IsNegative(restored[code]) == negative, $"code {code:X4}: {restored[code]:R} instead of {expected:R}");
        }
    }

    private static byte[] Codes(RowFormat format, int codes)
    {
        var bytes = format.RowBytes(1);
        return [.. Enumerable.Range(0, codes).SelectMany(code => BitConverter.GetBytes((ushort)code)[..bytes])];
    }

    // Sign, exponent and fraction as IEEE 754 reads them; E4M3 has numbers where others have infinity, and NaN at its last code alone.
    private static double Value(int code, int exponentBits, int mantissaBits, bool hasInfinity)
    {
        var sign = (code >> (exponentBits + mantissaBits)) == 0 ? 1.0 : -1.0;
        var exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
        var mantissa = code & ((1 << mantissaBits) - 1);
        var bias = (1 << (exponentBits - 1)) - 1;
        var last = exponent == (1 << exponentBits) - 1;
        if (last && hasInfinity)
        {
            return mantissa == 0 ? sign * double.PositiveInfinity : double.NaN;
        }

        if (last && mantissa == (1 << mantissaBits) - 1)
        {
            return double.NaN;
        }

        var fraction = mantissa / (double)(1 << mantissaBits);
        return sign * (exponent == 0 ? Math.ScaleB(fraction, 1 - bias) : Math.ScaleB(1 + fraction, exponent - bias));
    }
}
