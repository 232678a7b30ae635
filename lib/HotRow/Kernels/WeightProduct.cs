using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Weight rows that <see cref="WeightProduct"/> takes together.</summary>
    public const int WeightRows = 4;

    /// <summary>Depths of <see cref="WeightProduct"/> are multiples of this.</summary>
    public const int WeightGrain = 128;

    // Inputs that share one reading of a register of weights.
    private const int InputsTogether = 4;

    private const int LineBytes = 64;

    // How far ahead of a single input its stream of weights is asked for: what is under way when main memory is busy.
    private const int BytesAhead = 4096;

    /// <summary>The product of a decode step: every input times a matrix of weights that is read from memory once, however many inputs there are.
    /// <i>Shape:</i> weights <c>[rows, depth]</c>, inputs <c>[batch, depth]</c>, outputs <c>[batch, rows]</c>, all row-major without padding.</summary>
    /// <remarks>Nothing is packed or copied, so that the bytes read are those of the weights. Sums run in the format's precision, in a fixed order;
    /// the result does not depend on the number of threads. Sums of whole numbers are exact below 2^31 and rounded to fp32 when they are stored.
    /// <i>Cost:</i> 2 x batch x rows x depth operations; the inputs are read again for every four rows, from a near cache as long as they fit in one.</remarks>
    /// <param name="format">What weights and inputs are.</param>
    /// <param name="weights">Weights.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Outputs, overwritten.</param>
    /// <param name="rows">Rows of the weights, a multiple of <see cref="WeightRows"/>.</param>
    /// <param name="depth">Columns of the weights, a multiple of <see cref="WeightGrain"/>.</param>
    /// <param name="batch">Inputs.</param>
    /// <param name="scales">A factor for each row's outputs, or null for none.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative or not such a multiple, threads are below 1, or the format is unknown.</exception>
    public static void WeightProduct(WeightFormat format, void* weights, void* inputs, float* outputs, int rows, int depth, int batch, float* scales = null, int threads = 1)
    {
        CheckMultiple(rows, WeightRows, nameof(rows));
        CheckMultiple(depth, WeightGrain, nameof(depth));
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var work = new WeightWork { Weights = (byte*)weights, Inputs = (byte*)inputs, Outputs = outputs, Scales = scales, Rows = rows, Depth = depth, Batch = batch };
        delegate*<void*, int, int, void> body = format switch
        {
            WeightFormat.Fp64 => &WeightRange<Fp64Lanes, Vector512<double>, Vector512<double>>,
            WeightFormat.Fp32 => &WeightRange<Fp32Lanes, Vector512<float>, Vector512<float>>,
            WeightFormat.Bf16 => &WeightRange<Bf16Lanes, Vector512<float>, Vector512<float>>,
            WeightFormat.Int8 => &WeightRange<Int8Lanes, Vector512<float>, Vector512<float>>,
            WeightFormat.Int8Products => &WeightRange<Int8ProductLanes, Vector256<byte>, Vector256<int>>,
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown"),
        };
        if (threads == 1)
        {
            body(&work, 0, rows / WeightRows);
        }
        else
        {
            WorkerTeam.Shared(threads).ForRanges(body, &work, rows / WeightRows);
        }
    }

    /// <summary>Weights that are wanted soon.</summary>
    /// <param name="at">The first byte of them; null for none.</param>
    /// <param name="row">Bytes to the next of four rows; 0 for one row.</param>
    private struct Ahead(byte* at, nint row)
    {
        private byte* _at = at;
        private byte* _line = at;

        /// <summary>Asks for the lines of a step and goes on to the next one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Ask(int bytes)
        {
            if (_at is null)
            {
                return;
            }

            for (; _line < _at + bytes; _line += LineBytes)
            {
                Prefetch((float*)_line);
                if (row != 0)
                {
                    Prefetch((float*)(_line + row));
                    Prefetch((float*)(_line + (2 * row)));
                    Prefetch((float*)(_line + (3 * row)));
                }
            }

            _at += bytes;
        }
    }

    private struct WeightWork
    {
        internal byte* Weights;
        internal byte* Inputs;
        internal float* Outputs;
        internal float* Scales;
        internal int Rows;
        internal int Depth;
        internal int Batch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightRange<TLanes, TVector, TSum>(void* state, int first, int end)
        where TLanes : struct, IWeightLanes<TVector, TSum>
        where TVector : struct
        where TSum : struct
    {
        var work = (WeightWork*)state;
        nint weightRow = (nint)work->Depth / TLanes.Lanes * TLanes.WeightStep;
        nint inputRow = (nint)work->Depth / TLanes.Lanes * TLanes.InputStep;
        for (var group = first; group < end; group++)
        {
            var weights = work->Weights + (group * WeightRows * weightRow);
            var output = work->Outputs + (group * WeightRows);
            var scales = work->Scales is null ? null : work->Scales + (group * WeightRows);

            // The rows of the next turn are asked for while these are multiplied, so that memory works while the registers do: one row by each of
            // the first four groups of inputs, or all at once where there are fewer. A single input goes with the stream instead.
            var next = group + 1 < end ? weights + (WeightRows * weightRow) : weights;
            var isSpread = work->Batch >= WeightRows * InputsTogether;
            var input = 0;
            for (; input <= work->Batch - InputsTogether; input += InputsTogether)
            {
                var turn = input / InputsTogether;
                var ahead = isSpread && turn < WeightRows ? new Ahead(next + (turn * weightRow), 0) : turn == 0 ? new Ahead(next, weightRow) : default;
                FourInputs<TLanes, TVector, TSum>(weights, weightRow, work->Inputs + (input * inputRow), inputRow, work->Depth, output + ((nint)input * work->Rows), work->Rows, scales, ahead);
            }

            for (; input < work->Batch; input++)
            {
                var ahead = input == 1 ? WeightRows * weightRow : BytesAhead;
                OneInput<TLanes, TVector, TSum>(weights, work->Inputs + (input * inputRow), work->Depth, output + ((nint)input * work->Rows), scales, ahead);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneInput<TLanes, TVector, TSum>(byte* weights, byte* input, int depth, float* output, float* scales, nint ahead)
        where TLanes : struct, IWeightLanes<TVector, TSum>
        where TVector : struct
        where TSum : struct
    {
        // Row after row, one stream of weights. Four sums hide each other's latency.
        for (var row = 0; row < WeightRows; row++)
        {
            TSum a = default, b = default, c = default, d = default;
            var x = input;
            for (var i = 0; i < depth; i += 4 * TLanes.Lanes)
            {
                Prefetch((float*)(weights + ahead));
                if (TLanes.WeightStep >= LineBytes / 2)
                {
                    Prefetch((float*)(weights + ahead + LineBytes));
                }

                if (TLanes.WeightStep >= LineBytes)
                {
                    Prefetch((float*)(weights + ahead + (2 * LineBytes)));
                    Prefetch((float*)(weights + ahead + (3 * LineBytes)));
                }

                a = TLanes.MultiplyAdd(TLanes.Weights(weights), TLanes.Inputs(x), a);
                b = TLanes.MultiplyAdd(TLanes.Weights(weights + TLanes.WeightStep), TLanes.Inputs(x + TLanes.InputStep), b);
                c = TLanes.MultiplyAdd(TLanes.Weights(weights + (2 * TLanes.WeightStep)), TLanes.Inputs(x + (2 * TLanes.InputStep)), c);
                d = TLanes.MultiplyAdd(TLanes.Weights(weights + (3 * TLanes.WeightStep)), TLanes.Inputs(x + (3 * TLanes.InputStep)), d);
                weights += 4 * TLanes.WeightStep;
                x += 4 * TLanes.InputStep;
            }

            output[row] = Scaled(TLanes.Total(a) + TLanes.Total(b) + (TLanes.Total(c) + TLanes.Total(d)), scales, row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourInputs<TLanes, TVector, TSum>(byte* weights, nint weightRow, byte* input, nint inputRow, int depth, float* output, nint rows, float* scales, Ahead ahead)
        where TLanes : struct, IWeightLanes<TVector, TSum>
        where TVector : struct
        where TSum : struct
    {
        TSum a0 = default, a1 = default, a2 = default, a3 = default;
        TSum b0 = default, b1 = default, b2 = default, b3 = default;
        TSum c0 = default, c1 = default, c2 = default, c3 = default;
        TSum d0 = default, d1 = default, d2 = default, d3 = default;
        for (var i = 0; i < depth; i += TLanes.Lanes)
        {
            var w0 = TLanes.Weights(weights);
            var w1 = TLanes.Weights(weights + weightRow);
            var w2 = TLanes.Weights(weights + (2 * weightRow));
            var w3 = TLanes.Weights(weights + (3 * weightRow));
            var x = TLanes.Inputs(input);
            a0 = TLanes.MultiplyAdd(w0, x, a0);
            a1 = TLanes.MultiplyAdd(w1, x, a1);
            a2 = TLanes.MultiplyAdd(w2, x, a2);
            a3 = TLanes.MultiplyAdd(w3, x, a3);
            x = TLanes.Inputs(input + inputRow);
            b0 = TLanes.MultiplyAdd(w0, x, b0);
            b1 = TLanes.MultiplyAdd(w1, x, b1);
            b2 = TLanes.MultiplyAdd(w2, x, b2);
            b3 = TLanes.MultiplyAdd(w3, x, b3);
            x = TLanes.Inputs(input + (2 * inputRow));
            c0 = TLanes.MultiplyAdd(w0, x, c0);
            c1 = TLanes.MultiplyAdd(w1, x, c1);
            c2 = TLanes.MultiplyAdd(w2, x, c2);
            c3 = TLanes.MultiplyAdd(w3, x, c3);
            x = TLanes.Inputs(input + (3 * inputRow));
            d0 = TLanes.MultiplyAdd(w0, x, d0);
            d1 = TLanes.MultiplyAdd(w1, x, d1);
            d2 = TLanes.MultiplyAdd(w2, x, d2);
            d3 = TLanes.MultiplyAdd(w3, x, d3);
            ahead.Ask(TLanes.WeightStep);
            weights += TLanes.WeightStep;
            input += TLanes.InputStep;
        }

        Store<TLanes, TVector, TSum>(output, scales, a0, a1, a2, a3);
        Store<TLanes, TVector, TSum>(output + rows, scales, b0, b1, b2, b3);
        Store<TLanes, TVector, TSum>(output + (2 * rows), scales, c0, c1, c2, c3);
        Store<TLanes, TVector, TSum>(output + (3 * rows), scales, d0, d1, d2, d3);
    }

    private static void Store<TLanes, TVector, TSum>(float* output, float* scales, TSum a, TSum b, TSum c, TSum d)
        where TLanes : struct, IWeightLanes<TVector, TSum>
        where TVector : struct
        where TSum : struct
    {
        output[0] = Scaled(TLanes.Total(a), scales, 0);
        output[1] = Scaled(TLanes.Total(b), scales, 1);
        output[2] = Scaled(TLanes.Total(c), scales, 2);
        output[3] = Scaled(TLanes.Total(d), scales, 3);
    }

    private static void CheckMultiple(int size, int unit, string name)
    {
        if (size < 0 || size % unit != 0)
        {
            throw new ArgumentOutOfRangeException(name, size, $"0 or a multiple of {unit}");
        }
    }

    private static float Scaled(float sum, float* scales, int row) => scales is null ? sum : sum * scales[row];
}
