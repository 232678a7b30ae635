using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Copies rows of a table in the order named. <i>Shape:</i> destination is <c>[indices.Length, dim]</c>, row-major.</summary>
    /// <param name="table">First element of a row-major table without padding.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    /// <param name="indices">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="destination">The rows, bit for bit.</param>
    /// <param name="streaming">Write past the caches. Faster where the output is larger than the last-level cache and is not read at once, slower otherwise.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range (nothing has been written then), or a size is.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Gather(float* table, int rowCount, int dim, ReadOnlySpan<int> indices, Span<float> destination, bool streaming = false, int threads = 1) =>
        Gather(table, rowCount, dim, indices, destination, streaming, threads, VectorWidths.Best);

    /// <summary>Copies rows of a table in managed memory; otherwise as the overload over a pointer.</summary>
    public static void Gather(ReadOnlySpan<float> table, int dim, ReadOnlySpan<int> indices, Span<float> destination, bool streaming = false, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        fixed (float* first = table)
        {
            // An empty table has no address; any other will do, because no index can pass the check.
            var nowhere = 0f;
            Gather(table.IsEmpty ? &nowhere : first, table.Length / dim, dim, indices, destination, streaming, threads, VectorWidths.Best);
        }
    }

    internal static void Gather(float* table, int rowCount, int dim, ReadOnlySpan<int> indices, Span<float> destination, bool streaming, int threads, VectorWidth width)
    {
        CheckTable(table, rowCount, dim);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        CheckDestination(indices.Length, dim, destination.Length);
        CheckRows(indices, rowCount);
        fixed (int* rows = indices)
        fixed (float* output = destination)
        {
            var work = new GatherWork(table, dim, rows, output, streaming, width);
            if (threads == 1 || (long)indices.Length * dim * sizeof(float) < BytesWorthThreads)
            {
                GatherRange(&work, 0, indices.Length);
            }
            else
            {
                WorkerTeam.Shared(threads).ForRanges(&GatherRange, &work, indices.Length);
            }
        }
    }

    private readonly struct GatherWork(float* table, int dim, int* rows, float* output, bool streaming, VectorWidth width)
    {
        internal readonly float* Table = table;
        internal readonly int* Rows = rows;
        internal readonly float* Output = output;
        internal readonly int Dim = dim;
        internal readonly bool Streaming = streaming;
        internal readonly VectorWidth Width = width;
    }

    private static void GatherRange(void* state, int first, int end)
    {
        var work = (GatherWork*)state;
        var rows = work->Rows + first;
        var output = work->Output + ((nint)first * work->Dim);
        switch (work->Width)
        {
            case VectorWidth.Bits512:
                GatherLines<Line512>(work->Table, work->Dim, rows, end - first, output, work->Streaming);
                break;
            case VectorWidth.Bits256:
                GatherLines<Line256>(work->Table, work->Dim, rows, end - first, output, work->Streaming);
                break;
            case VectorWidth.Bits128:
                GatherLines<Line128>(work->Table, work->Dim, rows, end - first, output, work->Streaming);
                break;
            default:
                GatherReference(work->Table, work->Dim, rows, end - first, output);
                break;
        }
    }

    private static void GatherReference(float* table, nint dim, int* rows, int count, float* output)
    {
        for (nint i = 0; i < count; i++)
        {
            for (nint j = 0; j < dim; j++)
            {
                output[(i * dim) + j] = table[(rows[i] * dim) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherLines<TLine>(float* table, nint dim, int* rows, int count, float* output, bool streaming)
        where TLine : struct, ICacheLine
    {
        var ahead = RowsAhead((int)dim);
        // A float that is not on a 4-byte boundary can never be brought to a line's boundary.
        streaming &= dim >= 4 * ICacheLine.Floats && (nint)output % sizeof(float) == 0;
        for (var i = 0; i < count; i++)
        {
            var from = table + (rows[i] * dim);
            var next = table + (rows[Math.Min(i + ahead, count - 1)] * dim);
            var to = output + (i * dim);
            if (streaming)
            {
                CopyRowStreaming<TLine>(from, to, next, dim);
            }
            else
            {
                CopyRow<TLine>(from, to, next, dim);
            }
        }

        if (streaming)
        {
            StreamingFence();
        }
    }

    // The prefetch of a later row is interleaved with the copy, line by line: a burst of prefetches would fill the miss queue and stall it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<TLine>(float* from, float* to, float* next, nint dim)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        nint j = 0;
        for (; j <= dim - (4 * Line); j += 4 * Line)
        {
            Prefetch(next + j);
            Prefetch(next + j + Line);
            Prefetch(next + j + (2 * Line));
            Prefetch(next + j + (3 * Line));
            TLine.Copy(from + j, to + j);
            TLine.Copy(from + j + Line, to + j + Line);
            TLine.Copy(from + j + (2 * Line), to + j + (2 * Line));
            TLine.Copy(from + j + (3 * Line), to + j + (3 * Line));
        }

        for (; j <= dim - Line; j += Line)
        {
            Prefetch(next + j);
            TLine.Copy(from + j, to + j);
        }

        if (j < dim)
        {
            Prefetch(next + dim - 1);
            CopyTail<TLine>(from, to, j, dim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyTail<TLine>(float* from, float* to, nint done, nint dim)
        where TLine : struct, ICacheLine
    {
        if (dim >= ICacheLine.Floats)
        {
            // The row's last whole line, which writes some elements a second time with the same bits.
            TLine.Copy(from + dim - ICacheLine.Floats, to + dim - ICacheLine.Floats);
            return;
        }

        CopyElements(from, to, done, dim);
    }

    // The parts of a line that this row shares with its neighbours are written one by one: an ordinary store into a line
    // that is being streamed would force it out half full.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRowStreaming<TLine>(float* from, float* to, float* next, nint dim)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        var j = (-(nint)to & 63) / sizeof(float);
        Prefetch(next);
        CopyElements(from, to, 0, j);
        for (; j <= dim - (4 * Line); j += 4 * Line)
        {
            Prefetch(next + j);
            Prefetch(next + j + Line);
            Prefetch(next + j + (2 * Line));
            Prefetch(next + j + (3 * Line));
            TLine.CopyStreaming(from + j, to + j);
            TLine.CopyStreaming(from + j + Line, to + j + Line);
            TLine.CopyStreaming(from + j + (2 * Line), to + j + (2 * Line));
            TLine.CopyStreaming(from + j + (3 * Line), to + j + (3 * Line));
        }

        for (; j <= dim - Line; j += Line)
        {
            Prefetch(next + j);
            TLine.CopyStreaming(from + j, to + j);
        }

        if (j < dim)
        {
            Prefetch(next + dim - 1);
            CopyElements(from, to, j, dim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyElements(float* from, float* to, nint first, nint end)
    {
        for (; first < end; first++)
        {
            to[first] = from[first];
        }
    }
}
