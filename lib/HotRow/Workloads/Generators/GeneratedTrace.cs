namespace HotRow;

/// <summary>Writes the next rows of a generated trace.</summary>
internal delegate void RowGenerator(Span<int> rows);

/// <summary>A trace made on the fly from a seed: every replay starts the generator anew, so nothing is stored.</summary>
internal sealed class GeneratedTrace : IAccessTrace
{
    private readonly int _batchSize;
    private readonly Func<RowGenerator> _start;

    /// <param name="name">What results and charts show.</param>
    /// <param name="args">Rows, accesses and batch size.</param>
    /// <param name="start">Makes a generator that stands at the first access.</param>
    internal GeneratedTrace(string name, WorkloadArgs args, Func<RowGenerator> start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(args.RowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.IndexCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.BatchSize, 1);
        Name = name;
        RowCount = args.RowCount;
        IndexCount = args.IndexCount;
        _batchSize = args.BatchSize;
        _start = start;
    }

    public string Name { get; }

    public int RowCount { get; }

    public long IndexCount { get; }

    public IEnumerable<LookupBatch> Batches()
    {
        var generate = _start();
        var rows = new int[Math.Min(_batchSize, IndexCount)];
        for (long left = IndexCount; left > 0; left -= rows.Length)
        {
            var batch = rows.AsMemory(0, (int)Math.Min(rows.Length, left));
            generate(batch.Span);
            yield return new LookupBatch(batch);
        }
    }
}
