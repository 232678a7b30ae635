namespace HotRow;

/// <summary>A trace whose rows all lie in memory.</summary>
public class MemoryTrace : IAccessTrace
{
    /// <summary>Creates the trace. The rows are not copied and not checked.</summary>
    /// <param name="name">What results and charts show.</param>
    /// <param name="rowCount">Every row is below this.</param>
    /// <param name="rows">The rows in the order of access.</param>
    /// <param name="batchSize">Rows per batch, at least 1; the last batch may be shorter.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is below 1.</exception>
    public MemoryTrace(string name, int rowCount, ReadOnlyMemory<int> rows, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Name = name;
        RowCount = rowCount;
        Rows = rows;
        BatchSize = batchSize;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <summary>The rows in the order of access.</summary>
    public ReadOnlyMemory<int> Rows { get; }

    /// <summary>Rows per batch; the last batch may be shorter.</summary>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public long IndexCount => Rows.Length;

    /// <summary>The trace itself when it lies in memory, otherwise a copy of its rows; batches of the copy have <paramref name="batchSize"/> rows.</summary>
    /// <exception cref="ArgumentException">The trace has more rows than an array can hold.</exception>
    public static MemoryTrace Load(IAccessTrace trace, int batchSize = 1_000)
    {
        if (trace is MemoryTrace loaded)
        {
            return loaded;
        }

        if (trace.IndexCount > Array.MaxLength)
        {
            throw new ArgumentException($"the trace has {trace.IndexCount} accesses; at most {Array.MaxLength} fit an array", nameof(trace));
        }

        var rows = new int[trace.IndexCount];
        var filled = 0;
        foreach (var batch in trace.Batches())
        {
            batch.Indices.Span.CopyTo(rows.AsSpan(filled));
            filled += batch.Indices.Length;
        }

        return new MemoryTrace(trace.Name, trace.RowCount, rows.AsMemory(0, filled), batchSize);
    }

    /// <inheritdoc/>
    public IEnumerable<LookupBatch> Batches()
    {
        for (var start = 0; start < Rows.Length;)
        {
            var count = Math.Min(BatchSize, Rows.Length - start);
            yield return new LookupBatch(Rows.Slice(start, count));
            start += count;
        }
    }
}
