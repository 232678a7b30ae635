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
    /// <param name="streaming">Write past the caches: for an output that is larger than the last-level cache, or that must not push the table's hot rows out of it. An output that is read at once, or written by several threads and fits that cache, is better written through it.</param>
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
        RowCheck.Destination(destination, indices.Length, dim);
        RowCheck.Rows(indices, rowCount);
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
                GatherRows<Line512>(work, rows, end - first, output);
                break;
            case VectorWidth.Bits256:
                GatherRows<Line256>(work, rows, end - first, output);
                break;
            case VectorWidth.Bits128:
                GatherRows<Line128>(work, rows, end - first, output);
                break;
            default:
                GatherReference(work->Table, work->Dim, rows, end - first, output);
                break;
        }
    }

    private static void GatherRows<TLine>(GatherWork* work, int* rows, int count, float* output)
        where TLine : struct, ICacheLine
    {
        // A float that is not on a 4-byte boundary can never be brought to a line's boundary.
        if (work->Streaming && work->Dim >= 4 * ICacheLine.Floats && (nint)output % sizeof(float) == 0)
        {
            GatherStreaming<TLine>(work->Table, work->Dim, rows, count, output);
        }
        else
        {
            GatherLines<TLine>(work->Table, work->Dim, rows, count, output);
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
    private static void GatherLines<TLine>(float* table, nint dim, int* rows, int count, float* output)
        where TLine : struct, ICacheLine
    {
        var ahead = RowsAhead((int)dim);
        for (var i = 0; i < count; i++)
        {
            CopyRow<TLine>(table + (rows[i] * dim), output, table + (rows[Math.Min(i + ahead, count - 1)] * dim), dim);
            output += dim;
        }
    }

    // The prefetch of a later row is interleaved with the copy: a burst of prefetches would fill the miss queue and stall it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<TLine>(float* from, float* to, float* next, nint dim)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        nint j = 0;
        for (; j <= dim - (8 * Line); j += 8 * Line)
        {
            CopyFourLines<TLine>(from + j, to + j, next + j);
            CopyFourLines<TLine>(from + j + (4 * Line), to + j + (4 * Line), next + j + (4 * Line));
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
    private static void CopyFourLines<TLine>(float* from, float* to, float* next)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        Prefetch(next);
        Prefetch(next + Line);
        TLine.Copy(from, to);
        TLine.Copy(from + Line, to + Line);
        Prefetch(next + (2 * Line));
        Prefetch(next + (3 * Line));
        TLine.Copy(from + (2 * Line), to + (2 * Line));
        TLine.Copy(from + (3 * Line), to + (3 * Line));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyElements(float* from, float* to, nint first, nint end)
    {
        for (; first < end; first++)
        {
            to[first] = from[first];
        }
    }
}
