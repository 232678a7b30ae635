namespace HotRow.Lab;

/// <summary>A lookup with any of the three layers: distinct rows, from a cache, from rows that were read ahead, from the far tier; in that order.</summary>
/// <remarks>The library's strategies cover the usual combinations; an experiment that takes layers away one by one needs all eight.
/// Rows enter the cache when they are used, never when they are read ahead; what the cache holds is not announced.</remarks>
internal sealed unsafe class LayeredFlow : IDisposable
{
    private readonly IRowStore _far;
    private readonly PrefetchingStore? _ahead;
    private readonly RowCache? _cache;
    private readonly PageMemory? _distinct;
    private readonly IUnique _unique;
    private readonly ILookupObserver? _observer;
    private readonly int[] _rows;
    private readonly int[] _inverse;

    /// <summary>Makes the layers.</summary>
    /// <param name="far">The far tier; not owned. Read ahead through the same store, never while the caller reads.</param>
    /// <param name="layers">Which layers.</param>
    /// <param name="batch">Indices of the largest batch.</param>
    /// <param name="capacity">Rows of the cache.</param>
    /// <param name="timeline">Records the phases; null costs nothing.</param>
    public LayeredFlow(IRowStore far, FlowLayers layers, int batch, int capacity, LookupTimeline? timeline = null)
    {
        (Layers, _far, _observer) = (layers, far, timeline?.Caller);
        (_rows, _inverse) = (new int[batch], new int[batch]);
        _unique = Unique.For(far.RowCount, batch);
        var rows = (long)Math.Min(batch, far.RowCount);
        if (layers.HasFlag(FlowLayers.Prefetch))
        {
            _ahead = new(far, far, (int)rows, batch, _observer, timeline?.Reader);
            _far = _ahead;
            NearBytes += 2 * rows * far.EmbeddingDim * sizeof(float);
        }

        if (layers.HasFlag(FlowLayers.Cache))
        {
            _cache = new(_far, CachePolicies.Lru.Create(new(capacity, far.RowCount)), batch, _observer);
            NearBytes += _cache.DataBytes + _cache.StagingBytes + _cache.MetadataBytes;
        }

        if (layers.HasFlag(FlowLayers.Dedup))
        {
            _distinct = new(rows * far.EmbeddingDim * sizeof(float), "the distinct rows of a batch");
            NearBytes += _distinct.Bytes + _unique.MemoryBytes;
        }
    }

    /// <summary>Which layers it has.</summary>
    public FlowLayers Layers { get; }

    /// <summary>Bytes of near memory that the layers take: cached rows, rows read ahead, a batch's distinct and missing rows, bookkeeping; not the output.</summary>
    public long NearBytes { get; }

    /// <summary>Batches looked up.</summary>
    public long Batches { get; private set; }

    /// <summary>Rows that the caller itself has read from the far tier, and so waited for.</summary>
    public long DemandRows { get; private set; }

    /// <summary>Rows that were read in the background for the batches looked up so far.</summary>
    public long AheadRows { get; private set; }

    /// <summary>Those of them that their batch used.</summary>
    public long AheadRowsUsed { get; private set; }

    /// <summary>Batches whose rows were still being read in the background when they came.</summary>
    public long LateBatches { get; private set; }

    /// <summary>Announces a batch's rows, without those that the cache holds. Nothing happens without the prefetch layer.</summary>
    public void Announce(ReadOnlySpan<int> indices)
    {
        if (_ahead is null)
        {
            return;
        }

        _observer?.Begin(LookupPhase.Predict, indices.Length);
        var distinct = _unique.Find(indices, _rows, _inverse);
        var count = 0;
        for (var i = 0; i < distinct; i++)
        {
            if (_cache is null || !_cache.Contains(_rows[i]))
            {
                _rows[count++] = _rows[i];
            }
        }

        _observer?.End(LookupPhase.Predict);
        if (count > 0)
        {
            _ahead.Begin(_rows.AsSpan(0, count));
        }
    }

    /// <summary>Looks a batch up.</summary>
    public void Lookup(ReadOnlySpan<int> indices, Span<float> output)
    {
        _ahead?.Advance();
        var read = 0L;
        if (_distinct is null)
        {
            read = Read(indices, output);
        }
        else
        {
            _observer?.Begin(LookupPhase.Dedup, indices.Length);
            var count = _unique.Find(indices, _rows, _inverse);
            _observer?.End(LookupPhase.Dedup);
            var near = new Span<float>(_distinct.Pointer, count * _far.EmbeddingDim);
            read = Read(_rows.AsSpan(0, count), near);
            _observer?.Begin(LookupPhase.Gather, indices.Length);
            RowKernels.Gather((float*)_distinct.Pointer, count, _far.EmbeddingDim, _inverse.AsSpan(0, indices.Length), output);
            _observer?.End(LookupPhase.Gather);
        }

        Batches++;
        DemandRows += _ahead?.DemandReads ?? read;
        AheadRows += _ahead?.IssuedRows ?? 0;
        AheadRowsUsed += _ahead?.UsedRows ?? 0;
        LateBatches += _ahead is { LateRows: > 0 } ? 1 : 0;
    }

    public void Dispose()
    {
        _ahead?.Dispose();
        _cache?.Dispose();
        _distinct?.Dispose();
    }

    // Returns how many rows went past the cache.
    private long Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if (_cache is not null)
        {
            return _cache.Lookup(rows, destination).Misses;
        }

        _observer?.Begin(LookupPhase.Fetch, rows.Length);
        _far.ReadRows(rows, destination);
        _observer?.End(LookupPhase.Fetch);
        return rows.Length;
    }
}
