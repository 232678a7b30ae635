namespace HotRow.Lab;

/// <summary>A stream of ids that tells how far its replays are, and ends them when it is told to stop.</summary>
internal sealed class WatchedIds(IIdStream ids, Progress progress, CancellationToken stop) : IIdStream
{
    public string Name => ids.Name;

    public long? Count => ids.Count;

    public bool HasBatches => ids.HasBatches;

    public TableSpace? Tables => ids.Tables;

    public string? Note => ids.Note;

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        long done = 0;
        foreach (var batch in ids.Batches())
        {
            stop.ThrowIfCancellationRequested();
            yield return batch;
            done += batch.Length;
            progress.Tell(() => $"reading {Name}: {done:N0}{(Count is { } all ? $" of {all:N0}" : "")} ids");
        }

        stop.ThrowIfCancellationRequested();
    }
}
