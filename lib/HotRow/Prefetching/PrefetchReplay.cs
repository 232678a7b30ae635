namespace HotRow;

/// <summary>Replays a trace through a prefetcher without any row data and counts how much of each batch had been named before it came.</summary>
/// <remarks>A prediction is judged on the batch that comes next only: a row that is used one batch later is wasted.</remarks>
public static class PrefetchReplay
{
    /// <summary>Makes a prefetcher of the catalog for a trace; one that needs the future gets the trace's own accesses.</summary>
    /// <param name="prefetcher">The prefetcher.</param>
    /// <param name="trace">The trace it will see.</param>
    /// <param name="budget">The most rows named for a batch, at least 1.</param>
    /// <param name="memoryBytes">The most bytes that what is learned may take.</param>
    /// <exception cref="ArgumentException">The prefetcher needs the future and the trace has more accesses than an array can hold.</exception>
    public static IPrefetcher Create(PrefetcherInfo prefetcher, IAccessTrace trace, int budget, long memoryBytes = 64L << 20)
    {
        var largest = 1;
        foreach (var batch in trace.Batches())
        {
            largest = Math.Max(largest, batch.Indices.Length);
        }

        return prefetcher.Create(new(trace.RowCount, largest, budget)
        {
            MemoryBytes = memoryBytes,
            Future = prefetcher.NeedsFuture ? MemoryTrace.Load(trace).Rows : default,
        });
    }

    /// <summary>Counts a whole trace.</summary>
    public static PrefetchCounts Run(IPrefetcher prefetcher, IAccessTrace trace, int budget) =>
        Batches(prefetcher, trace, budget).Aggregate(default(PrefetchCounts), PrefetchCounts.Add);

    /// <summary>Counts batch by batch, from the second one on: the first has no prediction. <i>Cost:</i> 1 B per row of the table, and the prefetcher's.</summary>
    /// <param name="prefetcher">One that has seen nothing yet.</param>
    /// <param name="trace">The accesses.</param>
    /// <param name="budget">The most rows named for a batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is negative.</exception>
    public static IEnumerable<PrefetchCounts> Batches(IPrefetcher prefetcher, IAccessTrace trace, int budget)
    {
        ArgumentNullException.ThrowIfNull(prefetcher);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        return Replay(prefetcher, trace, budget);
    }

    private static IEnumerable<PrefetchCounts> Replay(IPrefetcher prefetcher, IAccessTrace trace, int budget)
    {
        var marks = new Mark[trace.RowCount];
        var named = new int[budget];
        var count = -1;
        foreach (var batch in trace.Batches())
        {
            if (count >= 0)
            {
                yield return Judge(batch.Indices.Span, named.AsSpan(0, count), marks);
            }

            count = prefetcher.Predict(batch, named);
        }
    }

    private static PrefetchCounts Judge(ReadOnlySpan<int> indices, ReadOnlySpan<int> named, Mark[] marks)
    {
        foreach (var row in named)
        {
            marks[row] = Mark.Named;
        }

        long coveredIndices = 0, coveredRows = 0, unique = 0;
        foreach (var row in indices)
        {
            ref var mark = ref marks[row];
            coveredIndices += mark.HasFlag(Mark.Named) ? 1 : 0;
            if (!mark.HasFlag(Mark.Seen))
            {
                unique++;
                coveredRows += mark == Mark.Named ? 1 : 0;
                mark |= Mark.Seen;
            }
        }

        foreach (var row in named)
        {
            marks[row] = Mark.None;
        }

        foreach (var row in indices)
        {
            marks[row] = Mark.None;
        }

        return new(1, indices.Length, unique, named.Length, coveredIndices, coveredRows);
    }

    [Flags]
    private enum Mark : byte
    {
        None = 0,
        Named = 1,
        Seen = 2,
    }
}
