namespace HotRow.Lab;

/// <summary>The measured part: what of a fetch hides behind computation when its rows are announced one batch ahead.</summary>
internal sealed partial class Prefetch
{
    internal const string FetchAlone = "fetch alone";
    internal const string ComputeAlone = "compute alone";
    internal const string Serial = "one after the other";
    internal const string LookAhead = "next batch known";
    internal const string Guess = "previous batch as a guess";

    private const int MostColumns = 8_192;
    private const int CalibrationCalls = 9;

    // Computation for so many times the time of a fetch: where both are alike, whichever is slower by chance in a batch shows.
    private static void DeclareOverlap(RunContext context, ReplayedTrace trace, double ratio) =>
        context.Point(trace.Parameters("overlap").With(new() { { "compute over fetch", ratio } }), point => Overlap(point, context, trace, ratio));

    private static void Overlap(Point point, RunContext context, ReplayedTrace replayed, double ratio)
    {
        var batch = context.ByScale(100, Batch, Batch);
        var (rows, dim) = (context.ByScale(20_000, 100_000, 100_000), context.ByScale(16, 768, 768));
        if (replayed.Read(point) is not { } trace || GeneratedRows.Open(point, rows, dim) is not { } store)
        {
            return;
        }

        if (trace.RowCount > rows)
        {
            point.SkipReason = $"the trace '{trace.Name}' has {trace.RowCount} rows, the table of this point {rows}";
            return;
        }

        // Batches of distinct rows, so that fetching is all there is to a lookup; each is the one after the batch before, as a consumer sees them.
        var pool = DistinctBatches(trace, batch, context.ByScale(20, 100, 500));
        if (pool.Count < 2)
        {
            point.SkipReason = $"the trace '{trace.Name}' has not {2 * batch} distinct rows, batch by batch";
            return;
        }

        var consumer = point.Own(new ProductConsumer(batch, dim, context.ByScale(64, MostColumns, MostColumns), point.Seed));
        FlowRun Run(FlowLayers layers, bool computes, Foresight foresight = Foresight.NextBatch) =>
            point.Own(new FlowRun(new(store, layers, batch, capacity: 1), new BatchPool(pool).Walk(), dim, computes ? consumer : null, foresight));

        var (fetch, serial) = (Run(FlowLayers.None, computes: false), Run(FlowLayers.None, computes: true));
        var ahead = Run(FlowLayers.Prefetch, computes: true);
        var guess = Run(FlowLayers.Prefetch, computes: true, Foresight.PreviousBatch);
        var (fetchTime, busy) = FetchTime(fetch);
        var computeTime = consumer.Calibrate(fetch.Output, fetchTime * ratio);
        point.Check("the product against a sum in double precision", () => consumer.Check(fetch.Output));
        var steps = context.ByScale(1, 3, 16);
        foreach (var (name, run) in new[] { (Serial, serial), (LookAhead, ahead), (Guess, guess), (FetchAlone, fetch) })
        {
            point.Check($"{name}: rows against the generator", run.CheckedStep);
            point.Variant(name, () => run.Step(steps), PerBatch(steps));
        }

        point.Variant(ComputeAlone, () => Repeat(steps, () => consumer.Run(fetch.Output)), PerBatch(steps));
        point.Note += $"; consumer: [{batch}, {dim}] times [{dim}, {consumer.Columns}] on one thread, sized in this run so that it takes {computeTime.TotalMilliseconds:0.0} ms"
            + $" beside a fetch of {fetchTime.TotalMilliseconds:0.0} ms (fastest calls), in which the process computed for {busy:0 %} of the time";
        point.Value(FetchCpu, busy, FetchAlone, ValueKind.Measured);
        point.After(timing => Hidden(point, timing, [(LookAhead, ahead), (Guess, guess)]));
    }

    // The rows of the trace in order, each batch without the repeats in it.
    private static List<LookupBatch> DistinctBatches(MemoryTrace trace, int batch, int most)
    {
        var batches = new List<LookupBatch>();
        var (rows, seen) = (new List<int>(batch), new HashSet<int>());
        foreach (var row in trace.Rows.Span)
        {
            if (seen.Add(row))
            {
                rows.Add(row);
            }

            if (rows.Count == batch)
            {
                batches.Add(new(rows.ToArray()));
                rows.Clear();
                seen.Clear();
            }

            if (batches.Count == most)
            {
                break;
            }
        }

        return batches;
    }

    // The fastest fetch, and how much of one the process spends computing: what is left can be hidden even on one core.
    private static (TimeSpan Fastest, double Busy) FetchTime(FlowRun fetch)
    {
        fetch.Step(1);
        var (before, calls) = (Environment.CpuUsage.TotalTime, new TimeSpan[CalibrationCalls]);
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = Elapsed.Of(() => fetch.Step(1));
        }

        var busy = Environment.CpuUsage.TotalTime - before;
        return (calls.Min(), busy / calls.Aggregate(TimeSpan.Zero, (sum, call) => sum + call));
    }

    private static Derived PerBatch(int steps) => new(BatchMs, seconds => seconds * 1e3 / steps);

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private static void Hidden(Point point, Func<string, VariantSamples> timing, (string Name, FlowRun Run)[] runs)
    {
        var (fetch, compute) = (timing(FetchAlone), timing(ComputeAlone));
        var (fetchCall, computeCall) = (fetch.SamplesNs, compute.SamplesNs);
        foreach (var (name, run) in runs)
        {
            var total = timing(name).SamplesNs;
            var share = Statistics.Median([.. total.Select((t, i) => HiddenShareOf(fetchCall[i], computeCall[i], t))]);
            point.Value(HiddenShare, share.Value, name, ValueKind.Measured, share.Low, share.High);
            var flow = run.Flow;

            // Not exact: how many batches there were is the clock's word.
            point.Value(UniqueCoverage, (double)flow.AheadRowsUsed / (flow.AheadRowsUsed + flow.DemandRows), name, ValueKind.Measured);
            point.Value(LateShare, (double)flow.LateBatches / flow.Batches, name, ValueKind.Measured);
        }
    }

    /// <summary>The share of the shorter of fetch and computation that no longer shows in the time of both together.</summary>
    internal static double HiddenShareOf(double fetch, double compute, double total) => (fetch + compute - total) / Math.Min(fetch, compute);
}
