namespace HotRow;

/// <summary>Some rows of a table in a store of their own. The store's row n is the n-th of them in ascending order.</summary>
/// <param name="Store">Has as many rows as the set has members.</param>
/// <param name="Rows">Which rows of the table they are.</param>
public sealed record NearTier(IRowStore Store, RowSet Rows)
{
    /// <summary>Copies rows of a store into main memory.</summary>
    /// <param name="far">Has all rows of the table.</param>
    /// <param name="set">Which rows, at least one.</param>
    /// <exception cref="InputException">The rows do not fit into memory.</exception>
    internal static NearTier Load(IRowStore far, RowSet set)
    {
        const int FloatsPerRead = 1 << 22;
        var rows = set.ToArray();
        var table = new EmbeddingTable(rows.Length, far.EmbeddingDim);
        try
        {
            var rowsPerRead = Math.Max(1, FloatsPerRead / far.EmbeddingDim);
            var read = new float[(long)Math.Min(rowsPerRead, rows.Length) * far.EmbeddingDim];
            for (var first = 0; first < rows.Length; first += rowsPerRead)
            {
                var part = rows.AsSpan(first, Math.Min(rowsPerRead, rows.Length - first));
                far.ReadRows(part, read);
                for (var i = 0; i < part.Length; i++)
                {
                    read.AsSpan(i * far.EmbeddingDim, far.EmbeddingDim).CopyTo(table.WritableRow(first + i));
                }
            }

            return new(new DramRowStore(table, ownsTable: true), set);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }
}
