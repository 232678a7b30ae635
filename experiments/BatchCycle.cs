namespace HotRow.Lab;

/// <summary>Batches handed out one after the other, again from the first after the last. Every variant has its own, so all see the same sequence.</summary>
internal sealed class BatchCycle(LookupBatch[] pool)
{
    private int _next;

    /// <summary>The next batch.</summary>
    public LookupBatch Next()
    {
        var batch = pool[_next];
        _next = _next + 1 < pool.Length ? _next + 1 : 0;
        return batch;
    }

    /// <summary>The batches of a workload, made before any timing.</summary>
    /// <param name="workload">What draws the rows.</param>
    /// <param name="args">Rows, batch size and how many indices in all.</param>
    /// <param name="bagLength">Indices of a bag, a divisor of the batch size; 0 makes every index its own bag.</param>
    public static LookupBatch[] Draw(WorkloadInfo workload, WorkloadArgs args, int bagLength = 0)
    {
        var offsets = bagLength == 0 ? [] : Enumerable.Range(0, (args.BatchSize / bagLength) + 1).Select(bag => bag * bagLength).ToArray();
        return [.. workload.Create(args).Batches().Select(b => new LookupBatch(b.Indices.ToArray(), offsets))];
    }

    /// <summary>Batches of one size, spread evenly over a trace; fewer than asked for when the trace is too short, but at least one.</summary>
    /// <exception cref="ArgumentException">The trace is shorter than one batch.</exception>
    public static LookupBatch[] Spread(MemoryTrace trace, int batchSize, int count)
    {
        var fitting = Math.Min(count, trace.Rows.Length / batchSize);
        if (fitting == 0)
        {
            throw new ArgumentException($"the trace '{trace.Name}' has {trace.Rows.Length} accesses; one batch needs {batchSize}", nameof(trace));
        }

        var stride = trace.Rows.Length / fitting;
        return [.. Enumerable.Range(0, fitting).Select(i => new LookupBatch(trace.Rows.Slice(i * stride, batchSize)))];
    }

    /// <summary>The mean number of distinct rows of a batch.</summary>
    public static double MeanUnique(LookupBatch[] pool)
    {
        var longest = pool.Max(b => b.Indices.Length);
        var unique = Unique.Hash(longest);
        var (rows, inverse) = (new int[longest], new int[longest]);
        return pool.Average(b => unique.Find(b.Indices.Span, rows, inverse));
    }
}
