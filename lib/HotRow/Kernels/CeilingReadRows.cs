using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>A ceiling for gathers: reads the rows, with prefetch, and writes nothing.</summary>
    /// <param name="table">First element of a row-major table without padding.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    /// <param name="indices">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>The sum of everything read, in an unstated order: it proves that the rows were read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range, or a size is.</exception>
    public static float ReadRows(float* table, int rowCount, int dim, ReadOnlySpan<int> indices, int threads = 1)
    {
        CheckTable(table, rowCount, dim);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        CheckRows(indices, rowCount);
        fixed (int* rows = indices)
        {
            var work = new ReadWork { From = table, Rows = rows, Dim = dim };
            if (threads == 1)
            {
                ReadRowsRange(&work, 0, indices.Length);
            }
            else
            {
                WorkerTeam.Shared(threads).ForRanges(&ReadRowsRange, &work, indices.Length);
            }

            return work.Sum;
        }
    }

    private struct ReadWork
    {
        internal float* From;
        internal float* To;
        internal int* Rows;
        internal int Dim;
        internal float Sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadRowsRange(void* state, int first, int end)
    {
        var work = (ReadWork*)state;
        nint dim = work->Dim;
        var ahead = RowsAhead(work->Dim);
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var rest = 0f;
        for (var i = first; i < end; i++)
        {
            var from = work->From + (work->Rows[i] * dim);
            var next = work->From + (work->Rows[Math.Min(i + ahead, end - 1)] * dim);
            nint j = 0;
            for (; j <= dim - 64; j += 64)
            {
                Prefetch(next + j);
                a += Vector512.Load(from + j);
                b += Vector512.Load(from + j + 16);
                c += Vector512.Load(from + j + 32);
                d += Vector512.Load(from + j + 48);
            }

            for (; j < dim; j++)
            {
                rest += from[j];
            }
        }

        AddTo(ref work->Sum, Vector512.Sum(a + b + c + d) + rest);
    }

    private static void AddTo(ref float sum, float value)
    {
        var seen = Volatile.Read(ref sum);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref sum, seen + value, seen);
            if (BitConverter.SingleToInt32Bits(before) == BitConverter.SingleToInt32Bits(seen))
            {
                return;
            }

            seen = before;
        }
    }
}
