using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    // Up to this many rows, reading B once for each row is cheaper than packing it.
    private const int ThinRows = 4;

    // Below this many multiplications, waking a second thread costs more than it saves.
    private const long MultiplicationsWorthThreads = 1 << 19;

    /// <summary>Multiplies two dense fp32 matrices, C = A B. <i>Shape:</i> A <c>[m, k]</c>, B <c>[k, n]</c>, C <c>[m, n]</c>, all row-major without padding.</summary>
    /// <remarks>Sums run in fp32; the error of an output is below k * 2^-24 * (|A| |B|) to first order. The result does not
    /// depend on the number of threads. With k = 0 the output is zeros. NaN and infinity come through.</remarks>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C, overwritten.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative or threads are below 1.</exception>
    /// <exception cref="ArgumentException">A span is too short, or C overlaps A or B.</exception>
    public static void Gemm(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, int threads = 1) =>
        Gemm(a, b, c, m, n, k, threads, VectorWidths.Best);

    /// <summary>Multiplies two dense fp32 matrices that may each be larger than a span; otherwise as the overload over spans.</summary>
    public static void Gemm(float* a, float* b, float* c, int m, int n, int k, int threads = 1) =>
        Gemm(a, b, c, m, n, k, threads, VectorWidths.Best);

    internal static void Gemm(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, int threads, VectorWidth width)
    {
        CheckDimensions(m, n, k, threads);
        CheckMatrix(a.Length, m, k, nameof(a));
        CheckMatrix(b.Length, k, n, nameof(b));
        CheckMatrix(c.Length, m, n, nameof(c));
        if (c.Overlaps(a) || c.Overlaps(b))
        {
            throw new ArgumentException("the output overlaps an input", nameof(c));
        }

        fixed (float* pa = a)
        fixed (float* pb = b)
        fixed (float* pc = c)
        {
            Gemm(pa, pb, pc, m, n, k, threads, width);
        }
    }

    private static void Gemm(float* a, float* b, float* c, int m, int n, int k, int threads, VectorWidth width)
    {
        CheckDimensions(m, n, k, threads);
        if (m == 0 || n == 0)
        {
            return;
        }

        if (k == 0)
        {
            for (nint row = 0; row < m; row++)
            {
                new Span<float>(c + (row * n), n).Clear();
            }

            return;
        }

        threads = (long)m * n * k < MultiplicationsWorthThreads ? 1 : threads;
        switch (width)
        {
            case VectorWidth.Scalar:
                GemmReference(a, b, c, m, n, k);
                break;
            case VectorWidth.Bits512 when m <= ThinRows:
                GemmThin<Line512>(a, b, c, m, n, k);
                break;
            case VectorWidth.Bits256 when m <= ThinRows:
                GemmThin<Line256>(a, b, c, m, n, k);
                break;
            case VectorWidth.Bits128 when m <= ThinRows:
                GemmThin<Line128>(a, b, c, m, n, k);
                break;
            case VectorWidth.Bits512:
                GemmBlocks.Multiply<GemmTile512>(a, b, c, m, n, k, threads);
                break;
            case VectorWidth.Bits256:
                GemmBlocks.Multiply<GemmTile256>(a, b, c, m, n, k, threads);
                break;
            default:
                GemmBlocks.Multiply<GemmTile128>(a, b, c, m, n, k, threads);
                break;
        }
    }

    private static void GemmReference(float* a, float* b, float* c, int m, int n, int k)
    {
        for (nint i = 0; i < m; i++)
        {
            for (nint j = 0; j < n; j++)
            {
                var sum = 0f;
                for (nint p = 0; p < k; p++)
                {
                    sum += a[(i * k) + p] * b[(p * n) + j];
                }

                c[(i * n) + j] = sum;
            }
        }
    }

    // Row by row, a piece of the output small enough for the first-level cache takes the rows of B one after another.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GemmThin<TLine>(float* a, float* b, float* c, nint m, nint n, nint k)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        const int Piece = 256 * Line;
        for (nint column = 0; column < n; column += Piece)
        {
            var width = Math.Min(Piece, n - column);
            for (nint i = 0; i < m; i++)
            {
                var to = c + (i * n) + column;
                new Span<float>(to, (int)width).Clear();
                for (nint p = 0; p < k; p++)
                {
                    var factor = a[(i * k) + p];
                    var from = b + (p * n) + column;
                    nint j = 0;
                    for (; j <= width - Line; j += Line)
                    {
                        TLine.MultiplyAdd(from + j, factor, to + j);
                    }

                    for (; j < width; j++)
                    {
                        to[j] = float.MultiplyAddEstimate(factor, from[j], to[j]);
                    }
                }
            }
        }
    }

    private static void CheckDimensions(int m, int n, int k, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
    }

    private static void CheckMatrix(int length, int rows, int columns, string name)
    {
        if (length < (long)rows * columns)
        {
            throw new ArgumentException($"matrix {name} holds {length} floats, and {rows} x {columns} need {(long)rows * columns}", name);
        }
    }
}
