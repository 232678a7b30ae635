using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>The same question of a device: distinct rows found on it or on the host, before the rows cross the link.</summary>
internal sealed partial class DedupAndOrder : IDeviceExperiment
{
    internal const string EveryIndexZeroCopy = "every index, zero-copy";
    internal const string DeviceDedupZeroCopy = "device dedup, zero-copy";
    internal const string HostDedupUpload = "host dedup, upload";
    internal const string EveryIndexUpload = "every index, upload";

    /// <inheritdoc/>
    public void DeclareOnDevice(RunContext context, Device device)
    {
        var size = new TableSize(DeviceSize.Pick(context, device, 2_000, 100_000, 2_000_000, 2_000_000), context.ByScale(16, 128, 128));
        var table = new DeviceHostTable(context, device, size.Rows, size.Dim);
        int[] batches = DeviceSize.Pick<int[]>(context, device, [128], [256, 4_096], [1_024, 65_536], [1_024, 8_192, 65_536]);
        foreach (var batch in batches.Reverse())
        {
            foreach (var alpha in context.ByScale<double[]>([1.05], [1.05, 0, 0.8, 1.5], [1.05, 0, 0.6, 0.8, 1, 1.2, 1.5]))
            {
                context.Point(
                    new() { { "part", "device" }, { "device", device.Info.Label }, { "alpha", alpha }, { "batch", batch }, { "rows", size.Rows }, { "dim", size.Dim } },
                    point => CompareOnDevice(point, context, device, table.Locked, alpha, batch),
                    0.8);
            }
        }
    }

    private static void CompareOnDevice(Point point, RunContext context, Device device, EmbeddingTable table, double alpha, int batch)
    {
        var calls = Math.Clamp(DeviceSize.Pick(context, device, 256, 16_384, 262_144, 1_048_576) / batch, 2, 64);
        var contest = new DeviceContest(point, device, table, () => FreshBatches.Zipf(table.RowCount, alpha, batch, calls, point.Seed));
        if (contest.Add(EveryIndexZeroCopy, "zero-copy") is null)
        {
            point.SkipReason = point.Note;
            return;
        }

        var shape = contest.Batches();
        var share = MeanUnique(shape) / batch;
        var dedup = point.Own(new DeviceDedup(contest.Args()));
        contest.Add(DeviceDedupZeroCopy, dedup);
        point.Check("distinct rows of a batch, counted on the device and on the host", () =>
        {
            dedup.Enqueue(shape.Current[0], contest.Output);
            var (found, expected) = (dedup.LastUnique(), shape.Current[0].Indices.ToArray().Distinct().Count());
            return (found == expected, $"{found:N0} on the device, {expected:N0} on the host");
        });
        contest.Add(HostDedupUpload, "upload-unique");
        contest.Add(EveryIndexUpload, "upload-pinned");
        var at = new Parameters { { "unique", Math.Round(share, 4) } };
        foreach (var (name, rows) in new[] { (EveryIndexZeroCopy, 1), (DeviceDedupZeroCopy, share), (HostDedupUpload, share), (EveryIndexUpload, 1) })
        {
            point.Value(RowsOverLink, rows, name, at: at);
        }

        point.After(timing =>
        {
            foreach (var name in point.Variants.Select(v => v.Name).Where(n => n != EveryIndexZeroCopy))
            {
                contest.Ratio(DeviceDedupGain, timing, EveryIndexZeroCopy, name, at: at);
            }
        });
    }

    private static double MeanUnique(FreshBatches batches)
    {
        var unique = Unique.Hash(batches.BatchSize);
        var (rows, inverse) = (new int[batches.BatchSize], new int[batches.BatchSize]);
        var sum = 0L;
        foreach (var batch in batches.Current[..batches.Count])
        {
            sum += unique.Find(batch.Indices.Span, rows, inverse);
        }

        return (double)sum / batches.Count;
    }
}
