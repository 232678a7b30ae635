using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static unsafe partial class RowKernels
{
    // A bag's rows are swept once for each block of columns, with the sums in registers. Sums in memory, even in the
    // first-level cache, would put a store behind every load that misses; and several rows read a piece at a time keep more
    // of the memory's banks busy than one row read from end to end.
    private static nint SumBlocks(float* table, nint dim, int* rows, int count, int aheadEnd, int ahead, float divisor, float* to)
    {
        nint column = 0;
        for (; column <= dim - (16 * ICacheLine.Floats); column += 16 * ICacheLine.Floats)
        {
            SumBlock16(table + column, dim, rows, count, aheadEnd, ahead, divisor, to + column);
        }

        if (column <= dim - (8 * ICacheLine.Floats))
        {
            SumBlock8(table + column, dim, rows, count, aheadEnd, ahead, divisor, to + column);
            column += 8 * ICacheLine.Floats;
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumBlock16(float* table, nint dim, int* rows, int count, int aheadEnd, int ahead, float divisor, float* to)
    {
        var from = table + (rows[0] * dim);
        var s0 = Vector512.Load(from);
        var s1 = Vector512.Load(from + 16);
        var s2 = Vector512.Load(from + (2 * 16));
        var s3 = Vector512.Load(from + (3 * 16));
        var s4 = Vector512.Load(from + (4 * 16));
        var s5 = Vector512.Load(from + (5 * 16));
        var s6 = Vector512.Load(from + (6 * 16));
        var s7 = Vector512.Load(from + (7 * 16));
        var s8 = Vector512.Load(from + (8 * 16));
        var s9 = Vector512.Load(from + (9 * 16));
        var s10 = Vector512.Load(from + (10 * 16));
        var s11 = Vector512.Load(from + (11 * 16));
        var s12 = Vector512.Load(from + (12 * 16));
        var s13 = Vector512.Load(from + (13 * 16));
        var s14 = Vector512.Load(from + (14 * 16));
        var s15 = Vector512.Load(from + (15 * 16));
        for (var i = 1; i < count; i++)
        {
            from = table + (rows[i] * dim);
            var next = table + (rows[Math.Min(i + ahead, aheadEnd)] * dim);
            Prefetch(next);
            s0 += Vector512.Load(from);
            s1 += Vector512.Load(from + 16);
            s2 += Vector512.Load(from + (2 * 16));
            s3 += Vector512.Load(from + (3 * 16));
            Prefetch(next + (4 * 16));
            s4 += Vector512.Load(from + (4 * 16));
            s5 += Vector512.Load(from + (5 * 16));
            s6 += Vector512.Load(from + (6 * 16));
            s7 += Vector512.Load(from + (7 * 16));
            Prefetch(next + (8 * 16));
            s8 += Vector512.Load(from + (8 * 16));
            s9 += Vector512.Load(from + (9 * 16));
            s10 += Vector512.Load(from + (10 * 16));
            s11 += Vector512.Load(from + (11 * 16));
            Prefetch(next + (12 * 16));
            s12 += Vector512.Load(from + (12 * 16));
            s13 += Vector512.Load(from + (13 * 16));
            s14 += Vector512.Load(from + (14 * 16));
            s15 += Vector512.Load(from + (15 * 16));
        }

        if (divisor > 1)
        {
            var divisors = Vector512.Create(divisor);
            s0 /= divisors;
            s1 /= divisors;
            s2 /= divisors;
            s3 /= divisors;
            s4 /= divisors;
            s5 /= divisors;
            s6 /= divisors;
            s7 /= divisors;
            s8 /= divisors;
            s9 /= divisors;
            s10 /= divisors;
            s11 /= divisors;
            s12 /= divisors;
            s13 /= divisors;
            s14 /= divisors;
            s15 /= divisors;
        }

        s0.Store(to);
        s1.Store(to + 16);
        s2.Store(to + (2 * 16));
        s3.Store(to + (3 * 16));
        s4.Store(to + (4 * 16));
        s5.Store(to + (5 * 16));
        s6.Store(to + (6 * 16));
        s7.Store(to + (7 * 16));
        s8.Store(to + (8 * 16));
        s9.Store(to + (9 * 16));
        s10.Store(to + (10 * 16));
        s11.Store(to + (11 * 16));
        s12.Store(to + (12 * 16));
        s13.Store(to + (13 * 16));
        s14.Store(to + (14 * 16));
        s15.Store(to + (15 * 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumBlock8(float* table, nint dim, int* rows, int count, int aheadEnd, int ahead, float divisor, float* to)
    {
        var from = table + (rows[0] * dim);
        var s0 = Vector512.Load(from);
        var s1 = Vector512.Load(from + 16);
        var s2 = Vector512.Load(from + (2 * 16));
        var s3 = Vector512.Load(from + (3 * 16));
        var s4 = Vector512.Load(from + (4 * 16));
        var s5 = Vector512.Load(from + (5 * 16));
        var s6 = Vector512.Load(from + (6 * 16));
        var s7 = Vector512.Load(from + (7 * 16));
        for (var i = 1; i < count; i++)
        {
            from = table + (rows[i] * dim);
            var next = table + (rows[Math.Min(i + ahead, aheadEnd)] * dim);
            Prefetch(next);
            s0 += Vector512.Load(from);
            s1 += Vector512.Load(from + 16);
            s2 += Vector512.Load(from + (2 * 16));
            s3 += Vector512.Load(from + (3 * 16));
            Prefetch(next + (4 * 16));
            s4 += Vector512.Load(from + (4 * 16));
            s5 += Vector512.Load(from + (5 * 16));
            s6 += Vector512.Load(from + (6 * 16));
            s7 += Vector512.Load(from + (7 * 16));
        }

        if (divisor > 1)
        {
            var divisors = Vector512.Create(divisor);
            s0 /= divisors;
            s1 /= divisors;
            s2 /= divisors;
            s3 /= divisors;
            s4 /= divisors;
            s5 /= divisors;
            s6 /= divisors;
            s7 /= divisors;
        }

        s0.Store(to);
        s1.Store(to + 16);
        s2.Store(to + (2 * 16));
        s3.Store(to + (3 * 16));
        s4.Store(to + (4 * 16));
        s5.Store(to + (5 * 16));
        s6.Store(to + (6 * 16));
        s7.Store(to + (7 * 16));
    }
}
