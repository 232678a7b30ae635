using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>GGUF's IQ4_NL: blocks of 32 elements, an fp16 scale and 4 bits each that choose among 16 levels, closer together near zero.</summary>
    public static readonly RowFormat Iq4Nl = Add(new Iq4NlRowFormat());
}

/// <summary>An element is its block's scale times a level. Byte j of a block holds element j in its low half and element j + 16 in its high half.</summary>
/// <remarks>Only finite rows up to 7.8e6 can be stored. <i>Deviation:</i> the stored layout is GGUF's, the encoder's choice of a scale is ours: of a few scales that
/// bring the block's largest number to -127 or near it, the one with the least squared error among those within <see cref="ErrorBound"/>; ggml weighs the errors and refits.</remarks>
internal sealed class Iq4NlRowFormat : DecodedRowFormat<Iq4NlDecoder>
{
    internal const int BlockElements = 32;
    internal const int BlockBytes = sizeof(ushort) + (BlockElements / 2);
    private const int Tries = 4;

    // A number as large as the block's largest, of the other sign, lies 14 levels outside of 113; fp16 rounds the scale by 2^-11, or 2^-25 below its normal numbers.
    private const double LevelsBeyondTheEnd = 14.0 / 127;
    private const double HalfRoundoff = 1.0 / (1 << 11);
    private const double SmallestHalfError = 1.0 / (1 << 25);

    // The level nearest to each half step from -128 on.
    private static readonly byte[] s_nearest = NearestLevels();

    public override string Name => "iq4-nl";

    public override string Source => "GGUF, type IQ4_NL (ggml): blocks of 32, fp16 scale, 16 bytes";

    public override int ElementsPerBlock => BlockElements;

    public override int RowBytes(int embeddingDim) => embeddingDim / BlockElements * BlockBytes;

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        var (least, most) = Magnitude.RangeOfFinite(row, this);
        if (!Holds(least, most))
        {
            throw new InputException($"{Name} keeps a block's scale as fp16, which ends at 65504; a row from {least} to {most} goes beyond 120 times that; use int8, bf16 or fp32 for this table");
        }

        for (var first = 0; first < row.Length; first += BlockElements)
        {
            EncodeBlock(row.Slice(first, BlockElements), stored.Slice(first / BlockElements * BlockBytes, BlockBytes));
        }
    }

    public override float ErrorBound(ReadOnlySpan<float> row) =>
        Magnitude.TryRange(row, out var least, out var most) && Holds(least, most) ? Bound(Math.Max(-least, most)) : float.PositiveInfinity;

    private static bool Holds(float least, float most) => Half.IsFinite((Half)(Math.Max(-least, most) / (-Iq4NlDecoder.Levels[0] - Tries)));

    private static float Bound(float largest) =>
        MathF.BitIncrement((float)((largest * (LevelsBeyondTheEnd + (2 * HalfRoundoff))) + (128 * SmallestHalfError)));

    private static void EncodeBlock(ReadOnlySpan<float> block, Span<byte> stored)
    {
        var scale = ChooseScale(block);
        BinaryPrimitives.WriteHalfLittleEndian(stored, scale);
        var codes = stored[sizeof(ushort)..];
        for (var j = 0; j < codes.Length; j++)
        {
            codes[j] = (byte)(Nearest(block[j], (double)scale) | (Nearest(block[j + codes.Length], (double)scale) << 4));
        }
    }

    private static Half ChooseScale(ReadOnlySpan<float> block)
    {
        var peak = 0f;
        foreach (var value in block)
        {
            peak = Math.Abs(value) > Math.Abs(peak) ? value : peak;
        }

        if (peak == 0)
        {
            return (Half)0;
        }

        var bound = Bound(Math.Abs(peak));
        var best = (Half)(peak / Iq4NlDecoder.Levels[0]);
        var leastSquares = Errors(block, best).Squares;
        for (var offset = -Tries; offset <= Tries; offset++)
        {
            var scale = (Half)(peak / (Iq4NlDecoder.Levels[0] + offset));
            var (squares, worst) = Errors(block, scale);
            if (squares < leastSquares && worst <= bound)
            {
                (best, leastSquares) = (scale, squares);
            }
        }

        return best;
    }

    private static (double Squares, double Worst) Errors(ReadOnlySpan<float> block, Half scale)
    {
        var (squares, worst) = (0.0, 0.0);
        foreach (var value in block)
        {
            var error = Math.Abs(value - ((double)scale * Iq4NlDecoder.Levels[Nearest(value, (double)scale)]));
            squares += error * error;
            worst = Math.Max(worst, error);
        }

        return (squares, worst);
    }

    // Code 8 stands for level 1: under a scale of 0 it gives 0 and not -0.
    private static byte Nearest(float value, double scale) =>
        scale == 0 ? (byte)8 : s_nearest[(int)Math.Floor(2 * Math.Clamp(value / scale, -128, 127.5)) + 256];

    private static byte[] NearestLevels()
    {
        var nearest = new byte[512];
        for (var i = 0; i < nearest.Length; i++)
        {
            // Midpoints between levels are half steps, so none lies inside one; a number on a midpoint goes up.
            var twice = i - 256;
            byte code = 0;
            while (code < 15 && twice >= Iq4NlDecoder.Levels[code] + Iq4NlDecoder.Levels[code + 1])
            {
                code++;
            }

            nearest[i] = code;
        }

        return nearest;
    }
}

