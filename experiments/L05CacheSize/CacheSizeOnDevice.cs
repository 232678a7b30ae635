using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>The same question of a device: rows cached in its own memory, the table in host memory behind the link.</summary>
internal sealed partial class CacheSize : IDeviceExperiment
{
    internal const string ZeroCopy = "zero-copy";
    internal const string DeviceLru = "device-cache, lru";
    internal const string DeviceLfu = "device-cache, lfu-like";
    internal const string UploadPinned = "upload-pinned";
    internal const string UploadPageable = "upload-pageable";
    internal const string UploadUnique = "upload-unique";
    internal const string TorchGather = "torch: CPU gather, copy";
    internal const string TorchPinned = "torch: CPU gather, pinned copy";

    /// <summary>The draws at which the goals are set.</summary>
    internal static readonly string DeviceTrace = FormattableString.Invariant($"zipf {DeviceAlpha}");

    /// <summary>The share of the rows at which the goals are set.</summary>
    internal const decimal GoalPercent = 10;

    private const string OnDevicePart = "device";
    private const double DeviceAlpha = 1.05;
    private const int Million = 1_000_000;
    private const int MostDeviceMillions = 25;
    private const int MostSmokeMillions = 4;
    private const int TorchRounds = 9;

    // Of the host's memory that is free, and of the device's, a table may take so much.
    private const double TableShare = 0.5;

    private static readonly string[] s_uploads = [UploadPinned, UploadPageable, UploadUnique];

    /// <inheritdoc/>
    public void DeclareOnDevice(RunContext context, Device device)
    {
        var size = DeviceTableSize(context, device);
        var batch = DeviceSize.Pick(context, device, 128, 1_024, 65_536, 65_536);
        var calls = Calls(context, device);
        var table = new DeviceHostTable(context, device, size.Rows, size.Dim);
        foreach (var percent in context.ByScale<decimal[]>([GoalPercent], [GoalPercent, 1, 5, 50], [GoalPercent, 1, 2, 5, 20, 50]))
        {
            context.Point(
                new() { { "part", OnDevicePart }, { "device", device.Info.Label }, { "trace", DeviceTrace }, { "rows", size.Rows }, { "dim", size.Dim }, { "batch", batch }, { "percent", (double)percent } },
                point => CacheOnDevice(point, context, device, table.Locked, () => FreshBatches.Zipf(size.Rows, DeviceAlpha, batch, calls, point.Seed), percent),
                percent == GoalPercent ? 1.5 : 0.7);
        }

        if (context.Scale != Scale.Tiny)
        {
            context.Point(
                new() { { "part", OnDevicePart }, { "device", device.Info.Label }, { "trace", CacheTraces.DocsUnique }, { "percent", (double)GoalPercent } },
                point => TextOnDevice(point, context, device),
                0.7);
        }
    }

    // A GPU gets the table of the goal, or as much of it as both memories hold.
    private static TableSize DeviceTableSize(RunContext context, Device device)
    {
        var dim = context.ByScale(16, 128, 128);
        if (!device.Info.IsGpu || context.Scale == Scale.Tiny)
        {
            return new(context.ByScale(2_000, 100_000, 100_000), dim);
        }

        // Whole millions, or what is free at the moment would make every run's points others than the last one's.
        var bytes = TableShare * Math.Min(AvailableMemory.Bytes(), device.Memory().Free);
        return new((int)Math.Clamp(bytes / (dim * sizeof(float)) / Million, 1, context.ByScale(1, MostSmokeMillions, MostDeviceMillions)) * Million, dim);
    }

    private static int Calls(RunContext context, Device device) => DeviceSize.Pick(context, device, 2, 8, 8, 16);

    private static void TextOnDevice(Point point, RunContext context, Device device)
    {
        var traces = new CacheTraces(context);
        if (traces.Open(point, CacheTraces.DocsUnique) is not { } trace)
        {
            return;
        }

        var table = point.Own(GeneratedRows.InMemory(trace.RowCount, 128));
        var batch = device.Info.IsGpu ? 16_384 : traces.BatchSize;
        CacheOnDevice(point, context, device, table, () => FreshBatches.Of(trace, batch, Calls(context, device)), GoalPercent, isText: true);
    }

