namespace HotRow;

/// <summary>A stream whose ids become 0, 1, 2, ... by first appearance; its batches stay. <i>Cost:</i> the numbering, made anew for every replay.</summary>
public sealed class RenumberedIds(IIdStream ids) : IIdStream
{
    /// <inheritdoc/>
    public string Name => ids.Name;

    /// <inheritdoc/>
    public long? Count => ids.Count;

    /// <inheritdoc/>
    public bool HasBatches => ids.HasBatches;

    /// <inheritdoc/>
    public string? Note => ids.Note;

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        var numbering = new IdNumbering();
        var rows = new int[1024];
        var numbers = new long[1024];
        foreach (var batch in ids.Batches())
        {
            if (rows.Length < batch.Length)
            {
                rows = new int[batch.Length];
                numbers = new long[batch.Length];
            }

            numbering.Number(batch.Span, rows);
            for (var i = 0; i < batch.Length; i++)
            {
                numbers[i] = rows[i];
            }

            yield return numbers.AsMemory(0, batch.Length);
        }
    }
}