/// <summary>Looks the levels up in one register and multiplies by the block's scale.</summary>
internal readonly unsafe struct Iq4NlDecoder(byte* row) : IRowDecoder<Iq4NlDecoder>
{
    private const int Offset = 128;

    public static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static int LineBytes => Iq4NlRowFormat.BlockBytes / 2;

    // Unsigned, so that they widen as other bytes do.
    private static Vector128<byte> RaisedLevels => Vector128.Create((byte)1, 24, 45, 63, 79, 93, 106, 118, 129, 141, 153, 166, 181, 197, 217, 241);

    public static Iq4NlDecoder Open(byte* row, nint dim) => new(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Element(nint column)
    {
        var block = Block(column);
        return Levels[(block[sizeof(ushort) + (column % 16)] >> Shift(column)) & 0x0F] * BlockScale(block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Four(nint column)
    {
        var block = Block(column);
        var codes = (Unsafe.ReadUnaligned<uint>(block + sizeof(ushort) + (column % 16)) >> Shift(column)) & 0x0F0F_0F0F;
        var levels = Vector128.ShuffleNative(RaisedLevels, Vector128.CreateScalar(codes).AsByte());
        return Vector128.ConvertToSingle(Widening.Bytes128(levels) - Vector128.Create(Offset)) * Vector128.Create(BlockScale(block));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Eight(nint column)
    {
        var block = Block(column);
        var codes = (Unsafe.ReadUnaligned<ulong>(block + sizeof(ushort) + (column % 16)) >> Shift(column)) & 0x0F0F_0F0F_0F0F_0F0F;
        var levels = Vector128.ShuffleNative(RaisedLevels, Vector128.CreateScalar(codes).AsByte());
        return Vector256.ConvertToSingle(Widening.Bytes256(levels) - Vector256.Create(Offset)) * Vector256.Create(BlockScale(block));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Sixteen(nint column)
    {
        var block = Block(column);
        var codes = (Vector128.Load(block + sizeof(ushort)).AsUInt16() >>> Shift(column)).AsByte() & Vector128.Create((byte)0x0F);
        var levels = Vector128.ShuffleNative(RaisedLevels, codes);
        return Vector512.ConvertToSingle(Widening.Bytes512(levels) - Vector512.Create(Offset)) * Vector512.Create(BlockScale(block));
    }

    private static int Shift(nint column) => (int)(column & 16) / 4;

    private static float BlockScale(byte* block) => Fp16Decoder.ToSingle(Unsafe.ReadUnaligned<ushort>(block));

    private byte* Block(nint column) => row + ((column >> 5) * Iq4NlRowFormat.BlockBytes);
}
