using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Sums or averages the rows of each bag. <i>Shape:</i> destination is <c>[bags, dim]</c>, row-major.</summary>
    /// <remarks>Rows are added in fp32 in the bag's order, so every register width and thread count gives the same bits. A bag
    /// of one row is that row, bit for bit; an empty bag is zeros; a mean is the sum divided by the count.</remarks>
    /// <param name="table">First element of a row-major table without padding.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    /// <param name="indices">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="offsets">Bag b holds <c>indices[offsets[b] .. offsets[b + 1]]</c>. <i>Shape:</i> <c>[bags + 1]</c>.</param>
    /// <param name="destination">The pooled rows.</param>
    /// <param name="pooling">Sum or mean.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range (nothing has been written then), a size is, or the pooling is none.</exception>
    /// <exception cref="ArgumentException">The offsets do not rise from 0 to the number of indices, or the destination is too short.</exception>
    public static void GatherPooled(
        float* table, int rowCount, int dim, ReadOnlySpan<int> indices, ReadOnlySpan<int> offsets, Span<float> destination, PoolingMode pooling, int threads = 1) =>
        GatherPooled(table, rowCount, dim, indices, offsets, destination, pooling, threads, VectorWidths.Best);

    internal static void GatherPooled(
        float* table, int rowCount, int dim, ReadOnlySpan<int> indices, ReadOnlySpan<int> offsets, Span<float> destination, PoolingMode pooling, int threads, VectorWidth width)
    {
        CheckTable(table, rowCount, dim);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (pooling is not (PoolingMode.Sum or PoolingMode.Mean))
        {
            throw new ArgumentOutOfRangeException(nameof(pooling), pooling, $"pooling is {pooling}; a pooled gather sums or averages");
        }

        RowCheck.Offsets(offsets, indices.Length);
        RowCheck.Destination(destination, offsets.Length - 1, dim);
        RowCheck.Rows(indices, rowCount);
        fixed (int* rows = indices)
        fixed (int* bags = offsets)
        fixed (float* output = destination)
        {
            var work = new PoolWork(table, dim, rows, bags, output, pooling == PoolingMode.Mean, width);
            if (threads == 1 || (long)indices.Length * dim * sizeof(float) < BytesWorthThreads)
            {
                PoolRange(&work, 0, offsets.Length - 1);
            }
            else
            {
                WorkerTeam.Shared(threads).ForRanges(&PoolRange, &work, offsets.Length - 1);
            }
        }
    }

    private readonly struct PoolWork(float* table, int dim, int* rows, int* bags, float* output, bool mean, VectorWidth width)
    {
        internal readonly float* Table = table;
        internal readonly int* Rows = rows;
        internal readonly int* Bags = bags;
        internal readonly float* Output = output;
        internal readonly int Dim = dim;
        internal readonly bool Mean = mean;
        internal readonly VectorWidth Width = width;
    }

    private static void PoolRange(void* state, int first, int end)
    {
        var work = (PoolWork*)state;
        switch (work->Width)
        {
            case VectorWidth.Bits512:
                PoolLines<Line512>(work, first, end);
                break;
            case VectorWidth.Bits256:
                PoolLines<Line256>(work, first, end);
                break;
            case VectorWidth.Bits128:
                PoolLines<Line128>(work, first, end);
                break;
            default:
                PoolReference(work, first, end);
                break;
        }
    }

    private static void PoolReference(PoolWork* work, int firstBag, int endBag)
    {
        nint dim = work->Dim;
        for (nint bag = firstBag; bag < endBag; bag++)
        {
            var (begin, end) = (work->Bags[bag], work->Bags[bag + 1]);
            for (nint j = 0; j < dim; j++)
            {
                var sum = begin == end ? 0f : work->Table[(work->Rows[begin] * dim) + j];
                for (var i = begin + 1; i < end; i++)
                {
                    sum += work->Table[(work->Rows[i] * dim) + j];
                }

                work->Output[(bag * dim) + j] = work->Mean && end - begin > 1 ? sum / (end - begin) : sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PoolLines<TLine>(PoolWork* work, int firstBag, int endBag)
        where TLine : struct, ICacheLine
    {
        nint dim = work->Dim;
        var table = work->Table;
        var rows = work->Rows;
        var bags = work->Bags;
        var ahead = ReadRowsAhead(work->Dim);
        var last = bags[endBag] - 1;
        for (nint bag = firstBag; bag < endBag; bag++)
        {
            var to = work->Output + (bag * dim);
            var i = bags[bag];
            var count = bags[bag + 1] - i;
            if (count == 0)
            {
                new Span<float>(to, (int)dim).Clear();
                continue;
            }

            var divisor = work->Mean ? count : 1;
            nint summed = 0;
            if (typeof(TLine) == typeof(Line512) && count > 1)
            {
                summed = SumBlocks(table, dim, rows + i, count, last - i, ahead, divisor, to);
            }

            SumColumns<TLine>(table + summed, dim, dim - summed, rows + i, count, last - i, ahead, divisor, to + summed);
        }
    }

    // The columns that no register block covers, with the sums in the output itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumColumns<TLine>(float* table, nint stride, nint columns, int* rows, int count, int aheadEnd, int ahead, float divisor, float* to)
        where TLine : struct, ICacheLine
    {
        if (columns == 0)
        {
            return;
        }

        CopyRow<TLine>(table + (rows[0] * stride), to, table + (rows[Math.Min(ahead, aheadEnd)] * stride), columns);
        for (var i = 1; i < count; i++)
        {
            AddRow<TLine>(table + (rows[i] * stride), to, table + (rows[Math.Min(i + ahead, aheadEnd)] * stride), columns);
        }

        if (divisor > 1)
        {
            DivideRow<TLine>(to, divisor, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TLine>(float* from, float* to, float* next, nint dim)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        nint j = 0;
        for (; j <= dim - (4 * Line); j += 4 * Line)
        {
            Prefetch(next + j);
            TLine.Add(from + j, to + j);
            TLine.Add(from + j + Line, to + j + Line);
            TLine.Add(from + j + (2 * Line), to + j + (2 * Line));
            TLine.Add(from + j + (3 * Line), to + j + (3 * Line));
        }

        for (; j <= dim - Line; j += Line)
        {
            Prefetch(next + j);
            TLine.Add(from + j, to + j);
        }

        Prefetch(next + dim - 1);
        for (; j < dim; j++)
        {
            to[j] += from[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DivideRow<TLine>(float* to, float divisor, nint dim)
        where TLine : struct, ICacheLine
    {
        nint j = 0;
        for (; j <= dim - ICacheLine.Floats; j += ICacheLine.Floats)
        {
            TLine.Divide(to + j, divisor);
        }

        for (; j < dim; j++)
        {
            to[j] /= divisor;
        }
    }
}
