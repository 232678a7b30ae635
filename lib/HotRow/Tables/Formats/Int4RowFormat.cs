using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>Half a byte an element, low half first, then the row's fp16 scale and fp16 bias: FBGEMM's fused 4-bit rows.</summary>
    public static readonly RowFormat Int4 = Add(new Int4RowFormat());
}

/// <summary>An element is code * scale + bias; the bias is the row's least number, the scale a fifteenth of the range above it, both rounded to fp16.</summary>
/// <remarks>Only finite rows can be stored, whose least number and whose step fp16 holds. <i>Deviation:</i> a code is the one nearest under the stored scale
/// by division; FBGEMM multiplies by a reciprocal, which can differ in the middle between two codes.</remarks>
internal sealed class Int4RowFormat : DecodedRowFormat<Int4Decoder>
{
    private const int Levels = 15;

    public override string Name => "int4";

    public override string Source => "FBGEMM, FusedNBitRowwiseQuantizedSBHalf with 4 bits: codes, fp16 scale, fp16 bias";

    public override int ElementsPerBlock => 2;

    public override int RowBytes(int embeddingDim) => (embeddingDim / 2) + (2 * sizeof(ushort));

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        var (least, most) = Magnitude.RangeOfFinite(row, this);
        var scale = ScaleOf(least, most);
        if (!Holds(scale))
        {
            throw new InputException($"{Name} keeps a row's least number and its step as fp16, which ends at 65504; a row from {least} to {most} goes beyond; use int8, bf16 or fp32 for this table");
        }

        for (var i = 0; i < row.Length; i += 2)
        {
            stored[i / 2] = (byte)(scale.Nearest(row[i]) | (scale.Nearest(row[i + 1]) << 4));
        }

        // A flat row has only codes 0, under any scale; FBGEMM writes 1.
        var written = scale.Step == 0 ? 1 : scale.Step;
        BinaryPrimitives.WriteHalfLittleEndian(stored[(row.Length / 2)..], (Half)written);
        BinaryPrimitives.WriteHalfLittleEndian(stored[((row.Length / 2) + sizeof(ushort))..], (Half)scale.Bias);
    }

    public override float ErrorBound(ReadOnlySpan<float> row)
    {
        if (!Magnitude.TryRange(row, out var least, out var most))
        {
            return float.PositiveInfinity;
        }

        var scale = ScaleOf(least, most);
        return Holds(scale) ? scale.ErrorBound(least, most) : float.PositiveInfinity;
    }

    private static RowScale ScaleOf(float least, float most)
    {
        var bias = (float)(Half)least;
        return new((float)(Half)(Math.Max(0, (double)most - bias) / Levels), bias, Levels);
    }

    private static bool Holds(RowScale scale) => float.IsFinite(scale.Bias) && float.IsFinite(scale.Step);
}

/// <summary>Product, then sum, each rounded, as for 8 bits.</summary>
internal readonly unsafe struct Int4Decoder(byte* codes, float scale, float bias) : IRowDecoder<Int4Decoder>
{
    public static int LineBytes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int4Decoder Open(byte* row, nint dim) => new(
        row,
        Fp16Decoder.ToSingle(Unsafe.ReadUnaligned<ushort>(row + (dim / 2))),
        Fp16Decoder.ToSingle(Unsafe.ReadUnaligned<ushort>(row + (dim / 2) + sizeof(ushort))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column) => (((codes[column / 2] >> (4 * (int)(column % 2))) & 0x0F) * scale) + bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column)
    {
        var bytes = Spread(Vector128.CreateScalar(Unsafe.ReadUnaligned<ushort>(codes + (column / 2))).AsByte());
        return (Vector128.ConvertToSingle(Widening.Bytes128(bytes)) * Vector128.Create(scale)) + Vector128.Create(bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column)
    {
        var bytes = Spread(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(codes + (column / 2))).AsByte());
        return (Vector256.ConvertToSingle(Widening.Bytes256(bytes)) * Vector256.Create(scale)) + Vector256.Create(bias);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column)
    {
        var bytes = Spread(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(codes + (column / 2))).AsByte());
        return (Vector512.ConvertToSingle(Widening.Bytes512(bytes)) * Vector512.Create(scale)) + Vector512.Create(bias);
    }

    // The halves of the first 8 bytes as 16 bytes, in their order: each byte's high half moves up into the byte above it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(Vector128<byte> packed)
    {
        var wide = Vector128.WidenLower(packed);
        return ((wide | (wide << 4)) & Vector128.Create((ushort)0x0F0F)).AsByte();
    }
}
