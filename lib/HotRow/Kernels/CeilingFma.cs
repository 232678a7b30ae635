using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>A ceiling for products: fused multiply-adds on registers alone.</summary>
    /// <param name="steps">Steps of <see cref="FmaStepFlops"/> each, per thread.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>Floating-point operations done, over all threads.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Steps are negative or threads are below 1.</exception>
    public static long FmaPeak(int steps, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var work = new FmaWork { Steps = steps };
        if (Vector512.IsHardwareAccelerated)
        {
            WorkerTeam.Shared(threads).ForRanges(&FmaRange512, &work, threads, 1);
        }
        else
        {
            WorkerTeam.Shared(threads).ForRanges(&FmaRange256, &work, threads, 1);
        }

        return (long)threads * steps * FmaStepFlops;
    }

    /// <summary>Floating-point operations of one step of <see cref="FmaPeak"/>: 12 registers, a multiplication and an addition for each lane.</summary>
    public static int FmaStepFlops => 12 * 2 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count);

    private struct FmaWork
    {
        internal int Steps;
        internal float Sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FmaRange512(void* state, int first, int end)
    {
        var work = (FmaWork*)state;
        // Twelve chains, because one chain alone waits for each result. The values neither grow nor fade.
        var (x, y) = (Vector512.Create(0.5f), Vector512.Create(1f));
        var (a, b, c, d) = (y, y, y, y);
        var (e, f, g, h) = (y, y, y, y);
        var (i, j, k, l) = (y, y, y, y);
        for (var step = 0; step < work->Steps; step++)
        {
            a = Vector512.MultiplyAddEstimate(a, x, y);
            b = Vector512.MultiplyAddEstimate(b, x, y);
            c = Vector512.MultiplyAddEstimate(c, x, y);
            d = Vector512.MultiplyAddEstimate(d, x, y);
            e = Vector512.MultiplyAddEstimate(e, x, y);
            f = Vector512.MultiplyAddEstimate(f, x, y);
            g = Vector512.MultiplyAddEstimate(g, x, y);
            h = Vector512.MultiplyAddEstimate(h, x, y);
            i = Vector512.MultiplyAddEstimate(i, x, y);
            j = Vector512.MultiplyAddEstimate(j, x, y);
            k = Vector512.MultiplyAddEstimate(k, x, y);
            l = Vector512.MultiplyAddEstimate(l, x, y);
        }

        AddTo(ref work->Sum, Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FmaRange256(void* state, int first, int end)
    {
        var work = (FmaWork*)state;
        var (x, y) = (Vector256.Create(0.5f), Vector256.Create(1f));
        var (a, b, c, d) = (y, y, y, y);
        var (e, f, g, h) = (y, y, y, y);
        var (i, j, k, l) = (y, y, y, y);
        for (var step = 0; step < work->Steps; step++)
        {
            a = Vector256.MultiplyAddEstimate(a, x, y);
            b = Vector256.MultiplyAddEstimate(b, x, y);
            c = Vector256.MultiplyAddEstimate(c, x, y);
            d = Vector256.MultiplyAddEstimate(d, x, y);
            e = Vector256.MultiplyAddEstimate(e, x, y);
            f = Vector256.MultiplyAddEstimate(f, x, y);
            g = Vector256.MultiplyAddEstimate(g, x, y);
            h = Vector256.MultiplyAddEstimate(h, x, y);
            i = Vector256.MultiplyAddEstimate(i, x, y);
            j = Vector256.MultiplyAddEstimate(j, x, y);
            k = Vector256.MultiplyAddEstimate(k, x, y);
            l = Vector256.MultiplyAddEstimate(l, x, y);
        }

        AddTo(ref work->Sum, Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l));
    }
}
