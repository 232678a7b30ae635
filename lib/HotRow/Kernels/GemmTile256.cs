using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>The 6 x 16 product tile on 32-byte registers: 12 accumulators, which leave room for a row of b and a broadcast of a.</summary>
internal readonly unsafe struct GemmTile256 : IGemmTile
{
    public static int Rows => 6;

    public static int Columns => 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        const int Next = GemmBlocks.StripStride;
        var (c0a, c0b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c1a, c1b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c2a, c2b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c3a, c3b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c4a, c4b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (c5a, c5b) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var p = 0; p < depth; p++)
        {
            var ba = Vector256.Load(b);
            var bb = Vector256.Load(b + 8);
            var a0 = Vector256.Create(*(a));
            c0a = Vector256.MultiplyAddEstimate(a0, ba, c0a);
            c0b = Vector256.MultiplyAddEstimate(a0, bb, c0b);
            var a1 = Vector256.Create(*(a + Next));
            c1a = Vector256.MultiplyAddEstimate(a1, ba, c1a);
            c1b = Vector256.MultiplyAddEstimate(a1, bb, c1b);
            var a2 = Vector256.Create(*(a + (2 * Next)));
            c2a = Vector256.MultiplyAddEstimate(a2, ba, c2a);
            c2b = Vector256.MultiplyAddEstimate(a2, bb, c2b);
            var a3 = Vector256.Create(*(a + (3 * Next)));
            c3a = Vector256.MultiplyAddEstimate(a3, ba, c3a);
            c3b = Vector256.MultiplyAddEstimate(a3, bb, c3b);
            var a4 = Vector256.Create(*(a + (4 * Next)));
            c4a = Vector256.MultiplyAddEstimate(a4, ba, c4a);
            c4b = Vector256.MultiplyAddEstimate(a4, bb, c4b);
            var a5 = Vector256.Create(*(a + (5 * Next)));
            c5a = Vector256.MultiplyAddEstimate(a5, ba, c5a);
            c5b = Vector256.MultiplyAddEstimate(a5, bb, c5b);
            a++;
            b += 16;
        }

        Store(c, c0a, c0b, accumulate);
        Store(c + stride, c1a, c1b, accumulate);
        Store(c + (2 * stride), c2a, c2b, accumulate);
        Store(c + (3 * stride), c3a, c3b, accumulate);
        Store(c + (4 * stride), c4a, c4b, accumulate);
        Store(c + (5 * stride), c5a, c5b, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> va, Vector256<float> vb, bool accumulate)
    {
        if (accumulate)
        {
            va += Vector256.Load(c);
            vb += Vector256.Load(c + 8);
        }

        va.Store(c);
        vb.Store(c + 8);
    }
}
