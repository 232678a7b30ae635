namespace HotRow.Lab;

/// <summary>A trace, a far tier and a consumer, from which flows with any layers are made.</summary>
internal sealed class FlowBench
{
    /// <summary>Bytes of a page, as a mapped file is kept in memory.</summary>
    public const long PageBytes = 4096;

    private const int CalibrationLookups = 7;

    private readonly Point _point;
    private readonly BatchPool _pool;

    private FlowBench(Point point, MemoryTrace trace, IRowStore far, int capacity)
    {
        (_point, Trace, Capacity, Far) = (point, trace, capacity, new(far, GeneratedRows.Seed) { IsWarm = true });
        _pool = Batches();
    }

    /// <summary>The accesses, whole batches.</summary>
    public MemoryTrace Trace { get; }

    /// <summary>The far tier; while caches are warmed its rows are generated.</summary>
    public WarmingStore Far { get; }

    /// <summary>Rows of a cache.</summary>
    public int Capacity { get; }

    /// <summary>What computes on the rows; null until it is calibrated.</summary>
    public ProductConsumer? Consumer { get; private set; }

    /// <summary>The rows of some batch, to compute on.</summary>
    public Span<float> Sample => SampleRun!.Output;

    private FlowRun? SampleRun { get; set; }

    /// <summary>Opens the far tier; null when it cannot be had, and the point then says why.</summary>
    public static FlowBench? Open(Point point, MemoryTrace trace, string tier, int fileRows, int dim, int capacity)
    {
        if (tier == CompleteFlow.FileTier)
        {
            return GeneratedRows.Open(point, fileRows, dim) is { } file ? new(point, trace, file, capacity) : null;
        }

        var table = point.Own(new EmbeddingTable(trace.RowCount, dim));
        table.FillRandom(GeneratedRows.Seed);
        var memory = point.Own(new DramRowStore(table));
        point.Note = $"far tier: {memory.Path}";
        return new(point, trace, memory, capacity);
    }

    /// <summary>Makes the consumer so that a batch's product takes as long as fetching its distinct rows, and says how long that is.</summary>
    public string Calibrate(Point point, int mostColumns)
    {
        var fetch = SampleRun = Run(FlowLayers.Dedup, together: true, computes: false);
        fetch.Step(1);
        var fetchTime = Enumerable.Range(0, CalibrationLookups).Min(_ => Elapsed.Of(() => fetch.Step(1)));
        Consumer = point.Own(new ProductConsumer(Trace.BatchSize, Far.EmbeddingDim, mostColumns, point.Seed));
        var computeTime = Consumer.Calibrate(fetch.Output, fetchTime);
        return FormattableString.Invariant($"sized to take {computeTime.TotalMilliseconds:0.00} ms beside a fetch of the distinct rows of {fetchTime.TotalMilliseconds:0.00} ms (fastest calls)");
    }

    /// <summary>A flow on its way through the trace; the point owns it.</summary>
    /// <param name="layers">Its layers.</param>
    /// <param name="together">Whether it begins where all others begin, or at a place of its own.</param>
    /// <param name="foresight">What it announces.</param>
    /// <param name="computes">Whether the consumer computes.</param>
    /// <param name="timeline">Records its phases.</param>
    public FlowRun Run(FlowLayers layers, bool together, Foresight foresight = Foresight.NextBatch, bool computes = true, LookupTimeline? timeline = null) => _point.Own(new FlowRun(
        new(Far, layers, Trace.BatchSize, Capacity, timeline),
        (together ? Batches() : _pool).Walk(),
        Far.EmbeddingDim,
        computes ? Consumer : null,
        foresight,
        timeline));

    /// <summary>Computes on the sample, some times.</summary>
    public void Compute(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Consumer!.Run(Sample);
        }
    }

    /// <summary>Bytes of the pages of a mapped table that hold rows which the trace touches.</summary>
    public static long TouchedPageBytes(MemoryTrace trace, int rowBytes)
    {
        var touched = new bool[(((long)trace.RowCount * rowBytes) + PageBytes - 1) / PageBytes];
        foreach (var row in trace.Rows.Span)
        {
            var last = (((row + 1L) * rowBytes) - 1) / PageBytes;
            for (var page = (long)row * rowBytes / PageBytes; page <= last; page++)
            {
                touched[page] = true;
            }
        }

        return touched.LongCount(t => t) * PageBytes;
    }

    private BatchPool Batches() => BatchPool.Spread(Trace, Trace.BatchSize, Trace.Rows.Length / Trace.BatchSize);
}
