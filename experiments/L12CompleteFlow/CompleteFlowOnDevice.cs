using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>All layers together on a device: dedup on it, a cache in its memory, the next batch on a second stream; the table in host memory.</summary>
internal sealed partial class CompleteFlow : IDeviceExperiment
{
    private const string OnDevicePart = "device";
    private const string Asks = "asks";
    private const string FlowAsked = "flow";
    private const string TimelineAsked = "timeline";
    private const double DeviceAlpha = 1.05;
    private const int DeviceCachePercent = 10;
    private const int DeviceCalibrations = 7;
    private const int TimelineBatches = 4;
    private const int SpansOfBatch = 16;

    /// <inheritdoc/>
    public void DeclareOnDevice(RunContext context, Device device)
    {
        var size = new TableSize(DeviceSize.Pick(context, device, 2_000, 50_000, 4_000_000, 10_000_000), context.ByScale(16, 128, 128));
        var table = new DeviceHostTable(context, device, size.Rows, size.Dim);
        var batch = DeviceSize.Pick(context, device, 64, 512, 65_536, 65_536);
        Parameters Asked(string what) => new() { { "part", OnDevicePart }, { "device", device.Info.Label }, { Asks, what }, { "trace", FormattableString.Invariant($"zipf {DeviceAlpha}") }, { "batch", batch }, { "rows", size.Rows }, { "dim", size.Dim } };
        context.Point(Asked(FlowAsked), point => FlowOnDevice(point, context, device, table.Locked, batch), 2);
        context.Point(Asked(TimelineAsked), point => TimelineOnDevice(point, context, device, table.Locked, batch), 0.5);
    }

    private static DeviceContest? ContestOnDevice(Point point, Device device, EmbeddingTable table, int batch, int calls)
    {
        if (DeviceDedup.Info(caches: true).WhyNot(device) is { } why)
        {
            point.SkipReason = why;
            return null;
        }

        return new(point, device, table, () => FreshBatches.Zipf(table.RowCount, DeviceAlpha, batch, calls, point.Seed));
    }

    private static IDeviceLookup LayersOnDevice(Point point, DeviceLookupArgs args, FlowLayers layers)
    {
        var inner = (layers.HasFlag(FlowLayers.Dedup), layers.HasFlag(FlowLayers.Cache)) switch
        {
            (false, false) => DeviceLookups.ZeroCopy,
            (false, true) => DeviceLookups.DeviceCache,
            (true, var caches) => DeviceDedup.Info(caches),
        };
        return point.Own(layers.HasFlag(FlowLayers.Prefetch) ? new PrefetchedDeviceLookup(args, inner) : inner.Create(args));
    }

    private static int DeviceCacheRows(EmbeddingTable table) => Math.Max(1, (int)((long)table.RowCount * DeviceCachePercent / 100));

    private static void WarmOnDevice(DeviceRun run, EmbeddingTable table, ulong seed, int samples) =>
        run.Warm(FreshBatches.Hottest(table.RowCount, DeviceCacheRows(table), run.Batches.BatchSize, seed), samples);

    // Computation that takes as long as the distinct rows through the link.
    private static DeviceConsumer ConsumerOnDevice(Point point, RunContext context, DeviceContest contest, int batch, int calls)
    {
        var dim = contest.Store.EmbeddingDim;
        var fetch = new DeviceRun(LayersOnDevice(point, contest.Args(), FlowLayers.Dedup), contest.Stream, contest.Output, dim, contest.Batches());
        fetch.Warm([], 1);
        var time = Enumerable.Range(0, DeviceCalibrations).Min(_ => Elapsed.Of(fetch.Sample)) / calls;
        var consumer = new DeviceConsumer(point, contest.Device, batch, dim, DeviceSize.Pick(context, contest.Device, 16, 32, 128, 128));
        var taken = consumer.Calibrate(contest.Stream, contest.Output, time);
        point.Note += FormattableString.Invariant($"; near tier: the device's memory; cache of {DeviceCacheRows(contest.Store.Table!):N0} rows, first given the most frequent ones; consumer: {consumer.Description}, sized to take {taken.TotalMilliseconds:0.000} ms beside {time.TotalMilliseconds:0.000} ms for the distinct rows (fastest calls)");
        return consumer;
    }

