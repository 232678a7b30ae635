namespace HotRow;

/// <summary>Reads the wanted rows straight into the output, or sums them as they are read: the plain best without a cache.</summary>
/// <remarks><i>Counts:</i> every index is a miss; far bytes are one row per index. Near bytes are 0, except where rows from a file must be
/// fetched before they are pooled: then each is read once more from the strategy's own memory.</remarks>
internal sealed unsafe class GatherStrategy : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly EmbeddingTable? _table;
    private readonly NearRows? _fetched;

    public GatherStrategy(LookupArgs args)
    {
        _args = args;
        _table = (args.Store as DramRowStore)?.Table;
        _fetched = args.Pooling != PoolingMode.None && _table is null ? new(args.MaxIndices, args.Store.EmbeddingDim, "the fetched rows of a batch") : null;
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        var store = _args.Store;
        var indices = batch.Indices.Span;
        long bytes = (long)indices.Length * store.RowBytes;
        if (_args.Pooling == PoolingMode.None)
        {
            store.ReadRows(indices, destination);
            return LookupCounts.AllMissed(indices.Length, nearBytes: 0, farBytes: bytes);
        }

        if (_fetched is null)
        {
            RowPooling.GatherOrPool(_table!.Pointer, _table.RowCount, _table.EmbeddingDim, indices, batch.Offsets.Span, _args.Pooling, destination, _args.Threads);
            GC.KeepAlive(_table);
            return LookupCounts.AllMissed(indices.Length, nearBytes: 0, farBytes: bytes);
        }

        var rows = _fetched.Rows(0, indices.Length);
        store.ReadRows(indices, rows);
        RowPooling.Pool(rows, batch.Offsets.Span, store.EmbeddingDim, _args.Pooling, destination);
        return LookupCounts.AllMissed(indices.Length, nearBytes: LookupCounts.NearBytes(indices.Length, store), farBytes: bytes);
    }

    public void Dispose() => _fetched?.Dispose();
}

public static partial class LookupStrategies
{
    /// <summary>The wanted rows straight into the output.</summary>
    public static readonly LookupStrategyInfo Gather = Add(new("gather", "document 001, smart indexing", args => new GatherStrategy(args)));
}
