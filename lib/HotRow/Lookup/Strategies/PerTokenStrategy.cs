namespace HotRow;

/// <summary>Makes a new array for every index, copies the row into it, collects the arrays in a list, and stacks the list into the output: what a runtime's embedding path does.</summary>
/// <remarks>The allocation is the point: an array per index and a list per batch, given up after each batch. Every row is asked of the store by itself.
/// <para><i>Counts:</i> every index is a miss; far bytes are one row per index, and near bytes the same again, for the stacking.</para>
/// <para><i>Deviation:</i> the document stacks into a further tensor before the upload; here the output is what is stacked into.</para></remarks>
internal sealed class PerTokenStrategy(LookupArgs args) : ILookupStrategy
{
    private readonly NearRows? _stacked = args.Pooling == PoolingMode.None ? null : new(args.MaxIndices, args.Store.EmbeddingDim, "the stacked rows of a batch");

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, args);
        var store = args.Store;
        var dim = store.EmbeddingDim;
        var indices = batch.Indices.Span;
        var tokens = new List<float[]>();
        for (var i = 0; i < indices.Length; i++)
        {
            var token = new float[dim];
            store.ReadRows(indices.Slice(i, 1), token);
            tokens.Add(token);
        }

        var stacked = _stacked is null ? destination : _stacked.Rows(0, indices.Length);
        for (var i = 0; i < tokens.Count; i++)
        {
            tokens[i].CopyTo(stacked[(i * dim)..]);
        }

        var (near, far) = (LookupCounts.NearBytes(indices.Length, store), (long)indices.Length * store.RowBytes);
        if (_stacked is null)
        {
            return LookupCounts.AllMissed(indices.Length, nearBytes: near, farBytes: far);
        }

        RowPooling.Pool(stacked, batch.Offsets.Span, dim, args.Pooling, destination);
        return LookupCounts.AllMissed(indices.Length, nearBytes: 2 * near, farBytes: far);
    }

    public void Dispose() => _stacked?.Dispose();
}

public static partial class LookupStrategies
{
    /// <summary>An array per index, then a stack.</summary>
    public static readonly LookupStrategyInfo PerToken = Add(new("per-token", "document 002, current implementation", args => new PerTokenStrategy(args)));
}
