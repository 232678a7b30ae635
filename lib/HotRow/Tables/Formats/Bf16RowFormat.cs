using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>bfloat16, little-endian: fp32's range with 8 significant bits.</summary>
    public static readonly RowFormat Bf16 = Add(new Bf16RowFormat());
}

/// <summary>The upper half of an fp32 number, rounded to nearest even. Infinities stay, NaN stays NaN; the last half step below infinity rounds to it.</summary>
internal sealed class Bf16RowFormat : DecodedRowFormat<Bf16Decoder>
{
    // Half of the last place: 2^-8 of a normal number, half of 2^-133 below them.
    private const float RelativeError = 1f / (1 << 8);
    private const float SmallestError = 4.591774807899561e-41f;
    private const uint FirstInfiniteBits = 0x7F7F_8000;
    private const uint QuietBit = 0x40;

    public override string Name => "bf16";

    public override string Source => "bfloat16: the upper 16 bits of IEEE 754 binary32, little-endian";

    public override int RowBytes(int embeddingDim) => checked(embeddingDim * sizeof(ushort));

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        var codes = MemoryMarshal.Cast<byte, ushort>(stored);
        for (var i = 0; i < row.Length; i++)
        {
            codes[i] = Round(row[i]);
        }
    }

    public override float ErrorBound(ReadOnlySpan<float> row)
    {
        var most = Magnitude.OfFinite(row);
        return most >= BitConverter.UInt32BitsToSingle(FirstInfiniteBits) ? float.PositiveInfinity : Math.Max(most * RelativeError, SmallestError);
    }

    private static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Rounding could carry a NaN's payload into the sign, and cutting it off could leave an infinity.
        return float.IsNaN(value) ? (ushort)((bits >> 16) | QuietBit) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

/// <summary>Shifts the bits into place.</summary>
internal readonly unsafe struct Bf16Decoder(byte* row) : IRowDecoder<Bf16Decoder>
{
    public static int LineBytes => 32;

    public static Bf16Decoder Open(byte* row, nint dim) => new(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column) => BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(row + (column * sizeof(ushort))) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column) => (Widening.Shorts128(row + (column * sizeof(ushort))) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column) => (Widening.Shorts256(row + (column * sizeof(ushort))) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column) => (Widening.Shorts512(row + (column * sizeof(ushort))) << 16).AsSingle();
}
