namespace HotRow.Lab;

/// <summary>The products of a decode step, one behind the other: square layers and an output layer, each in fp32 and in int8 with a scale for each row. All weights are random.</summary>
/// <remarks>Between layers an input is brought back to a mean square of 1, so that errors neither fade nor grow by their size alone.</remarks>
internal sealed unsafe class DecodeStack : IDisposable
{
    private readonly List<(PageMemory Fp32, PageMemory Int8, PageMemory Scales, int Rows)> _layers = [];
    private readonly PageMemory _inputs;
    private readonly PageMemory _values;
    private readonly PageMemory _products;
    private readonly int _width;
    private readonly int _vocabulary;

    /// <summary>Draws the weights and quantizes them.</summary>
    /// <param name="layers">Square layers of <paramref name="width"/>.</param>
    /// <param name="width">A multiple of <see cref="RowKernels.WeightGrain"/>.</param>
    /// <param name="vocabulary">Rows of the output layer, a multiple of 4.</param>
    /// <param name="batch">Most sequences of a step.</param>
    /// <param name="seed">Seed of weights and inputs.</param>
    /// <exception cref="InputException">The memory is not there.</exception>
    internal DecodeStack(int layers, int width, int vocabulary, int batch, ulong seed)
    {
        (_width, _vocabulary, MaxBatch) = (width, vocabulary, batch);
        var random = new Xoshiro256(seed);
        for (var layer = 0; layer <= layers; layer++)
        {
            var rows = layer < layers ? width : vocabulary;
            var fp32 = new PageMemory((long)rows * width * sizeof(float), "the weights of a layer");
            Draw(fp32.Floats, random);
            var int8 = new PageMemory((long)rows * width, "the weights of a layer in 8 bits");
            var scales = new PageMemory((long)rows * sizeof(float), "the scales of a layer");
            Quantize(fp32, int8, scales, rows, width);
            _layers.Add((fp32, int8, scales, rows));
        }

        _inputs = new((long)batch * width * sizeof(float), "the inputs of a step");
        _values = new((long)batch * width * sizeof(float), "what passes between the layers");
        _products = new((long)batch * Math.Max(width, vocabulary) * sizeof(float), "the products of a layer");
        Draw(_inputs.Floats, random);
    }

    /// <summary>Most sequences of a step.</summary>
    internal int MaxBatch { get; }

    /// <summary>Weights of all layers.</summary>
    internal long Parameters => _layers.Sum(l => (long)l.Rows * _width);

    /// <summary>One step of the first sequences.</summary>
    /// <returns>The logits. <i>Shape:</i> <c>[batch, vocabulary]</c>.</returns>
    internal ReadOnlySpan<float> Step(bool isInt8, int batch, int threads)
    {
        _inputs.Floats[..(batch * _width)].CopyTo(_values.Floats);
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            var (fp32, int8, scales, rows) = _layers[layer];
            var format = isInt8 ? WeightFormat.Int8 : WeightFormat.Fp32;
            var weights = isInt8 ? int8.Pointer : fp32.Pointer;
            RowKernels.WeightProduct(format, weights, _values.Pointer, (float*)_products.Pointer, rows, _width, batch, isInt8 ? (float*)scales.Pointer : null, threads);
            if (layer < _layers.Count - 1)
            {
                Normalize(batch);
            }
        }

        return _products.Floats[..(batch * _vocabulary)];
    }

    /// <summary>The likeliest token of a sequence.</summary>
    internal int Likeliest(ReadOnlySpan<float> logits, int sequence) =>
        System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.Slice(sequence * _vocabulary, _vocabulary));

    /// <summary>Draws other inputs.</summary>
    internal void DrawInputs(Xoshiro256 random) => Draw(_inputs.Floats, random);

    /// <summary>The logits in double from the stored weights, layer by layer: the plain reference.</summary>
    internal double[] Reference(bool isInt8, int sequence)
    {
        var values = Array.ConvertAll(_inputs.Floats.Slice(sequence * _width, _width).ToArray(), v => (double)v);
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            var (fp32, int8, scales, rows) = _layers[layer];
            var products = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                for (var k = 0; k < _width; k++)
                {
                    var at = ((long)row * _width) + k;
                    products[row] += values[k] * (isInt8 ? ((sbyte*)int8.Pointer)[at] * (double)scales.Floats[row] : fp32.Floats[(int)at]);
                }
            }

            var scale = layer < _layers.Count - 1 ? 1 / Math.Sqrt(products.Average(p => p * p)) : 1;
            values = Array.ConvertAll(products, p => p * scale);
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (fp32, int8, scales, _) in _layers)
        {
            fp32.Dispose();
            int8.Dispose();
            scales.Dispose();
        }

        _inputs.Dispose();
        _values.Dispose();
        _products.Dispose();
    }

    private void Normalize(int batch)
    {
        for (var i = 0; i < batch; i++)
        {
            var products = _products.Floats.Slice(i * _width, _width);
            var scale = (float)(1 / Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(products) / (double)_width));
            System.Numerics.Tensors.TensorPrimitives.Multiply(products, scale, _values.Floats.Slice(i * _width, _width));
        }
    }

    private static void Quantize(PageMemory fp32, PageMemory int8, PageMemory scales, int rows, int width)
    {
        var to = (sbyte*)int8.Pointer;
        for (var row = 0; row < rows; row++)
        {
            var from = fp32.Floats.Slice(row * width, width);
            var scale = Math.Max(1e-30f, Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(from))) / 127;
            scales.Floats[row] = scale;
            for (var k = 0; k < width; k++)
            {
                to[((long)row * width) + k] = (sbyte)Math.Round(from[k] / scale);
            }
        }
    }

    // Sums of four draws: nearer to a trained layer's bell than an even draw, which suits 8 bits better than it should.
    private static void Draw(Span<float> numbers, Xoshiro256 random)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(random.NextDouble() + random.NextDouble() - random.NextDouble() - random.NextDouble());
        }
    }
}
