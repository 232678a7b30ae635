namespace HotRow;

/// <summary>A stream cut into batches of one length, whatever batches it had; the last one may be shorter. <i>Cost:</i> one batch.</summary>
public sealed class BatchedIds : IIdStream
{
    private readonly IIdStream _ids;
    private readonly int _batchSize;

    /// <summary>Cuts a stream.</summary>
    /// <param name="ids">The stream.</param>
    /// <param name="batchSize">Ids per batch, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is below 1.</exception>
    public BatchedIds(IIdStream ids, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _ids = ids;
        _batchSize = batchSize;
    }

    /// <inheritdoc/>
    public string Name => _ids.Name;

    /// <inheritdoc/>
    public long? Count => _ids.Count;

    /// <inheritdoc/>
    public bool HasBatches => true;

    /// <inheritdoc/>
    public TableSpace? Tables => _ids.Tables;

    /// <inheritdoc/>
    public string? Note => _ids.Note;

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        var made = new long[_batchSize];
        var filled = 0;
        foreach (var batch in _ids.Batches())
        {
            for (var taken = 0; taken < batch.Length;)
            {
                var part = Math.Min(_batchSize - filled, batch.Length - taken);
                batch.Span.Slice(taken, part).CopyTo(made.AsSpan(filled));
                taken += part;
                filled += part;
                if (filled == _batchSize)
                {
                    yield return made;
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            yield return made.AsMemory(0, filled);
        }
    }
}
