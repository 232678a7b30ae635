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
        RowCheck.Rows(indices, rowCount);
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

    // A few rows at a time, a piece of each in turn, as the pooled gather reads them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadRowsRange(void* state, int first, int end)
    {
        const int Group = 32;
        const int Piece = 16 * ICacheLine.Floats;
        var work = (ReadWork*)state;
        var sum = 0f;
        for (; first < end; first += Group)
        {
            var count = Math.Min(Group, end - first);
            for (var column = 0; column < work->Dim; column += Piece)
            {
                sum += ReadPieces(work, first, count, end, column, Math.Min(Piece, work->Dim - column));
            }
        }

        AddTo(ref work->Sum, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ReadPieces(ReadWork* work, int first, int count, int end, nint column, nint width)
    {
        nint dim = work->Dim;
        var table = work->From + column;
        var rows = work->Rows + first;
        var last = end - first - 1;
        var ahead = ReadRowsAhead(work->Dim);
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (e, f, g, h) = (a, b, c, d);
        var rest = 0f;
        for (var i = 0; i < count; i++)
        {
            var from = table + (rows[i] * dim);
            var next = table + (rows[Math.Min(i + ahead, last)] * dim);
            nint j = 0;
            for (; j <= width - 128; j += 128)
            {
                Prefetch(next + j);
                a += Vector512.Load(from + j);
                b += Vector512.Load(from + j + 16);
                c += Vector512.Load(from + j + 32);
                d += Vector512.Load(from + j + 48);
                Prefetch(next + j + 64);
                e += Vector512.Load(from + j + 64);
                f += Vector512.Load(from + j + 80);
                g += Vector512.Load(from + j + 96);
                h += Vector512.Load(from + j + 112);
            }

            for (; j <= width - 16; j += 16)
            {
                Prefetch(next + j);
                a += Vector512.Load(from + j);
            }

            for (; j < width; j++)
            {
                rest += from[j];
            }
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h) + rest;
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
