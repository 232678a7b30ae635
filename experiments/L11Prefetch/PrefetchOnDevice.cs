using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>The overlap on a device: the next batch's rows cross the link on a second stream while the consumer's products run on the first.</summary>
internal sealed partial class Prefetch : IDeviceExperiment
{
    internal const string DeviceUploads = "uploaded rows";
    internal const string DeviceCached = "cached rows, 10 %";

    private const string OnDevicePart = "device";
    private const double DeviceAlpha = 1.05;
    private const int CachedPercent = 10;

    /// <inheritdoc/>
    public void DeclareOnDevice(RunContext context, Device device)
    {
        var size = new TableSize(DeviceSize.Pick(context, device, 2_000, 50_000, 4_000_000, 10_000_000), context.ByScale(16, 128, 128));
        var table = new DeviceHostTable(context, device, size.Rows, size.Dim);
        var batch = DeviceSize.Pick(context, device, 64, 512, 65_536, 65_536);
        foreach (var ratio in context.ByScale<double[]>([1], [1, 2], [0.5, 1, 2]))
        {
            foreach (var (way, plain, ahead) in new[] { (DeviceUploads, "upload-pinned", "prefetched-upload"), (DeviceCached, "device-cache", "device-cache-prefetch") })
            {
                context.Point(
                    new() { { "part", OnDevicePart }, { "device", device.Info.Label }, { "way", way }, { "ratio", ratio }, { "batch", batch }, { "rows", size.Rows }, { "dim", size.Dim } },
                    point => OverlapOnDevice(point, context, device, table.Locked, batch, ratio, plain, ahead));
            }
        }
    }

    private static void OverlapOnDevice(Point point, RunContext context, Device device, EmbeddingTable table, int batch, double ratio, string plain, string ahead)
    {
        var calls = DeviceSize.Pick(context, device, 3, 4, 8, 16);
        var capacity = Math.Max(1, (int)((long)table.RowCount * CachedPercent / 100));
        var contest = new DeviceContest(point, device, table, () => FreshBatches.Zipf(table.RowCount, DeviceAlpha, batch, calls, point.Seed));
        Action<DeviceRun>? warm = plain == "device-cache" ? run => run.Warm(FreshBatches.Hottest(table.RowCount, capacity, batch, point.Seed), DeviceSize.Pick(context, device, 1, 1, 4, 8)) : null;
        if (contest.Add(FetchAlone, plain, contest.Args(capacity), warm) is not { } fetch || contest.Lookup(LookAhead, ahead, contest.Args(capacity)) is not { } known || contest.Lookup(Guess, ahead, contest.Args(capacity)) is not { } guessed)
        {
            point.SkipReason = point.Note;
            return;
        }

        // The caches are warmed before the clock's first word: a fetch from a cold one takes longer than any that is timed.
        warm?.Invoke(fetch);
        var fetchTime = FetchTimeOnDevice(fetch) / calls;
        var consumer = new DeviceConsumer(point, device, batch, table.EmbeddingDim, DeviceSize.Pick(context, device, 16, 32, 128, 128));
        var computeTime = consumer.Calibrate(contest.Stream, contest.Output, fetchTime * ratio);
        point.Check("the product against a sum in double precision", () => consumer.Check(contest.Stream, contest.Output));
        contest.Add(Serial, contest.Lookup(Serial, plain, contest.Args(capacity))!, warm, consumer);
        var runs = new (string Name, DeviceRun Run)[]
        {
            (LookAhead, contest.Add(LookAhead, known, warm, consumer)),
            (Guess, contest.Add(Guess, new DeviceRun(guessed, contest.Stream, contest.Output, table.EmbeddingDim, contest.Batches(), consumer) { GuessesPrevious = true }, warm)),
        };
        contest.Add(ComputeAlone, consumer);
        point.Note += FormattableString.Invariant($"; consumer: {consumer.Description}, sized in this run to take {computeTime.TotalMilliseconds:0.000} ms beside a fetch of {fetchTime.TotalMilliseconds:0.000} ms (fastest calls)")
            + (warm is null ? "" : $"; cache of {capacity:N0} rows, first given the most frequent ones, then batches like the timed ones");
        point.After(timing =>
        {
            contest.BatchTimes(timing);
            HiddenOnDevice(point, timing, runs);
        });
    }

    private static TimeSpan FetchTimeOnDevice(DeviceRun fetch) => Enumerable.Range(0, CalibrationCalls).Min(_ =>
    {
        fetch.Batches.Draw();
        return Elapsed.Of(fetch.Sample);
    });

    private static void HiddenOnDevice(Point point, Func<string, VariantSamples> timing, (string Name, DeviceRun Run)[] runs)
    {
        var (fetch, compute) = (timing(FetchAlone).SamplesNs, timing(ComputeAlone).SamplesNs);
        foreach (var name in runs.Select(r => r.Name).Append(Serial))
        {
            var share = Statistics.Median([.. timing(name).SamplesNs.Select((t, i) => HiddenShareOf(fetch[i], compute[i], t))]);
            point.Value(DeviceHiddenShare, share.Value, name, ValueKind.Measured, share.Low, share.High);
        }

        foreach (var (name, run) in runs.Where(r => r.Run.Counts.PrefetchesIssued > 0))
        {
            // Of the last sample: not exact, for how many samples came before it is the clock's word.
            point.Value(DeviceAccuracy, (double)run.Counts.PrefetchesUsed / run.Counts.PrefetchesIssued, name, ValueKind.Measured);
        }
    }
}
