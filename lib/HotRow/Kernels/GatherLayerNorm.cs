using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>The number added to the variance where nothing else is asked for.</summary>
    public const float LayerNormEpsilon = 1e-5f;

    /// <summary>Copies rows of a table in the order named and normalises each on the way: (row - mean) / sqrt(variance + epsilon) * gain + bias. <i>Shape:</i> destination is <c>[indices.Length, dim]</c>, row-major.</summary>
    /// <remarks>A row with NaN or an infinity in it becomes NaN. Mean and variance are taken from the row's own elements, the variance over dim and not dim - 1.
    /// <para><i>Source:</i> Ba, Kiros, Hinton: Layer Normalization, 2016, section 3; corrected two-pass variance: Chan, Golub, LeVeque, 1983, formula 1.7.</para></remarks>
    /// <param name="table">First element of a row-major table without padding.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    /// <param name="indices">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="gain">One factor for each column.</param>
    /// <param name="bias">One summand for each column.</param>
    /// <param name="destination">The normalised rows.</param>
    /// <param name="epsilon">Added to the variance, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range (nothing has been written then), or a size or epsilon is.</exception>
    /// <exception cref="ArgumentException">Gain or bias is not one number for each column, or the destination is too short.</exception>
    public static void GatherLayerNorm(
        float* table, int rowCount, int dim, ReadOnlySpan<int> indices, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, Span<float> destination, float epsilon = LayerNormEpsilon) =>
        GatherLayerNorm(table, rowCount, dim, indices, gain, bias, destination, epsilon, VectorWidths.Best);

    /// <summary>Normalises rows in place, as <see cref="GatherLayerNorm(float*, int, int, ReadOnlySpan{int}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, float)"/> does on the way. <i>Shape:</i> rows is <c>[n, dim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1 or epsilon is negative.</exception>
    /// <exception cref="ArgumentException">Gain or bias is not one number for each column, or the rows are not whole.</exception>
    public static void LayerNorm(Span<float> rows, int dim, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon = LayerNormEpsilon) =>
        LayerNorm(rows, dim, gain, bias, epsilon, VectorWidths.Best);

    internal static void GatherLayerNorm(
        float* table, int rowCount, int dim, ReadOnlySpan<int> indices, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, Span<float> destination, float epsilon, VectorWidth width)
    {
        CheckTable(table, rowCount, dim);
        CheckNorm(dim, gain, bias, epsilon);
        RowCheck.Destination(destination, indices.Length, dim);
        RowCheck.Rows(indices, rowCount);
        fixed (int* rows = indices)
        fixed (float* to = destination, factors = gain, summands = bias)
        {
            NormRows(new(table, rows, indices.Length, to, factors, summands, dim, epsilon), width);
        }
    }

    internal static void LayerNorm(Span<float> rows, int dim, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, VectorWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        CheckNorm(dim, gain, bias, epsilon);
        if (rows.Length % dim != 0)
        {
            throw new ArgumentException($"{rows.Length} numbers are not whole rows of {dim}", nameof(rows));
        }

        fixed (float* first = rows, factors = gain, summands = bias)
        {
            NormRows(new(first, null, rows.Length / dim, first, factors, summands, dim, epsilon), width);
        }
    }

    private static void CheckNorm(int dim, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon)
    {
        if (gain.Length != dim || bias.Length != dim)
        {
            throw new ArgumentException($"gain has {gain.Length} numbers and bias {bias.Length}; rows of {dim} need {dim} of each");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
    }

    // Rows null: every row from the first on, in order.
    private readonly struct NormWork(float* from, int* rows, int count, float* to, float* gain, float* bias, int dim, float epsilon)
    {
        internal readonly float* From = from;
        internal readonly int* Rows = rows;
        internal readonly int Count = count;
        internal readonly float* To = to;
        internal readonly float* Gain = gain;
        internal readonly float* Bias = bias;
        internal readonly int Dim = dim;
        internal readonly float Epsilon = epsilon;

        internal float* Row(int i) => From + ((Rows is null ? i : (nint)Rows[i]) * Dim);
    }

    private static void NormRows(in NormWork work, VectorWidth width)
    {
        switch (width)
        {
            case VectorWidth.Bits512:
                NormRows<Lanes512>(work);
                break;
            case VectorWidth.Bits256:
                NormRows<Lanes256>(work);
                break;
            case VectorWidth.Bits128:
                NormRows<Lanes128>(work);
                break;
            default:
                NormRows<Lanes1>(work);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NormRows<TLanes>(in NormWork work)
        where TLanes : struct, INormLanes<TLanes>
    {
        nint dim = work.Dim;
        var ahead = RowsAhead(work.Dim);
        for (var i = 0; i < work.Count; i++)
        {
            var from = work.Row(i);
            var mean = SumRow<TLanes>(from, work.Row(Math.Min(i + ahead, work.Count - 1)), dim) / dim;
            var (sum, squares) = Deviations<TLanes>(from, mean, dim);

            // What the mean's rounding left: without it a row of equal large numbers would be divided by its own rounding error.
            var shift = sum / dim;
            var scale = 1 / MathF.Sqrt(MathF.Max(0, (squares / dim) - (shift * shift)) + work.Epsilon);
            WriteNormed<TLanes>(from, work.To + (i * dim), work.Gain, work.Bias, mean, shift, scale, dim);
        }
    }

    // The first of three passes over the row is the one that memory feels: a later row is prefetched along with it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumRow<TLanes>(float* from, float* next, nint dim)
        where TLanes : struct, INormLanes<TLanes>
    {
        var lanes = TLanes.Count;
        var (a, b, c, d) = (TLanes.Splat(0), TLanes.Splat(0), TLanes.Splat(0), TLanes.Splat(0));
        nint j = 0;
        for (; j <= dim - (4 * lanes); j += 4 * lanes)
        {
            for (var line = 0; line < 4 * lanes; line += ICacheLine.Floats)
            {
                Prefetch(next + j + line);
            }

            a = TLanes.Add(a, TLanes.Load(from + j));
            b = TLanes.Add(b, TLanes.Load(from + j + lanes));
            c = TLanes.Add(c, TLanes.Load(from + j + (2 * lanes)));
            d = TLanes.Add(d, TLanes.Load(from + j + (3 * lanes)));
        }

        for (; j <= dim - lanes; j += lanes)
        {
            Prefetch(next + j);
            a = TLanes.Add(a, TLanes.Load(from + j));
        }

        var sum = TLanes.Sum(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        for (; j < dim; j++)
        {
            sum += from[j];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float Sum, float Squares) Deviations<TLanes>(float* from, float mean, nint dim)
        where TLanes : struct, INormLanes<TLanes>
    {
        var lanes = TLanes.Count;
        var means = TLanes.Splat(mean);
        var (a, b, c, d) = (TLanes.Splat(0), TLanes.Splat(0), TLanes.Splat(0), TLanes.Splat(0));
        nint j = 0;
        for (; j <= dim - (2 * lanes); j += 2 * lanes)
        {
            var x = TLanes.Subtract(TLanes.Load(from + j), means);
            var y = TLanes.Subtract(TLanes.Load(from + j + lanes), means);
            a = TLanes.Add(a, x);
            b = TLanes.MultiplyAdd(x, x, b);
            c = TLanes.Add(c, y);
            d = TLanes.MultiplyAdd(y, y, d);
        }

        var (sum, squares) = (TLanes.Sum(TLanes.Add(a, c)), TLanes.Sum(TLanes.Add(b, d)));
        for (; j < dim; j++)
        {
            var x = from[j] - mean;
            sum += x;
            squares += x * x;
        }

        return (sum, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteNormed<TLanes>(float* from, float* to, float* gain, float* bias, float mean, float shift, float scale, nint dim)
        where TLanes : struct, INormLanes<TLanes>
    {
        var lanes = TLanes.Count;
        var (means, shifts, scales) = (TLanes.Splat(mean), TLanes.Splat(shift), TLanes.Splat(scale));
        nint j = 0;
        for (; j <= dim - lanes; j += lanes)
        {
            var x = TLanes.Subtract(TLanes.Subtract(TLanes.Load(from + j), means), shifts);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Multiply(x, scales), TLanes.Load(gain + j), TLanes.Load(bias + j)), to + j);
        }

        for (; j < dim; j++)
        {
            to[j] = ((from[j] - mean - shift) * scale * gain[j]) + bias[j];
        }
    }
}
