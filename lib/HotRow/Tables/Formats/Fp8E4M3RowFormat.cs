using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>The 8-bit E4M3 of the Open Compute Project, without a scale: 4 significant bits, up to 448, no infinities.</summary>
    public static readonly RowFormat Fp8E4M3 = Add(new Fp8E4M3RowFormat());
}

/// <summary>One byte an element, rounded to nearest even. Larger values and infinities become 448 of their sign; NaN stays NaN.</summary>
/// <remarks><i>Deviation:</i> none from the specification's saturating mode; frameworks whose conversion does not saturate give NaN above 448.</remarks>
internal sealed class Fp8E4M3RowFormat : DecodedRowFormat<Fp8E4M3Decoder>
{
    // Half of the last place: 2^-4 of a normal number, half of 2^-9 below them.
    private const float RelativeError = 1f / (1 << 4);
    private const float SmallestError = 1f / (1 << 10);
    private const float Largest = 448;
    private const float SmallestNormal = 1f / (1 << 6);
    private const float DenormalSteps = 1 << 9;

    // fp32's exponent bias is 127, this format's 7; below it lie 3 bits.
    private const uint Rebias = (127 - 7) << 3;

    public override string Name => "fp8-e4m3";

    public override string Source => "OCP 8-bit floating-point specification (OFP8) 1.0, 2023, E4M3; F8_E4M3 of .safetensors";

    public override int RowBytes(int embeddingDim) => embeddingDim;

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        for (var i = 0; i < row.Length; i++)
        {
            stored[i] = Round(row[i]);
        }
    }

    public override float ErrorBound(ReadOnlySpan<float> row)
    {
        var most = Magnitude.OfFinite(row);
        return Math.Max(Math.Max(Math.Min(most, Largest) * RelativeError, SmallestError), most - Largest);
    }

    private static byte Round(float value)
    {
        var sign = BitConverter.SingleToUInt32Bits(value) >> 24 & Fp8E4M3Decoder.SignBit;
        if (float.IsNaN(value))
        {
            return (byte)(sign | Fp8E4M3Decoder.NotANumber);
        }

        var magnitude = Math.Min(Math.Abs(value), Largest);
        if (magnitude < SmallestNormal)
        {
            // The eighth step is the smallest normal number, whose code follows.
            return (byte)(sign | (uint)MathF.Round(magnitude * DenormalSteps, MidpointRounding.ToEven));
        }

        var bits = BitConverter.SingleToUInt32Bits(magnitude);
        return (byte)(sign | (((bits + 0x7_FFFF + ((bits >> 20) & 1)) >> 20) - Rebias));
    }
}

/// <summary>Moves the bits into place and lets one exact product by 2^120 set the exponent, of denormals too.</summary>
internal readonly unsafe struct Fp8E4M3Decoder(byte* row) : IRowDecoder<Fp8E4M3Decoder>
{
    internal const uint SignBit = 0x80;
    internal const int NotANumber = 0x7F;
    private const int MagnitudeBits = 0x7F;
    private const uint QuietNaN = 0x7FC0_0000;
    private const float TwoTo120 = 1.329227995784916e36f;

    public static int LineBytes => 16;

    public static Fp8E4M3Decoder Open(byte* row, nint dim) => new(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column)
    {
        uint code = row[column];
        var magnitude = code & MagnitudeBits;
        var bits = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(magnitude << 20) * TwoTo120);
        return BitConverter.UInt32BitsToSingle(bits | (magnitude == NotANumber ? QuietNaN : 0) | ((code ^ magnitude) << 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column)
    {
        var code = Widening.Bytes128(row + column);
        var magnitude = code & Vector128.Create(MagnitudeBits);
        var bits = ((magnitude << 20).AsSingle() * Vector128.Create(TwoTo120)).AsUInt32();
        var special = Vector128.Equals(magnitude, Vector128.Create(NotANumber)).AsUInt32() & Vector128.Create(QuietNaN);
        return (bits | special | ((code ^ magnitude) << 24).AsUInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column)
    {
        var code = Widening.Bytes256(row + column);
        var magnitude = code & Vector256.Create(MagnitudeBits);
        var bits = ((magnitude << 20).AsSingle() * Vector256.Create(TwoTo120)).AsUInt32();
        var special = Vector256.Equals(magnitude, Vector256.Create(NotANumber)).AsUInt32() & Vector256.Create(QuietNaN);
        return (bits | special | ((code ^ magnitude) << 24).AsUInt32()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column)
    {
        var code = Widening.Bytes512(row + column);
        var magnitude = code & Vector512.Create(MagnitudeBits);
        var bits = ((magnitude << 20).AsSingle() * Vector512.Create(TwoTo120)).AsUInt32();
        var special = Vector512.Equals(magnitude, Vector512.Create(NotANumber)).AsUInt32() & Vector512.Create(QuietNaN);
        return (bits | special | ((code ^ magnitude) << 24).AsUInt32()).AsSingle();
    }
}
