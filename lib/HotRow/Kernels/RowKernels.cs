using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotRow;

/// <summary>The CPU kernels over rows of fp32: one operation per file, each with its scalar reference and its SIMD paths.</summary>
/// <remarks>Sizes and row numbers are checked once, before anything is written; the loops behind are unchecked. Outputs must
/// not overlap inputs. A warm call allocates nothing. With several threads the work runs on <see cref="WorkerTeam.Shared"/>.</remarks>
public static unsafe partial class RowKernels
{
    // Below this many bytes of rows, waking a second thread costs more than it saves.
    private const long BytesWorthThreads = 128 << 10;

    // How far ahead of the copy rows are prefetched. Nearer, the memory's latency shows; much farther, the first-level cache overflows.
    private const int LookaheadBytes = 6 << 10;

    private static int RowsAhead(int dim) => Math.Clamp(LookaheadBytes / (dim * sizeof(float)), 3, 32);

    // Reads alone: one prefetch for four lines, farther ahead. The hardware's own prefetcher fetches the other three, and
    // faster than software can ask for them.
    private static int ReadRowsAhead(int dim) => Math.Clamp(2 * LookaheadBytes / (dim * sizeof(float)), 6, 32);

    /// <summary>Asks for the line into the first-level cache, where the hardware has an instruction for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Makes stores past the caches visible before anything that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamingFence()
    {
        if (Sse.IsSupported)
        {
            Sse.StoreFence();
        }
    }

    private static void CheckTable(float* table, int rowCount, int dim)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
    }
}
