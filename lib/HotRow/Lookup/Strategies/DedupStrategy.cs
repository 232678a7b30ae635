namespace HotRow;

/// <summary>Finds the batch's distinct rows, reads each once into its own memory, and expands them to the output, or pools from there.</summary>
/// <remarks>The method is <see cref="Unique.For"/>: stamps for small tables, hashing for large ones.
/// <para><i>Counts:</i> the first index of each distinct row is a miss, its repeats are hits; far bytes are one row per distinct row, near bytes one
/// row per index, for the expansion.</para></remarks>
internal sealed unsafe class DedupStrategy : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly NearRows _fetched;
    private readonly IUnique _unique;
    private readonly int[] _rows;
    private readonly int[] _inverse;

    public DedupStrategy(LookupArgs args)
    {
        _args = args;
        _fetched = new(Math.Min(args.MaxIndices, args.Store.RowCount), args.Store.EmbeddingDim, "the distinct rows of a batch");
        _unique = Unique.For(args.Store.RowCount, args.MaxIndices);
        _rows = new int[args.MaxIndices];
        _inverse = new int[args.MaxIndices];
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        var store = _args.Store;
        var indices = batch.Indices.Span;
        var observer = _args.Observer;
        observer?.Begin(LookupPhase.Dedup, indices.Length);
        var count = _unique.Find(indices, _rows, _inverse);
        observer?.End(LookupPhase.Dedup);
        observer?.Begin(LookupPhase.Fetch, count);
        store.ReadRows(_rows.AsSpan(0, count), _fetched.Rows(0, count));
        observer?.End(LookupPhase.Fetch);
        observer?.Begin(LookupPhase.Gather, indices.Length);
        RowPooling.GatherOrPool(_fetched, store.EmbeddingDim, _inverse.AsSpan(0, indices.Length), batch.Offsets.Span, _args.Pooling, destination, _args.Threads);
        observer?.End(LookupPhase.Gather);
        return new(indices.Length, count, indices.Length - count, count, 0, LookupCounts.NearBytes(indices.Length, store), (long)count * store.RowBytes);
    }

    public void Dispose() => _fetched.Dispose();
}

public static partial class LookupStrategies
{
    /// <summary>Each distinct row once, then expanded.</summary>
    public static readonly LookupStrategyInfo Dedup = Add(new("dedup", "document 001, smart indexing; torch.unique with inverse", args => new DedupStrategy(args)));
}
