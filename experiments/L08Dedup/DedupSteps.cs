namespace HotRow.Lab;

/// <summary>The two halves of a deduplicated lookup, with a method of one's choice: fetch the distinct rows, expand them to the batch.</summary>
internal sealed unsafe class DedupSteps : IDisposable
{
    private readonly IRowStore _store;
    private readonly IUnique _unique;
    private readonly PageMemory _near;
    private readonly int[] _rows;
    private readonly int[] _inverse;

    public DedupSteps(IRowStore store, IUnique unique, int maxIndices)
    {
        (_store, _unique) = (store, unique);
        _near = new((long)Math.Min(maxIndices, store.RowCount) * store.EmbeddingDim * sizeof(float), "the distinct rows of a batch");
        (_rows, _inverse) = (new int[maxIndices], new int[maxIndices]);
    }

    /// <summary>Reads each distinct row of the batch once, in the order in which the method lists them, and returns how many there are.</summary>
    public int Fetch(in LookupBatch batch)
    {
        var count = _unique.Find(batch.Indices.Span, _rows, _inverse);
        _store.ReadRows(_rows.AsSpan(0, count), new((float*)_near.Pointer, count * _store.EmbeddingDim));
        return count;
    }

    /// <summary>Fetches, then copies the rows to where the batch wants them.</summary>
    public void Lookup(in LookupBatch batch, Span<float> destination)
    {
        var count = Fetch(batch);
        RowKernels.Gather((float*)_near.Pointer, count, _store.EmbeddingDim, _inverse.AsSpan(0, batch.Indices.Length), destination);
    }

    public void Dispose() => _near.Dispose();
}
