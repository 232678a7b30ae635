namespace HotRow;

/// <summary>A lookup whose rows are read ahead in the background, while the consumer computes on the batch before.</summary>
/// <remarks>
/// Rows that were announced for the batch come from the prefetch buffer, the others from the store, once per distinct row; with a policy, a cache
/// stands before both, and rows enter it only when they are used, so prefetched rows never push others out. When the batch has been looked up, the rows for the
/// next one are announced: by the prefetcher, or by the caller through <see cref="Begin"/>.
/// <para><i>Counts:</i> misses are the reads that the caller waited for; everything else is a hit. Far bytes are the misses and the rows announced for this batch, used or not.
/// Near bytes are those of the strategy above, and one row per row served from the buffer. Rows that the cache
/// holds when they are announced are left out; one that the batch itself pushes out before it is used is then a miss.</para>
/// <para>Not for concurrent use. Nothing is allocated per batch.</para></remarks>
public sealed class PrefetchedLookup : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly PrefetchingStore _store;
    private readonly ILookupStrategy _inner;
    private readonly CachedStrategy? _cache;
    private readonly IPrefetcher? _prefetcher;
    private readonly int[] _named;
    private readonly int[] _wanted;

    /// <summary>Creates the lookup.</summary>
    /// <param name="args">With a policy, a cache of CapacityRows stands before the prefetch buffer. The prefetcher named here is not used.</param>
    /// <param name="prefetcher">Names the rows for the next batch, made for args.MaxIndices; null when the caller announces them.</param>
    public PrefetchedLookup(LookupArgs args, IPrefetcher? prefetcher)
    {
        ArgumentNullException.ThrowIfNull(args);
        _args = args;
        _prefetcher = prefetcher;
        var budget = Budget(args);
        _named = new int[prefetcher is null ? 0 : budget];
        _wanted = new int[args.Policy is null ? 0 : budget];
        _store = new(args.Store, args.PrefetchStore ?? args.Store, budget, args.MaxIndices, args.Observer, args.ReaderObserver);
        try
        {
            var inner = args with { Store = _store };
            _cache = args.Policy is null ? null : new(inner);
            _inner = (ILookupStrategy?)_cache ?? new DedupStrategy(inner);
        }
        catch
        {
            _store.Dispose();
            throw;
        }
    }

    /// <summary>Announces rows for the next lookup, when the caller knows them: the first batch's, or every batch's where there is no prefetcher.</summary>
    /// <param name="rows">Distinct, at most the budget.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are more than the budget, or one is not a row of the store.</exception>
    /// <exception cref="InvalidOperationException">Rows are announced already.</exception>
    public void Begin(ReadOnlySpan<int> rows)
    {
        if (_cache is null)
        {
            _store.Begin(rows);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, _wanted.Length);
        var count = 0;
        foreach (var row in rows)
        {
            if (!_cache.Contains(row))
            {
                _wanted[count++] = row;
            }
        }

        if (count > 0)
        {
            _store.Begin(_wanted.AsSpan(0, count));
        }
    }

    /// <inheritdoc/>
    /// <remarks><i>Throws</i> also what the store threw when it read ahead for this batch; the next lookup then works without.</remarks>
    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        _store.Advance();
        var result = _inner.Lookup(batch, destination);
        result = result with
        {
            Hits = result.Indices - _store.DemandReads,
            Misses = _store.DemandReads,
            Bypasses = Math.Min(result.Bypasses, _store.DemandReads),
            NearBytes = result.NearBytes + (_store.ServedReads * _store.EmbeddingDim * sizeof(float)),
            FarBytes = (_store.DemandReads + _store.IssuedRows) * _store.RowBytes,
            PrefetchesIssued = _store.IssuedRows,
            PrefetchesUsed = _store.UsedRows,
            PrefetchesLate = _store.LateRows,
        };
        if (_prefetcher is { } prefetcher)
        {
            _args.Observer?.Begin(LookupPhase.Predict, batch.Indices.Length);
            var count = prefetcher.Predict(batch, _named);
            _args.Observer?.End(LookupPhase.Predict);
            if (count > 0)
            {
                Begin(_named.AsSpan(0, count));
            }
        }

        return result;
    }

    /// <summary>Stops reading ahead after the read in flight and releases the near memory.</summary>
    public void Dispose()
    {
        _store.Dispose();
        _inner.Dispose();
    }

    internal static IPrefetcher CreatePrefetcher(LookupArgs args)
    {
        var prefetcher = args.Prefetcher ?? Prefetchers.PreviousBatch;
        return prefetcher.Create(new(args.Store.RowCount, args.MaxIndices, Budget(args)) { Future = prefetcher.NeedsFuture ? args.Trace : default });
    }

    private static int Budget(LookupArgs args) => Math.Min(args.PrefetchRows > 0 ? args.PrefetchRows : args.MaxIndices, args.Store.RowCount);
}
