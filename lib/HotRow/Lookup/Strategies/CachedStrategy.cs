namespace HotRow;

/// <summary>Keeps rows in near memory as a cache policy decides and reads the others from the far tier: a <see cref="RowCache"/> over the store.</summary>
/// <remarks><i>Counts:</i> hits, misses and bypasses are the policy's; far bytes are one row per miss, near bytes one row per hit. The missed rows also pass
/// through near memory, which is not counted: it is the same memory for every policy and capacity.</remarks>
internal sealed class CachedStrategy : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly RowCache _cache;

    public CachedStrategy(LookupArgs args)
    {
        if (args.Policy is not { } policy)
        {
            throw new ArgumentException("the strategy 'cached' needs a policy: set LookupArgs.Policy to an entry of CachePolicies", nameof(args));
        }

        _args = args;
        var made = policy.Create(new(args.CapacityRows, args.Store.RowCount, policy.NeedsTrace ? args.Trace : default));
        _cache = new(args.Store, made, args.MaxIndices, args.Observer);
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        return _cache.Lookup(batch.Indices.Span, batch.Offsets.Span, _args.Pooling, destination, _args.Threads);
    }

    /// <summary>Whether the cache holds a row now.</summary>
    public bool Contains(int row) => _cache.Contains(row);

    public void Dispose() => _cache.Dispose();
}

public static partial class LookupStrategies
{
    /// <summary>Near memory for the rows that a policy keeps.</summary>
    public static readonly LookupStrategyInfo Cached = Add(new("cached", "document 000, solution 1; document 001, GPU-aware caching", args => new CachedStrategy(args)));
}
