namespace HotRow.Lab;

/// <summary>A model's last product: hidden states of prompts through the weights of an output layer. All numbers are random.</summary>
/// <param name="hiddenStates"><i>Shape:</i> <c>[prompts, hidden]</c>, row-major.</param>
/// <param name="weights"><i>Shape:</i> <c>[hidden, vocabulary]</c>, row-major.</param>
/// <param name="hidden">Width of a hidden state, even.</param>
/// <param name="vocabulary">Outputs of a prompt.</param>
internal sealed class OutputLayer(float[] hiddenStates, float[] weights, int hidden, int vocabulary)
{
    /// <summary>From this many rows on a product is computed in blocks; fewer go row by row.</summary>
    internal const int FewestBlockedRows = 5;

    /// <summary>How many prompts.</summary>
    internal int Prompts => hiddenStates.Length / hidden;

    /// <summary>Width of a hidden state.</summary>
    internal int Hidden => hidden;

    /// <summary>Outputs of a prompt.</summary>
    internal int Vocabulary => vocabulary;

    /// <summary>Root of an output's mean square: sqrt(hidden) x the two standard deviations of numbers drawn evenly from -1 to 1.</summary>
    internal double TypicalOutput => Math.Sqrt(hidden) / 3;

    /// <summary>Numbers drawn evenly from -1 to 1.</summary>
    internal static OutputLayer Random(int hidden, int vocabulary, int prompts, ulong seed)
    {
        var random = new Xoshiro256(seed);
        float[] Draw(int count)
        {
            var numbers = new float[count];
            for (var i = 0; i < count; i++)
            {
                numbers[i] = (float)((2 * random.NextDouble()) - 1);
            }

            return numbers;
        }

        return new(Draw(prompts * hidden), Draw(hidden * vocabulary), hidden, vocabulary);
    }

    /// <summary>Some rows' outputs by one product.</summary>
    internal void Product(int first, int rows, Span<float> output) =>
        RowKernels.Gemm(hiddenStates.AsSpan(first * hidden, rows * hidden), weights, output, rows, vocabulary, hidden);

    /// <summary>The first rows' outputs by a product for each.</summary>
    internal void OneByOne(int rows, Span<float> output)
    {
        for (var row = 0; row < rows; row++)
        {
            Product(row, 1, output[(row * vocabulary)..]);
        }
    }

    /// <summary>Every prompt's outputs, each prompt alone.</summary>
    internal float[] Alone() => InBatches(1);

    /// <summary>Every prompt's outputs, so many prompts in one product.</summary>
    /// <param name="batch">Prompts of a product; the last has fewer.</param>
    /// <param name="rotate">Prompts are taken in another order, so that each stands at another place among others; outputs come back in their own order.</param>
    internal float[] InBatches(int batch, int rotate = 0)
    {
        var output = new float[Prompts * vocabulary];
        var rows = new float[batch * hidden];
        var products = new float[batch * vocabulary];
        for (var start = 0; start < Prompts; start += batch)
        {
            var count = Math.Min(batch, Prompts - start);
            for (var i = 0; i < count; i++)
            {
                hiddenStates.AsSpan((start + i + rotate) % Prompts * hidden, hidden).CopyTo(rows.AsSpan(i * hidden));
            }

            RowKernels.Gemm(rows.AsSpan(0, count * hidden), weights, products, count, vocabulary, hidden);
            for (var i = 0; i < count; i++)
            {
                products.AsSpan(i * vocabulary, vocabulary).CopyTo(output.AsSpan((start + i + rotate) % Prompts * vocabulary));
            }
        }

        return output;
    }

    /// <summary>Every prompt's outputs, each sum made of two halves that are added at the end.</summary>
    /// <param name="batch">Prompts of a product.</param>
    /// <param name="roundHalves">The halves are rounded to bf16 before they are added, as they are where they travel between devices.</param>
    internal float[] InHalves(int batch, bool roundHalves)
    {
        var output = new float[Prompts * vocabulary];
        var part = new float[batch * vocabulary];
        var half = hidden / 2;
        var rows = new float[batch * half];
        for (var start = 0; start < Prompts; start += batch)
        {
            var count = Math.Min(batch, Prompts - start);
            for (var side = 0; side < 2; side++)
            {
                for (var i = 0; i < count; i++)
                {
                    hiddenStates.AsSpan(((start + i) * hidden) + (side * half), half).CopyTo(rows.AsSpan(i * half));
                }

                RowKernels.Gemm(rows.AsSpan(0, count * half), weights.AsSpan(side * half * vocabulary, half * vocabulary), part, count, vocabulary, half);
                for (var i = 0; i < count * vocabulary; i++)
                {
                    output[(start * vocabulary) + i] += roundHalves ? RoundToBf16(part[i]) : part[i];
                }
            }
        }

        return output;
    }

    /// <summary>The output with the largest value: the likeliest token.</summary>
    internal int Likeliest(ReadOnlySpan<float> outputs, int prompt) =>
        System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs.Slice(prompt * vocabulary, vocabulary));

    /// <summary>Compares some outputs of the first rows with sums in double.</summary>
    internal (bool Passed, string Detail) Check(ReadOnlySpan<float> outputs, ulong seed) =>
        GemmCheck.RandomOutputs(hiddenStates, weights, outputs, outputs.Length / vocabulary, vocabulary, hidden, seed);

    // To the nearest, ties to even; the numbers here are finite.
    private static float RoundToBf16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
