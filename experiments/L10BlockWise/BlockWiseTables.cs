namespace HotRow.Lab;

/// <summary>What the points of one trace share: the table, and the half of the trace that is judged, as it is and with its rows renamed by frequency.</summary>
internal sealed class BlockWiseTables : IDisposable
{
    private EmbeddingTable? _table;
    private (MemoryTrace AsIs, MemoryTrace ByFrequency)? _judged;

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

    /// <summary>The second half of the trace, as it is and with its rows renamed by how often the first half uses them, the most used first; ties by row.</summary>
    public (MemoryTrace AsIs, MemoryTrace ByFrequency) Judged(MemoryTrace trace)
    {
        if (_judged is null)
        {
            var half = trace.Rows.Length / 2;
            var counts = new long[trace.RowCount];
            foreach (var row in trace.Rows.Span[..half])
            {
                counts[row]++;
            }

            var names = new int[trace.RowCount];
            foreach (var (row, rank) in Enumerable.Range(0, trace.RowCount).OrderByDescending(r => counts[r]).Select((row, rank) => (row, rank)))
            {
                names[row] = rank;
            }

            var renamed = new int[trace.Rows.Length - half];
            for (var i = 0; i < renamed.Length; i++)
            {
                renamed[i] = names[trace.Rows.Span[half + i]];
            }

            _judged = (new(trace.Name, trace.RowCount, trace.Rows[half..], trace.BatchSize), new(trace.Name, trace.RowCount, renamed, trace.BatchSize));
        }

        return _judged.Value;
    }

    public void Dispose() => _table?.Dispose();
}
