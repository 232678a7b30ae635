namespace HotRow.Lab;

/// <summary>Batches made once, before any timing, and handed out in a ring, so that a call meets other rows than the one before it.</summary>
internal sealed class CycledBatches
{
    private readonly LookupBatch[] _batches;

    /// <summary>Makes the batches of a workload.</summary>
    /// <param name="workload">What draws the rows.</param>
    /// <param name="args">Rows, batch size and how many indices in all.</param>
    /// <param name="bagLength">Indices of a bag, a divisor of the batch size; 0 makes every index its own bag.</param>
    public CycledBatches(WorkloadInfo workload, WorkloadArgs args, int bagLength = 0)
    {
        var offsets = bagLength == 0 ? [] : Enumerable.Range(0, (args.BatchSize / bagLength) + 1).Select(bag => bag * bagLength).ToArray();
        _batches = [.. workload.Create(args).Batches().Select(b => new LookupBatch(b.Indices.ToArray(), offsets))];
    }

    /// <summary>The first batch, on which results are checked.</summary>
    public LookupBatch First => _batches[0];

    /// <summary>Distinct rows of a batch / indices of a batch, over all batches.</summary>
    public double UniqueShare => _batches.Average(b => (double)b.Indices.ToArray().Distinct().Count() / b.Indices.Length);

    /// <summary>An endless walk of its own from the first batch on: contenders that each take one meet the same sequence.</summary>
    public Func<LookupBatch> Walk()
    {
        var next = 0;
        return () =>
        {
            var batch = _batches[next];
            next = next + 1 == _batches.Length ? 0 : next + 1;
            return batch;
        };
    }
}
