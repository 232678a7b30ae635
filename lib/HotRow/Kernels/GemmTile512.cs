using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>The 12 x 32 product tile on 64-byte registers: 24 accumulators, which leave room for a row of b and a broadcast of a.</summary>
internal readonly unsafe struct GemmTile512 : IGemmTile
{
    public static int Rows => 12;

    public static int Columns => 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        const int Next = GemmBlocks.StripStride;
        var (c0a, c0b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c1a, c1b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c2a, c2b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c3a, c3b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c4a, c4b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c5a, c5b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c6a, c6b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c7a, c7b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c8a, c8b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c9a, c9b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c10a, c10b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var (c11a, c11b) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var p = 0; p < depth; p++)
        {
            var ba = Vector512.Load(b);
            var bb = Vector512.Load(b + 16);
            var a0 = Vector512.Create(*(a));
            c0a = Vector512.MultiplyAddEstimate(a0, ba, c0a);
            c0b = Vector512.MultiplyAddEstimate(a0, bb, c0b);
            var a1 = Vector512.Create(*(a + Next));
            c1a = Vector512.MultiplyAddEstimate(a1, ba, c1a);
            c1b = Vector512.MultiplyAddEstimate(a1, bb, c1b);
            var a2 = Vector512.Create(*(a + (2 * Next)));
            c2a = Vector512.MultiplyAddEstimate(a2, ba, c2a);
            c2b = Vector512.MultiplyAddEstimate(a2, bb, c2b);
            var a3 = Vector512.Create(*(a + (3 * Next)));
            c3a = Vector512.MultiplyAddEstimate(a3, ba, c3a);
            c3b = Vector512.MultiplyAddEstimate(a3, bb, c3b);
            var a4 = Vector512.Create(*(a + (4 * Next)));
            c4a = Vector512.MultiplyAddEstimate(a4, ba, c4a);
            c4b = Vector512.MultiplyAddEstimate(a4, bb, c4b);
            var a5 = Vector512.Create(*(a + (5 * Next)));
            c5a = Vector512.MultiplyAddEstimate(a5, ba, c5a);
            c5b = Vector512.MultiplyAddEstimate(a5, bb, c5b);
            var a6 = Vector512.Create(*(a + (6 * Next)));
            c6a = Vector512.MultiplyAddEstimate(a6, ba, c6a);
            c6b = Vector512.MultiplyAddEstimate(a6, bb, c6b);
            var a7 = Vector512.Create(*(a + (7 * Next)));
            c7a = Vector512.MultiplyAddEstimate(a7, ba, c7a);
            c7b = Vector512.MultiplyAddEstimate(a7, bb, c7b);
            var a8 = Vector512.Create(*(a + (8 * Next)));
            c8a = Vector512.MultiplyAddEstimate(a8, ba, c8a);
            c8b = Vector512.MultiplyAddEstimate(a8, bb, c8b);
            var a9 = Vector512.Create(*(a + (9 * Next)));
            c9a = Vector512.MultiplyAddEstimate(a9, ba, c9a);
            c9b = Vector512.MultiplyAddEstimate(a9, bb, c9b);
            var a10 = Vector512.Create(*(a + (10 * Next)));
            c10a = Vector512.MultiplyAddEstimate(a10, ba, c10a);
            c10b = Vector512.MultiplyAddEstimate(a10, bb, c10b);
            var a11 = Vector512.Create(*(a + (11 * Next)));
            c11a = Vector512.MultiplyAddEstimate(a11, ba, c11a);
            c11b = Vector512.MultiplyAddEstimate(a11, bb, c11b);
            a++;
            b += 32;
        }

        Store(c, c0a, c0b, accumulate);
        Store(c + stride, c1a, c1b, accumulate);
        Store(c + (2 * stride), c2a, c2b, accumulate);
        Store(c + (3 * stride), c3a, c3b, accumulate);
        Store(c + (4 * stride), c4a, c4b, accumulate);
        Store(c + (5 * stride), c5a, c5b, accumulate);
        Store(c + (6 * stride), c6a, c6b, accumulate);
        Store(c + (7 * stride), c7a, c7b, accumulate);
        Store(c + (8 * stride), c8a, c8b, accumulate);
        Store(c + (9 * stride), c9a, c9b, accumulate);
        Store(c + (10 * stride), c10a, c10b, accumulate);
        Store(c + (11 * stride), c11a, c11b, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> va, Vector512<float> vb, bool accumulate)
    {
        if (accumulate)
        {
            va += Vector512.Load(c);
            vb += Vector512.Load(c + 16);
        }

        va.Store(c);
        vb.Store(c + 16);
    }
}