    private static void FlowOnDevice(Point point, RunContext context, Device device, EmbeddingTable table, int batch)
    {
        var calls = DeviceSize.Pick(context, device, 2, 4, 8, 16);
        if (ContestOnDevice(point, device, table, batch, calls) is not { } contest)
        {
            return;
        }

        var consumer = ConsumerOnDevice(point, context, contest, batch, calls);
        point.Check("the product against a sum in double precision", () => consumer.Check(contest.Stream, contest.Output));
        foreach (var layers in Combinations)
        {
            Action<DeviceRun>? warm = layers.HasFlag(FlowLayers.Cache) ? run => WarmOnDevice(run, table, point.Seed, DeviceSize.Pick(context, device, 1, 1, 4, 8)) : null;
            contest.Add(Name(layers), LayersOnDevice(point, contest.Args(DeviceCacheRows(table)), layers), warm, consumer);
        }

        contest.Add(ComputeAlone, consumer);
        point.After(timing =>
        {
            contest.BatchTimes(timing);
            var order = new[] { (Nothing, FlowLayers.None), ("dedup", FlowLayers.Dedup), ("cache", FlowLayers.Dedup | FlowLayers.Cache), ("prefetch", FlowLayers.All) };
            double Ms(FlowLayers layers) => timing(Name(layers)).MedianSeconds * 1e3 / calls;
            var before = 0.0;
            foreach (var (step, layers) in order)
            {
                point.Value(DeviceStepMs, Ms(layers) - before, kind: ValueKind.Measured, at: new() { { "step", step } });
                before = Ms(layers);
            }

            point.Value(DeviceStepMs, before, kind: ValueKind.Measured, at: new() { { "step", "total" } });
            foreach (var layers in Combinations.Where(l => l != FlowLayers.None))
            {
                contest.Ratio(DeviceConsumerGain, timing, Nothing, Name(layers));
            }
        });
    }

    private static void TimelineOnDevice(Point point, RunContext context, Device device, EmbeddingTable table, int batch)
    {
        if (ContestOnDevice(point, device, table, batch, TimelineBatches) is not { } contest)
        {
            return;
        }

        var consumer = ConsumerOnDevice(point, context, contest, batch, TimelineBatches);
        foreach (var layers in new[] { FlowLayers.Dedup | FlowLayers.Cache, FlowLayers.All })
        {
            var timeline = point.Own(new DeviceTimeline(contest.Stream, SpansOfBatch * (TimelineBatches + 1)));
            var lookup = LayersOnDevice(point, contest.Args(DeviceCacheRows(table)) with { Timeline = timeline }, layers);
            var run = new DeviceRun(lookup, contest.Stream, contest.Output, table.EmbeddingDim, contest.Batches(), consumer) { Timeline = timeline };
            point.Check($"{Name(layers)}: rows against the generator", () =>
            {
                WarmOnDevice(run, table, point.Seed, DeviceSize.Pick(context, device, 1, 1, 4, 8));
                return run.Check();
            });
            point.After(_ =>
            {
                run.Sample();
                run.Batches.Draw();
                timeline.Clear();
                run.Sample();
                foreach (var (span, i) in timeline.Spans().Select((s, i) => (s, i)))
                {
                    var at = new Parameters { { "lane", $"{span.Lane}, {Name(layers)}" }, { "phase", span.Phase.ToString().ToLowerInvariant() }, { "start", span.StartMs }, { "span", i }, { "of batch", span.Batch } };
                    point.Value(DeviceSpanMs, span.DurationMs, Name(layers), ValueKind.Measured, at: at);
                }
            });
        }
    }
}
