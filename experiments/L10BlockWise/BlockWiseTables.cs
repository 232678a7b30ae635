namespace HotRow.Lab;

/// <summary>What the points of one trace share: the table, and the trace with its rows renamed by frequency.</summary>
internal sealed class BlockWiseTables : IDisposable
{
    private EmbeddingTable? _table;
    private MemoryTrace? _byFrequency;

    /// <summary>The table, filled when it is first asked for. <i>Shape:</i> <c>[rowCount, dim]</c>, the same at every call.</summary>
    public EmbeddingTable Rows(int rowCount, int dim)
    {
        if (_table is null)
        {
            _table = new(rowCount, dim);
            _table.FillRandom(GeneratedRows.Seed);
        }

        return _table;
    }

    /// <summary>The trace with its rows renamed by how often they are used, the most used first; ties by row.</summary>
    public MemoryTrace ByFrequency(MemoryTrace trace)
    {
        if (_byFrequency is null)
        {
            var counts = new long[trace.RowCount];
            foreach (var row in trace.Rows.Span)
            {
                counts[row]++;
            }

            var names = new int[trace.RowCount];
            foreach (var (row, rank) in Enumerable.Range(0, trace.RowCount).OrderByDescending(r => counts[r]).Select((row, rank) => (row, rank)))
            {
                names[row] = rank;
            }

            var renamed = new int[trace.Rows.Length];
            for (var i = 0; i < renamed.Length; i++)
            {
                renamed[i] = names[trace.Rows.Span[i]];
            }

            _byFrequency = new(trace.Name, trace.RowCount, renamed, 1_000);
        }

        return _byFrequency;
    }

    public void Dispose() => _table?.Dispose();
}
