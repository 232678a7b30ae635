using System.Diagnostics.CodeAnalysis;
using System.Numerics;
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

    private static void CheckDestination(long rows, int dim, int length)
    {
        if (length < rows * dim)
        {
            throw new ArgumentException($"the destination holds {length} floats, and {rows} rows of {dim} need {rows * dim}", "destination");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckRows(ReadOnlySpan<int> indices, int rowCount)
    {
        // A negative row is a huge unsigned one, so one maximum tells whether all are in range.
        uint highest = 0;
        var i = 0;
        if (indices.Length >= Vector<uint>.Count)
        {
            var highs = Vector<uint>.Zero;
            for (; i <= indices.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            {
                highs = Vector.Max(highs, Vector.AsVectorUInt32(new Vector<int>(indices[i..])));
            }

            for (var lane = 0; lane < Vector<uint>.Count; lane++)
            {
                highest = Math.Max(highest, highs[lane]);
            }
        }

        for (; i < indices.Length; i++)
        {
            highest = Math.Max(highest, (uint)indices[i]);
        }

        if (highest >= (uint)rowCount && indices.Length > 0)
        {
            ThrowBadRow(indices, rowCount);
        }
    }

    [DoesNotReturn]
    private static void ThrowBadRow(ReadOnlySpan<int> indices, int rowCount)
    {
        var position = 0;
        while ((uint)indices[position] < (uint)rowCount)
        {
            position++;
        }

        throw new ArgumentOutOfRangeException(nameof(indices), indices[position],
            $"index {position} names row {indices[position]}, and the table has {(rowCount == 0 ? "no rows" : $"rows 0..{rowCount - 1}")}");
    }

    private static void CheckOffsets(ReadOnlySpan<int> offsets, int indexCount, string name)
    {
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != indexCount)
        {
            throw new ArgumentException($"offsets run from {(offsets.IsEmpty ? "nothing" : $"{offsets[0]} to {offsets[^1]}")}; they must run from 0 to {indexCount}, the number of entries", name);
        }

        for (var i = 1; i < offsets.Length; i++)
        {
            if (offsets[i] < offsets[i - 1])
            {
                throw new ArgumentException($"offset {i} is {offsets[i]}, below the one before it ({offsets[i - 1]}); offsets must not fall", name);
            }
        }
    }
}
