namespace HotRow.Lab;

/// <summary>A consumer's own work with the rows of a batch: their product with a weight matrix, as wide as it must be to take a wanted time.</summary>
/// <remarks>One thread, so that a second core is free for reading ahead. The weights come from the seed and are as small as those of a trained layer.</remarks>
internal sealed unsafe class ProductConsumer : IDisposable
{
    private const int FewestColumns = 16;
    private const int Tries = 3;
    private const int CallsPerTry = 5;
    private readonly int _batch;
    private readonly int _dim;
    private readonly int _mostColumns;
    private readonly PageMemory _weights;
    private readonly PageMemory _output;

    /// <summary>Makes the weights; the product has its least width until it is calibrated.</summary>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="mostColumns">The widest product there may be.</param>
    /// <param name="seed">Seed of the weights.</param>
    public ProductConsumer(int batch, int dim, int mostColumns, ulong seed)
    {
        (_batch, _dim, _mostColumns) = (batch, dim, mostColumns);
        _weights = new((long)dim * mostColumns * sizeof(float), "the consumer's weights");
        _output = new((long)batch * mostColumns * sizeof(float), "the consumer's output");
        RandomRows.Fill(seed, 0, _weights.Floats);
        Columns = Math.Min(FewestColumns, mostColumns);
    }

    /// <summary>Columns of the weight matrix.</summary>
    public int Columns { get; private set; }

    /// <summary>Chooses the width so that one call takes about the wanted time, and returns the time its fastest call takes then.</summary>
    /// <param name="rows">Rows to try it on. <i>Shape:</i> <c>[batch, dim]</c>.</param>
    /// <param name="wanted">The time.</param>
    public TimeSpan Calibrate(Span<float> rows, TimeSpan wanted)
    {
        fixed (float* input = rows)
        {
            // A wider product runs at a better rate, so one guess is not enough.
            var taken = TimeOf(input);
            for (var i = 0; i < Tries && taken > TimeSpan.Zero; i++)
            {
                var columns = Columns * (wanted / taken) / FewestColumns;
                Columns = (int)Math.Clamp(Math.Round(columns) * FewestColumns, Math.Min(FewestColumns, _mostColumns), _mostColumns);
                taken = TimeOf(input);
            }

            return taken;
        }
    }

    /// <summary>Multiplies a batch.</summary>
    /// <param name="rows"><i>Shape:</i> <c>[batch, dim]</c>.</param>
    public void Run(ReadOnlySpan<float> rows) =>
        RowKernels.Gemm(rows[..(_batch * _dim)], _weights.Floats[..(_dim * Columns)], _output.Floats[..(_batch * Columns)], _batch, Columns, _dim);

    /// <summary>Multiplies a batch and compares some outputs with a sum in double precision.</summary>
    public (bool Passed, string Detail) Check(ReadOnlySpan<float> rows)
    {
        Run(rows);
        var weights = _weights.Floats;
        var output = _output.Floats;
        double largest = 0, allowed = 0;
        foreach (var (row, column) in new[] { (0, 0), (_batch / 2, Columns / 3), (_batch - 1, Columns - 1) })
        {
            double sum = 0, absolute = 0;
            for (var k = 0; k < _dim; k++)
            {
                var term = (double)rows[(row * _dim) + k] * weights[(k * Columns) + column];
                sum += term;
                absolute += Math.Abs(term);
            }

            // The product's own error bound: dim roundings of 2^-24 of the absolute terms.
            var difference = Math.Abs(output[(row * Columns) + column] - sum);
            (largest, allowed) = (Math.Max(largest, difference), Math.Max(allowed, _dim * absolute / (1 << 24)));
        }

        return (largest <= allowed, $"largest difference {largest:0.0e0}, allowed {allowed:0.0e0}");
    }

    public void Dispose()
    {
        _weights.Dispose();
        _output.Dispose();
    }

    private TimeSpan TimeOf(float* rows)
    {
        var count = _batch * _dim;
        return Enumerable.Range(0, CallsPerTry).Min(_ => Elapsed.Of(() => Run(new(rows, count))));
    }
}
