using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>The 4 x 8 product tile on 16-byte registers: 8 accumulators, which leave room for a row of b and a broadcast of a.</summary>
internal readonly unsafe struct GemmTile128 : IGemmTile
{
    public static int Rows => 4;

    public static int Columns => 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        const int Next = GemmBlocks.StripStride;
        var (c0a, c0b) = (Vector128<float>.Zero, Vector128<float>.Zero);
        var (c1a, c1b) = (Vector128<float>.Zero, Vector128<float>.Zero);
        var (c2a, c2b) = (Vector128<float>.Zero, Vector128<float>.Zero);
        var (c3a, c3b) = (Vector128<float>.Zero, Vector128<float>.Zero);
        for (var p = 0; p < depth; p++)
        {
            var ba = Vector128.Load(b);
            var bb = Vector128.Load(b + 4);
            var a0 = Vector128.Create(*(a));
            c0a = Vector128.MultiplyAddEstimate(a0, ba, c0a);
            c0b = Vector128.MultiplyAddEstimate(a0, bb, c0b);
            var a1 = Vector128.Create(*(a + Next));
            c1a = Vector128.MultiplyAddEstimate(a1, ba, c1a);
            c1b = Vector128.MultiplyAddEstimate(a1, bb, c1b);
            var a2 = Vector128.Create(*(a + (2 * Next)));
            c2a = Vector128.MultiplyAddEstimate(a2, ba, c2a);
            c2b = Vector128.MultiplyAddEstimate(a2, bb, c2b);
            var a3 = Vector128.Create(*(a + (3 * Next)));
            c3a = Vector128.MultiplyAddEstimate(a3, ba, c3a);
            c3b = Vector128.MultiplyAddEstimate(a3, bb, c3b);
            a++;
            b += 8;
        }

        Store(c, c0a, c0b, accumulate);
        Store(c + stride, c1a, c1b, accumulate);
        Store(c + (2 * stride), c2a, c2b, accumulate);
        Store(c + (3 * stride), c3a, c3b, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector128<float> va, Vector128<float> vb, bool accumulate)
    {
        if (accumulate)
        {
            va += Vector128.Load(c);
            vb += Vector128.Load(c + 4);
        }

        va.Store(c);
        vb.Store(c + 4);
    }
}
