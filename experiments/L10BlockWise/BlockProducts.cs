namespace HotRow.Lab;

/// <summary>The ways of multiplying a batch's rows by a weight matrix; each leaves one product per index in <see cref="Output"/> and returns the arithmetic it did.</summary>
/// <remarks>Not for concurrent use. <i>Units:</i> floating-point operations, a multiplication and an addition counted as two.</remarks>
internal sealed unsafe class BlockProducts : IDisposable
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    private const int CheckedIndices = 16;
    private const int CountedBatches = 8;

    private readonly EmbeddingTable _table;
    private readonly int _outputs;
    private readonly ILookupStrategy _oneHot;
    private readonly IUnique _unique;
    private readonly PageMemory _weights; // [dim, outputs]
    private readonly PageMemory _rows; // [batch, dim]
    private readonly PageMemory _products; // [table's rows, rounded up to blocks, outputs]
    private readonly PageMemory _output; // [batch, outputs]
    private readonly int[] _distinct;
    private readonly int[] _places;
    private readonly int[] _blockPlace; // per block: its place among the blocks in use, or -1

    /// <summary>Takes the memory and draws the weights.</summary>
    public BlockProducts(EmbeddingTable table, int outputs, int batch, ulong seed)
    {
        _table = table;
        _outputs = outputs;
        _weights = new((long)table.EmbeddingDim * outputs * sizeof(float), "a weight matrix");
        _rows = new((long)batch * table.EmbeddingDim * sizeof(float), "the rows of a batch");
        _products = new(((long)table.RowCount + BlockRows) * outputs * sizeof(float), "the products of all rows");
        _output = new((long)batch * outputs * sizeof(float), "the products of a batch");
        _oneHot = LookupStrategies.OneHotDense.Create(new(new DramRowStore(table), MaxIndices: batch));
        _unique = Unique.For(table.RowCount, batch);
        (_distinct, _places) = (new int[batch], new int[batch]);
        _blockPlace = new int[(table.RowCount + BlockRows - 1) / BlockRows];
        RandomRows.Fill(seed, 0, _weights.Floats);
    }

    /// <summary>One product per index. <i>Shape:</i> <c>[indices, outputs]</c>, the first of it used.</summary>
    public ReadOnlySpan<float> Output => _output.Floats;

    private int Dim => _table.EmbeddingDim;

    /// <summary>The dense one-hot product gives the rows; then the weights.</summary>
    public double OneHot(LookupBatch batch)
    {
        var indices = batch.Indices.Length;
        _oneHot.Lookup(batch, _rows.Floats);
        return (2.0 * indices * _table.RowCount * Dim) + Multiply((float*)_rows.Pointer, (float*)_output.Pointer, indices);
    }

    /// <summary>Every row of the table times the weights; then the batch picks its products.</summary>
    public double AllRows(LookupBatch batch)
    {
        var operations = Multiply(_table.Pointer, (float*)_products.Pointer, _table.RowCount);
        Pick(batch.Indices.Span, _table.RowCount);
        return operations;
    }

    /// <summary>Gathers a row for every index; then the weights.</summary>
    public double EveryIndex(LookupBatch batch)
    {
        RowKernels.Gather(_table.Pointer, _table.RowCount, Dim, batch.Indices.Span, _rows.Floats);
        return Multiply((float*)_rows.Pointer, (float*)_output.Pointer, batch.Indices.Length);
    }

    /// <summary>Gathers each distinct row once; then the weights; then every index picks its product.</summary>
    public double DistinctRows(LookupBatch batch)
    {
        var indices = batch.Indices.Span;
        var distinct = _unique.Find(indices, _distinct, _places);
        RowKernels.Gather(_table.Pointer, _table.RowCount, Dim, _distinct.AsSpan(0, distinct), _rows.Floats);
        var operations = Multiply((float*)_rows.Pointer, (float*)_products.Pointer, distinct);
        Pick(_places.AsSpan(0, indices.Length), distinct);
        return operations;
    }

    /// <summary>Multiplies each block that holds a row of the batch where it lies in the table; then every index picks its product.</summary>
    public double Blocks(LookupBatch batch)
    {
        var indices = batch.Indices.Span;
        Array.Fill(_blockPlace, -1);
        var blocks = 0;
        double operations = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            var block = indices[i] / BlockRows;
            if (_blockPlace[block] < 0)
            {
                var first = block * BlockRows;
                var rows = Math.Min(BlockRows, _table.RowCount - first);
                operations += Multiply(_table.Pointer + ((nint)first * Dim), (float*)_products.Pointer + ((nint)blocks * BlockRows * _outputs), rows);
                _blockPlace[block] = blocks++;
            }

            _places[i] = (_blockPlace[block] * BlockRows) + (indices[i] % BlockRows);
        }

        Pick(_places.AsSpan(0, indices.Length), blocks * BlockRows);
        return operations;
    }

    /// <summary>The mean arithmetic of the first batches.</summary>
    public static double MeanWork(Func<LookupBatch, double> multiply, BatchPool batches)
    {
        var walk = batches.Walk();
        return Enumerable.Range(0, CountedBatches).Average(_ => multiply(walk()));
    }

    /// <summary>The largest difference of the output from sums in double precision, over some indices, as a share of the sum of magnitudes.</summary>
    public double LargestError(ReadOnlySpan<int> indices)
    {
        var weights = _weights.Floats;
        var worst = 0.0;
        for (var n = 0; n < CheckedIndices; n++)
        {
            var i = (int)((long)n * (indices.Length - 1) / (CheckedIndices - 1));
            var row = _table.Row(indices[i]);
            for (var column = 0; column < _outputs; column++)
            {
                double sum = 0, magnitude = 0;
                for (var k = 0; k < Dim; k++)
                {
                    var term = (double)row[k] * weights[(k * _outputs) + column];
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                worst = Math.Max(worst, Math.Abs(Output[(i * _outputs) + column] - sum) / magnitude);
            }
        }

        return worst;
    }

    public void Dispose()
    {
        _oneHot.Dispose();
        _weights.Dispose();
        _rows.Dispose();
        _products.Dispose();
        _output.Dispose();
    }

    private double Multiply(float* rows, float* products, int count)
    {
        RowKernels.Gemm(rows, (float*)_weights.Pointer, products, count, _outputs, Dim);
        return 2.0 * count * Dim * _outputs;
    }

    private void Pick(ReadOnlySpan<int> places, int count) => RowKernels.Gather((float*)_products.Pointer, count, _outputs, places, _output.Floats);
}
