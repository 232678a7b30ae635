namespace HotRow.Lab;

/// <summary>A trace that tells how far its replays are: whoever reads it through need not know of progress.</summary>
internal sealed class WatchedTrace(IAccessTrace trace, Progress progress) : IAccessTrace
{
    public string Name => trace.Name;

    public int RowCount => trace.RowCount;

    public long IndexCount => trace.IndexCount;

    public IEnumerable<LookupBatch> Batches()
    {
        long done = 0;
        foreach (var batch in trace.Batches())
        {
            yield return batch;
            done += batch.Indices.Length;
            progress.Tell(() => $"replaying {Name}: {done:N0} of {IndexCount:N0} accesses");
        }
    }
}
