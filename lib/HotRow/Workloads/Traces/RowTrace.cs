using System.Numerics.Tensors;

namespace HotRow;

/// <summary>A stream of ids taken as row numbers of a table as they are: every id must be 0 to RowCount - 1.</summary>
/// <remarks><i>Cost:</i> one pass when it is made, which counts and checks; every replay reads and checks the source again.</remarks>
public sealed class RowTrace : IAccessTrace
{
    private readonly IIdStream _ids;

    /// <summary>Reads the stream through and checks every id.</summary>
    /// <param name="ids">The stream.</param>
    /// <param name="rowCount">Rows of the table, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rowCount"/> is below 1.</exception>
    /// <exception cref="InputException">An id is no row of the table; the message names its position.</exception>
    public RowTrace(IIdStream ids, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        _ids = ids;
        RowCount = rowCount;
        IndexCount = Batches().Sum(batch => (long)batch.Indices.Length);
    }

    /// <inheritdoc/>
    public string Name => _ids.Name;

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <inheritdoc/>
    public long IndexCount { get; }

    /// <inheritdoc/>
    public IEnumerable<LookupBatch> Batches()
    {
        var rows = new int[1024];
        long position = 0;
        foreach (var batch in _ids.Batches())
        {
            if (rows.Length < batch.Length)
            {
                rows = new int[batch.Length];
            }

            Check(batch.Span, position);
            TensorPrimitives.ConvertTruncating<long, int>(batch.Span, rows);
            position += batch.Length;
            yield return new LookupBatch(rows.AsMemory(0, batch.Length));
        }
    }

    private void Check(ReadOnlySpan<long> ids, long position)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if ((ulong)ids[i] >= (ulong)RowCount)
            {
                throw new InputException($"'{Name}': id {ids[i]} at position {position + i} is no row of the table, which has rows 0 to {RowCount - 1}");
            }
        }
    }
}
