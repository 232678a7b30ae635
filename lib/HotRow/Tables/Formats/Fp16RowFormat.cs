using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>IEEE 754 binary16, little-endian: 11 significant bits, up to 65,504.</summary>
    public static readonly RowFormat Fp16 = Add(new Fp16RowFormat());
}

/// <summary>Two bytes an element, rounded to nearest even. From 65,520 on a value becomes infinite; NaN and infinities stay what they are.</summary>
internal sealed class Fp16RowFormat : DecodedRowFormat<Fp16Decoder>
{
    // Half of the last place: 2^-11 of a normal number, half of 2^-24 below them.
    private const float RelativeError = 1f / (1 << 11);
    private const float SmallestError = 1f / (1 << 25);
    private const float FirstInfinite = 65520;

    public override string Name => "fp16";

    public override string Source => "IEEE 754 binary16, little-endian";

    public override int RowBytes(int embeddingDim) => checked(embeddingDim * sizeof(ushort));

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        TensorPrimitives.ConvertToHalf(row, MemoryMarshal.Cast<byte, Half>(stored));
    }

    public override float ErrorBound(ReadOnlySpan<float> row)
    {
        var most = Magnitude.OfFinite(row);
        return most >= FirstInfinite ? float.PositiveInfinity : Math.Max(most * RelativeError, SmallestError);
    }
}

/// <summary>Moves the bits into place and lets one exact product by 2^112 set the exponent, of denormals too.</summary>
internal readonly unsafe struct Fp16Decoder(byte* row) : IRowDecoder<Fp16Decoder>
{
    private const uint MagnitudeBits = 0x7FFF;
    private const uint FirstNotFinite = 0x7C00;
    private const uint ExponentBits = 0x7F80_0000;
    private const float TwoTo112 = 5.192296858534828e33f;

    public static int LineBytes => 32;

    public static Fp16Decoder Open(byte* row, nint dim) => new(row);

    /// <summary>One number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(uint half)
    {
        var magnitude = half & MagnitudeBits;
        var bits = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(magnitude << 13) * TwoTo112);
        return BitConverter.UInt32BitsToSingle(bits | (magnitude >= FirstNotFinite ? ExponentBits : 0) | ((half ^ magnitude) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column) => ToSingle(Unsafe.ReadUnaligned<ushort>(row + (column * sizeof(ushort))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column)
    {
        var half = Widening.Shorts128(row + (column * sizeof(ushort)));
        var magnitude = half & Vector128.Create(MagnitudeBits);
        var bits = ((magnitude << 13).AsSingle() * Vector128.Create(TwoTo112)).AsUInt32();
        var special = Vector128.GreaterThanOrEqual(magnitude.AsInt32(), Vector128.Create((int)FirstNotFinite)).AsUInt32() & Vector128.Create(ExponentBits);
        return (bits | special | ((half ^ magnitude) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column)
    {
        var half = Widening.Shorts256(row + (column * sizeof(ushort)));
        var magnitude = half & Vector256.Create(MagnitudeBits);
        var bits = ((magnitude << 13).AsSingle() * Vector256.Create(TwoTo112)).AsUInt32();
        var special = Vector256.GreaterThanOrEqual(magnitude.AsInt32(), Vector256.Create((int)FirstNotFinite)).AsUInt32() & Vector256.Create(ExponentBits);
        return (bits | special | ((half ^ magnitude) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column)
    {
        var half = Widening.Shorts512(row + (column * sizeof(ushort)));
        var magnitude = half & Vector512.Create(MagnitudeBits);
        var bits = ((magnitude << 13).AsSingle() * Vector512.Create(TwoTo112)).AsUInt32();
        var special = Vector512.GreaterThanOrEqual(magnitude.AsInt32(), Vector512.Create((int)FirstNotFinite)).AsUInt32() & Vector512.Create(ExponentBits);
        return (bits | special | ((half ^ magnitude) << 16)).AsSingle();
    }
}
