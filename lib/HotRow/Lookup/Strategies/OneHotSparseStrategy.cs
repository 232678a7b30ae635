namespace HotRow;

/// <summary>Builds the one-hot matrix of the batch in compressed sparse rows and multiplies it by the table; with pooling a row of the matrix holds a whole bag.</summary>
/// <remarks>The result equals the rows to the sign of zero over finite tables. A mean's matrix holds 1 / (indices of the bag).
/// <para><i>Counts:</i> every index is a miss; far bytes are one row per index, near bytes the matrix: 8 bytes per index, 4 per output row and 4 more.</para></remarks>
internal sealed unsafe class OneHotSparseStrategy : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly EmbeddingTable _table;
    private readonly float[] _values;
    private readonly int[] _starts;

    public OneHotSparseStrategy(LookupArgs args)
    {
        _args = args;
        _table = WholeTable.Of(args, "one-hot-sparse");
        _values = new float[args.MaxIndices];
        _starts = [.. Enumerable.Range(0, args.MaxIndices + 1)];
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        var indices = batch.Indices.Span;
        var bagged = _args.Pooling != PoolingMode.None && !batch.Offsets.IsEmpty;
        var starts = bagged ? batch.Offsets.Span : _starts.AsSpan(0, indices.Length + 1);
        FillValues(starts, indices.Length);
        RowKernels.SparseProduct(_values.AsSpan(0, indices.Length), indices, starts, _table.Pointer, _table.RowCount, _table.EmbeddingDim, destination, _args.Threads);
        GC.KeepAlive(_table);
        return LookupCounts.AllMissed(
            indices.Length,
            nearBytes: (8L * indices.Length) + (4L * starts.Length),
            farBytes: (long)indices.Length * _table.EmbeddingDim * sizeof(float));
    }

    public void Dispose()
    {
    }

    private void FillValues(ReadOnlySpan<int> starts, int count)
    {
        if (_args.Pooling != PoolingMode.Mean)
        {
            _values.AsSpan(0, count).Fill(1);
            return;
        }

        for (var output = 0; output < starts.Length - 1; output++)
        {
            var length = starts[output + 1] - starts[output];
            _values.AsSpan(starts[output], length).Fill(1f / length);
        }
    }
}

public static partial class LookupStrategies
{
    /// <summary>A sparse one-hot matrix times the table.</summary>
    public static readonly LookupStrategyInfo OneHotSparse =
        Add(new("one-hot-sparse", "document 000, solution 2", args => new OneHotSparseStrategy(args), CopiesExactly: false, NeedsWholeTable: true));
}
