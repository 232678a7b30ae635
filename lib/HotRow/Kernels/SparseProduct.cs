using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Multiplies a sparse matrix in CSR form by a dense one. <i>Shape:</i> sparse <c>[offsets.Length - 1, denseRows]</c>, dense <c>[denseRows, dim]</c>, destination <c>[offsets.Length - 1, dim]</c>, row-major.</summary>
    /// <remarks>Each output starts at zero and takes its row's entries in order, in fp32. A row without entries is zeros. Where the
    /// hardware fuses multiply and add, each step is rounded once.</remarks>
    /// <param name="values">The entries.</param>
    /// <param name="columns">The column of each entry, 0 &lt;= column &lt; denseRows.</param>
    /// <param name="offsets">Row r holds the entries <c>offsets[r] .. offsets[r + 1]</c>.</param>
    /// <param name="dense">First element of the dense matrix, without padding.</param>
    /// <param name="denseRows">Rows of the dense matrix.</param>
    /// <param name="dim">Columns of the dense matrix, at least 1.</param>
    /// <param name="destination">The product.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is out of range (nothing has been written then), or a size is.</exception>
    /// <exception cref="ArgumentException">Values and columns differ in length, the offsets do not rise from 0 to the number of entries, or the destination is too short.</exception>
    public static void SparseProduct(
        ReadOnlySpan<float> values, ReadOnlySpan<int> columns, ReadOnlySpan<int> offsets, float* dense, int denseRows, int dim, Span<float> destination, int threads = 1) =>
        SparseProduct(values, columns, offsets, dense, denseRows, dim, destination, threads, VectorWidths.Best);

    internal static void SparseProduct(
        ReadOnlySpan<float> values, ReadOnlySpan<int> columns, ReadOnlySpan<int> offsets, float* dense, int denseRows, int dim, Span<float> destination, int threads, VectorWidth width)
    {
        CheckTable(dense, denseRows, dim);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (values.Length != columns.Length)
        {
            throw new ArgumentException($"there are {values.Length} values and {columns.Length} columns; each entry has one of each", nameof(values));
        }

        RowCheck.Offsets(offsets, columns.Length);
        RowCheck.Destination(destination, offsets.Length - 1, dim);
        RowCheck.Rows(columns, denseRows);
        fixed (float* factors = values)
        fixed (int* rows = columns)
        fixed (int* ends = offsets)
        fixed (float* output = destination)
        {
            var work = new SparseWork(factors, rows, ends, dense, dim, output, width);
            if (threads == 1 || (long)columns.Length * dim * sizeof(float) < BytesWorthThreads)
            {
                SparseRange(&work, 0, offsets.Length - 1);
            }
            else
            {
                WorkerTeam.Shared(threads).ForRanges(&SparseRange, &work, offsets.Length - 1);
            }
        }
    }

    private readonly struct SparseWork(float* factors, int* columns, int* offsets, float* dense, int dim, float* output, VectorWidth width)
    {
        internal readonly float* Factors = factors;
        internal readonly int* Columns = columns;
        internal readonly int* Offsets = offsets;
        internal readonly float* Dense = dense;
        internal readonly float* Output = output;
        internal readonly int Dim = dim;
        internal readonly VectorWidth Width = width;
    }

    private static void SparseRange(void* state, int first, int end)
    {
        var work = (SparseWork*)state;
        switch (work->Width)
        {
            case VectorWidth.Bits512:
                SparseLines<Line512>(work, first, end);
                break;
            case VectorWidth.Bits256:
                SparseLines<Line256>(work, first, end);
                break;
            case VectorWidth.Bits128:
                SparseLines<Line128>(work, first, end);
                break;
            default:
                SparseReference(work, first, end);
                break;
        }
    }

    private static void SparseReference(SparseWork* work, int first, int end)
    {
        nint dim = work->Dim;
        for (nint row = first; row < end; row++)
        {
            for (nint j = 0; j < dim; j++)
            {
                var sum = 0f;
                for (var i = work->Offsets[row]; i < work->Offsets[row + 1]; i++)
                {
                    sum += work->Factors[i] * work->Dense[(work->Columns[i] * dim) + j];
                }

                work->Output[(row * dim) + j] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SparseLines<TLine>(SparseWork* work, int first, int end)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        nint dim = work->Dim;
        var dense = work->Dense;
        var columns = work->Columns;
        var offsets = work->Offsets;
        var ahead = RowsAhead(work->Dim);
        var last = offsets[end] - 1;
        for (nint row = first; row < end; row++)
        {
            var to = work->Output + (row * dim);
            new Span<float>(to, (int)dim).Clear();
            for (var i = offsets[row]; i < offsets[row + 1]; i++)
            {
                var from = dense + (columns[i] * dim);
                var next = dense + (columns[Math.Min(i + ahead, last)] * dim);
                var factor = work->Factors[i];
                nint j = 0;
                for (; j <= dim - Line; j += Line)
                {
                    Prefetch(next + j);
                    TLine.MultiplyAdd(from + j, factor, to + j);
                }

                Prefetch(next + dim - 1);
                for (; j < dim; j++)
                {
                    to[j] = float.MultiplyAddEstimate(factor, from[j], to[j]);
                }
            }
        }
    }
}