    private static void CacheOnDevice(Point point, RunContext context, Device device, EmbeddingTable table, Func<FreshBatches> batches, decimal percent, bool isText = false)
    {
        var contest = new DeviceContest(point, device, table, batches);
        var capacity = Math.Max(1, (int)(table.RowCount * percent / 100));
        if (contest.Add(ZeroCopy, "zero-copy") is null)
        {
            // Without it there is nothing uncached to be compared with, and no host table behind a cache.
            point.SkipReason = point.Note;
            return;
        }

        var counted = new Dictionary<string, LookupResult>();
        var shape = contest.Batches();
        foreach (var (name, score) in new[] { (DeviceLru, DeviceCacheScore.Lru), (DeviceLfu, DeviceCacheScore.Lfu) })
        {
            contest.Add(name, "device-cache", contest.Args(capacity) with { CacheScore = score }, run => counted[name] = WarmOnDevice(run, table.RowCount, capacity, Calls(context, device), isText ? (ulong?)null : point.Seed));
        }

        foreach (var upload in percent == GoalPercent ? s_uploads : [UploadPinned])
        {
            contest.Add(upload, upload);
        }

        if (percent == GoalPercent)
        {
            contest.Add("device-table", "device-table");
        }

        point.Note += $"; cache of {capacity:N0} rows" + (isText ? ", warmed by the trace" : $", first given the {capacity:N0} most frequent rows, then batches like the timed ones; every timed batch is drawn anew");
        point.After(timing => JudgeOnDevice(point, contest, timing, counted));
        if (percent == GoalPercent && !isText && device.Info.Backend == "cuda")
        {
            point.After(timing => CompareTorch(point, device, timing, table, shape));
        }
    }

    private static LookupResult WarmOnDevice(DeviceRun run, int rows, int capacity, int samples, ulong? zipfSeed)
    {
        run.Warm(zipfSeed is { } seed ? FreshBatches.Hottest(rows, capacity, run.Batches.BatchSize, seed) : [], samples);

        // One sample more, whose hits are counted: none of its rows was drawn for the cache.
        run.Sample();
        run.Batches.Draw();
        return run.Counts;
    }

    private static void JudgeOnDevice(Point point, DeviceContest contest, Func<string, VariantSamples> timing, Dictionary<string, LookupResult> counted)
    {
        foreach (var (name, counts) in counted)
        {
            var ideal = (double)counts.Indices / Math.Max(1, counts.Misses);
            point.Value(DeviceHitRatio, (double)counts.Hits / counts.Indices, name);
            point.Value(DeviceLookupMetrics.LinkBytes, (double)counts.FarBytes / counts.Indices, name);
            point.Value(DeviceGain, ideal, IdealOf + name, ValueKind.Computed);
            contest.Ratio(DeviceShareOfIdeal, timing, ZeroCopy, name, 1 / ideal);
            if (s_uploads.Where(contest.Has).ToArray() is { Length: > 0 } uploads)
            {
                contest.Ratio(DeviceOverUpload, timing, uploads.MinBy(u => timing(u).MedianSeconds)!, name);
            }
        }

        foreach (var name in point.Variants.Select(v => v.Name).Where(n => n != ZeroCopy))
        {
            contest.Ratio(DeviceGain, timing, ZeroCopy, name);
        }
    }

    // Another process on the same machine, with a table and batches of the same law.
    private static void CompareTorch(Point point, Device device, Func<string, VariantSamples> timing, EmbeddingTable table, FreshBatches batches)
    {
        if (TorchPeer.Ask(point, device.Info, "gpu_cache_torch.py", Text(table.RowCount), Text(table.EmbeddingDim), Text(batches.BatchSize), Text(DeviceAlpha), Text(TorchRounds)) is not { } answer)
        {
            return;
        }

        using (answer)
        {
            point.Note += $"; torch {PythonPeer.TorchVersion()}";
            var best = new Interval(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
            foreach (var (name, key) in new[] { (TorchGather, "pageable"), (TorchPinned, "pinned") })
            {
                if (!answer.RootElement.TryGetProperty(key, out var seconds))
                {
                    continue;
                }

                var perRow = Statistics.Median([.. seconds.EnumerateArray().Select(s => s.GetDouble() * 1e9 / batches.BatchSize)]);
                point.Value(DeviceLookupMetrics.NsPerRow, perRow.Value, name, ValueKind.Measured, perRow.Low, perRow.High);
                best = perRow.Value < best.Value ? perRow : best;
            }

            foreach (var name in new[] { DeviceLru, DeviceLfu }.Where(n => point.Variants.Exists(v => v.Name == n) && double.IsFinite(best.Value)))
            {
                // Two medians of two processes: the widest that their intervals allow.
                var ours = Statistics.Median([.. timing(name).SamplesNs.Select(ns => ns / batches.Indices)]);
                point.Value(DeviceOverTorch, best.Value / ours.Value, name, ValueKind.Measured, best.Low / ours.High, best.High / ours.Low);
            }
        }

        static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }
}
