using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static unsafe partial class RowKernels
{
    private const int StreamGrain = 64 << 10;

    /// <summary>A ceiling for reads: reads a block from end to end.</summary>
    /// <returns>The sum of everything read, in an unstated order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1.</exception>
    public static float ReadStream(ReadOnlySpan<float> source, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        fixed (float* from = source)
        {
            var work = new ReadWork { From = from };
            WorkerTeam.Shared(threads).ForRanges(&ReadStreamRange, &work, source.Length, StreamGrain);
            return work.Sum;
        }
    }

    /// <summary>A ceiling for copies: copies a block from end to end, past the caches. <i>Units:</i> a byte copied is a byte read and a byte written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than the source.</exception>
    public static void CopyStream(ReadOnlySpan<float> source, Span<float> destination, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        RowCheck.Destination(destination, 1, source.Length);
        fixed (float* from = source)
        fixed (float* to = destination)
        {
            var work = new ReadWork { From = from, To = to };
            WorkerTeam.Shared(threads).ForRanges(&CopyStreamRange, &work, source.Length, StreamGrain);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadStreamRange(void* state, int first, int end)
    {
        var work = (ReadWork*)state;
        var from = work->From;
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var i = first;
        for (; i <= end - 64; i += 64)
        {
            a += Vector512.Load(from + i);
            b += Vector512.Load(from + i + 16);
            c += Vector512.Load(from + i + 32);
            d += Vector512.Load(from + i + 48);
        }

        var rest = 0f;
        for (; i < end; i++)
        {
            rest += from[i];
        }

        AddTo(ref work->Sum, Vector512.Sum(a + b + c + d) + rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyStreamRange(void* state, int first, int end)
    {
        var work = (ReadWork*)state;
        var from = work->From + first;
        var to = work->To + first;
        nint count = end - first;
        if (count < StreamGrain || (nint)to % sizeof(float) != 0)
        {
            Buffer.MemoryCopy(from, to, count * sizeof(float), count * sizeof(float));
            return;
        }

        // One long row; the hardware sees a stream coming by itself, so there is no row to prefetch.
        CopyRowStreaming<Line512>(from, to, from, count);
        StreamingFence();
    }
}
