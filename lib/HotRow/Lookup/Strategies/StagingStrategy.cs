namespace HotRow;

/// <summary>Reads the wanted rows into one buffer that is taken once, then copies that to the output in one piece, or pools from it.</summary>
/// <remarks><i>Counts:</i> every index is a miss; far bytes are one row per index, and near bytes the same again, for the copy out of the buffer.</remarks>
internal sealed class StagingStrategy(LookupArgs args) : ILookupStrategy
{
    private readonly NearRows _staging = new(args.MaxIndices, args.Store.EmbeddingDim, "a staging buffer");

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, args);
        var indices = batch.Indices.Span;
        var rows = _staging.Rows(0, indices.Length);
        args.Store.ReadRows(indices, rows);
        RowPooling.PoolOrCopy(rows, batch.Offsets.Span, args.Store.EmbeddingDim, args.Pooling, destination);
        return LookupCounts.AllMissed(indices.Length, nearBytes: LookupCounts.NearBytes(indices.Length, args.Store), farBytes: (long)indices.Length * args.Store.RowBytes);
    }

    public void Dispose() => _staging.Dispose();
}

public static partial class LookupStrategies
{
    /// <summary>One buffer, taken once, then one copy.</summary>
    public static readonly LookupStrategyInfo Staging = Add(new("staging", "document 002, idea 2", args => new StagingStrategy(args)));
}
