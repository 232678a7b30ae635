using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>One byte an element, then the row's fp32 scale and fp32 bias: FBGEMM's fused 8-bit rows.</summary>
    public static readonly RowFormat Int8 = Add(new Int8RowFormat());
}

/// <summary>An element is code * scale + bias; the bias is the row's least number, the scale its range over 255.</summary>
/// <remarks>Only finite rows can be stored, whose range fp32 holds. <i>Deviation:</i> a code is the one nearest under the scale that is stored; FBGEMM
/// divides by the range plus 1e-8 instead, which loses codes in rows of a range near that.</remarks>
internal sealed class Int8RowFormat : DecodedRowFormat<Int8Decoder>
{
    private const int Levels = 255;

    public override string Name => "int8";

    public override string Source => "FBGEMM, Fused8BitRowwiseQuantizedSBFloat: codes, fp32 scale, fp32 bias";

    public override int RowBytes(int embeddingDim) => checked(embeddingDim + (2 * sizeof(float)));

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        var (least, most) = Magnitude.RangeOfFinite(row, this);
        var scale = ScaleOf(least, most);
        if (!float.IsFinite(scale.Step * Levels))
        {
            throw new InputException($"a row from {least} to {most} spans more than fp32 holds, which {Name} cannot scale; use bf16 or fp32 for this table");
        }

        for (var i = 0; i < row.Length; i++)
        {
            stored[i] = scale.Nearest(row[i]);
        }

        BinaryPrimitives.WriteSingleLittleEndian(stored[row.Length..], scale.Step);
        BinaryPrimitives.WriteSingleLittleEndian(stored[(row.Length + sizeof(float))..], scale.Bias);
    }

    public override float ErrorBound(ReadOnlySpan<float> row)
    {
        if (!Magnitude.TryRange(row, out var least, out var most))
        {
            return float.PositiveInfinity;
        }

        var scale = ScaleOf(least, most);
        return float.IsFinite(scale.Step * Levels) ? scale.ErrorBound(least, most) : float.PositiveInfinity;
    }

    private static RowScale ScaleOf(float least, float most) => new((float)(((double)most - least) / Levels), least, Levels);
}

/// <summary>Product, then sum, each rounded, so that machines with and without a fused instruction agree.</summary>
internal readonly unsafe struct Int8Decoder(byte* codes, float scale, float bias) : IRowDecoder<Int8Decoder>
{
    public static int LineBytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int8Decoder Open(byte* row, nint dim) =>
        new(row, Unsafe.ReadUnaligned<float>(row + dim), Unsafe.ReadUnaligned<float>(row + dim + sizeof(float)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column) => (codes[column] * scale) + bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column) =>
        (Vector128.ConvertToSingle(Widening.Bytes128(codes + column)) * Vector128.Create(scale)) + Vector128.Create(bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column) =>
        (Vector256.ConvertToSingle(Widening.Bytes256(codes + column)) * Vector256.Create(scale)) + Vector256.Create(bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column) =>
        (Vector512.ConvertToSingle(Widening.Bytes512(codes + column)) * Vector512.Create(scale)) + Vector512.Create(bias);
}
