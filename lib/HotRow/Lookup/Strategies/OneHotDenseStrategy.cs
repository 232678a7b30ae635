namespace HotRow;

/// <summary>Builds the dense one-hot matrix of the batch and multiplies it by the whole table.</summary>
/// <remarks>The matrix is built for as many indices at a time as fit 64 MiB (one at least), because a batch of 4,096 over a million rows would take 16 GB.
/// Its memory is zeroed once; after a product only the ones are cleared, which favours this strategy a little.
/// <para>The result equals the rows to the sign of zero over finite tables: 0 x infinity or NaN is NaN, and 0 + -0 is 0.</para>
/// <para><i>Counts:</i> every index is a miss; far bytes are the whole table for each product, near bytes the one-hot matrix, and with pooling the fetched
/// rows once more.</para>
/// <para><i>Cost:</i> indices x RowCount x EmbeddingDim multiplications, all but 1 / RowCount of them with zeros.</para></remarks>
internal sealed unsafe class OneHotDenseStrategy : ILookupStrategy
{
    private const long MatrixBytes = 64 << 20;
    private readonly LookupArgs _args;
    private readonly EmbeddingTable _table;
    private readonly int _indicesPerProduct;
    private readonly NearRows _oneHot;
    private readonly NearRows? _products;

    public OneHotDenseStrategy(LookupArgs args)
    {
        _args = args;
        _table = WholeTable.Of(args, "one-hot-dense");
        _indicesPerProduct = (int)Math.Clamp(MatrixBytes / ((long)_table.RowCount * sizeof(float)), 1, args.MaxIndices);
        _oneHot = new(_indicesPerProduct, _table.RowCount, "a one-hot matrix");
        _products = args.Pooling == PoolingMode.None ? null : new(args.MaxIndices, _table.EmbeddingDim, "the rows of a batch");
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        var indices = batch.Indices.Span;
        var dim = _table.EmbeddingDim;
        var rows = _products is null ? destination : _products.Rows(0, indices.Length);
        var products = 0;
        for (var first = 0; first < indices.Length; first += _indicesPerProduct)
        {
            var part = indices.Slice(first, Math.Min(_indicesPerProduct, indices.Length - first));
            Multiply(part, rows.Slice(first * dim, part.Length * dim));
            products++;
        }

        var nearBytes = (long)indices.Length * _table.RowCount * sizeof(float);
        if (_products is not null)
        {
            RowPooling.Pool(rows, batch.Offsets.Span, dim, _args.Pooling, destination);
            nearBytes += (long)indices.Length * dim * sizeof(float);
        }

        return LookupCounts.AllMissed(indices.Length, nearBytes, farBytes: products * _table.Bytes);
    }

    public void Dispose()
    {
        _oneHot.Dispose();
        _products?.Dispose();
    }

    private void Multiply(ReadOnlySpan<int> indices, Span<float> rows)
    {
        SetOnes(indices, 1);
        fixed (float* output = rows)
        {
            RowKernels.Gemm(_oneHot.Pointer, _table.Pointer, output, indices.Length, _table.EmbeddingDim, _table.RowCount, _args.Threads);
        }

        SetOnes(indices, 0);
        GC.KeepAlive(_table);
    }

    private void SetOnes(ReadOnlySpan<int> indices, float value)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            _oneHot.Pointer[((nint)i * _table.RowCount) + indices[i]] = value;
        }
    }
}

public static partial class LookupStrategies
{
    /// <summary>A dense one-hot matrix times the table.</summary>
    public static readonly LookupStrategyInfo OneHotDense =
        Add(new("one-hot-dense", "document 000, root cause 3", args => new OneHotDenseStrategy(args), CopiesExactly: false, NeedsWholeTable: true));
}
