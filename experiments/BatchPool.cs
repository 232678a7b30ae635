using System.Numerics.Tensors;

namespace HotRow.Lab;

/// <summary>Batches made before any timing, handed out in a ring.</summary>
/// <remarks>Every contender walks the same ring, but each from a place of its own: one that followed another closely would find
/// that one's rows in the caches and be timed on them.</remarks>
internal sealed class BatchPool(IReadOnlyList<LookupBatch> batches)
{
    /// <summary>Multiples of the golden ratio's fraction, taken modulo 1, spread any number of starting places evenly over a ring.</summary>
    public const double GoldenFraction = 0.6180339887498949;

    private int _walks;

    /// <summary>The first batch, on which results are checked.</summary>
    public LookupBatch First => batches[0];

    /// <summary>Indices of the longest batch.</summary>
    public int LongestBatch => batches.Max(b => b.Indices.Length);

    /// <summary>The largest row number of all batches.</summary>
    public int LargestRow => batches.Max(b => TensorPrimitives.Max(b.Indices.Span));

    /// <summary>An endless walk over the ring for one contender.</summary>
    public Func<LookupBatch> Walk()
    {
        var next = (int)(_walks++ * GoldenFraction % 1 * batches.Count);
        return () =>
        {
            var batch = batches[next];
            next = next + 1 < batches.Count ? next + 1 : 0;
            return batch;
        };
    }

    /// <summary>The batches of a workload, made before any timing.</summary>
    /// <param name="workload">What draws the rows.</param>
    /// <param name="args">Rows, batch size and how many indices in all.</param>
    /// <param name="bagLength">Indices of a bag, a divisor of the batch size; 0 makes every index its own bag.</param>
    public static BatchPool Draw(WorkloadInfo workload, WorkloadArgs args, int bagLength = 0)
    {
        var offsets = bagLength == 0 ? [] : Enumerable.Range(0, (args.BatchSize / bagLength) + 1).Select(bag => bag * bagLength).ToArray();
        return new([.. workload.Create(args).Batches().Select(b => new LookupBatch(b.Indices.ToArray(), offsets))]);
    }

    /// <summary>Batches of one size, spread evenly over a trace; fewer than asked for when the trace is too short, but at least one.</summary>
    /// <exception cref="ArgumentException">The trace is shorter than one batch.</exception>
    public static BatchPool Spread(MemoryTrace trace, int batchSize, int count)
    {
        var fitting = Math.Min(count, trace.Rows.Length / batchSize);
        if (fitting == 0)
        {
            throw new ArgumentException($"the trace '{trace.Name}' has {trace.Rows.Length} accesses; one batch needs {batchSize}", nameof(trace));
        }

        var stride = trace.Rows.Length / fitting;
        return new([.. Enumerable.Range(0, fitting).Select(i => new LookupBatch(trace.Rows.Slice(i * stride, batchSize)))]);
    }

    /// <summary>The mean number of distinct rows of a batch.</summary>
    public double MeanUnique()
    {
        var unique = Unique.Hash(LongestBatch);
        var (rows, inverse) = (new int[LongestBatch], new int[LongestBatch]);
        return batches.Average(b => unique.Find(b.Indices.Span, rows, inverse));
    }
}
