using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>L4 on a device: rows gathered from its own memory, from its last-level cache, and from the host's memory through the link.</summary>
internal sealed partial class Hierarchy : IDeviceExperiment
{
    internal const string DeviceMemory = "device memory";
    internal const string DeviceCache = "last-level cache";
    internal const string ThroughLink = "host memory, zero-copy";

    private const int DeviceDim = 768;
    private const int Rings = 4;
    private const int TorchRounds = 20;

    private static readonly RowFormat[] s_deviceFormats = [RowFormats.Fp32, RowFormats.Fp16, RowFormats.Int8, RowFormats.Int4];

    public void DeclareOnDevice(RunContext context, Device device)
    {
        var shape = DeviceShape.Of(context, device);
        var lengths = DeviceSize.Pick<int[]>(context, device, [64, 512], [512, LongRow], [512, 1_024, 2_048, LongRow], [512, 1_024, 2_048, LongRow]);
        foreach (var length in lengths)
        {
            // Each start of torch takes longer than a point: the shortest and the longest rows are enough.
            var torchToo = length == lengths[0] || length == lengths[^1];
            foreach (var (place, body) in new (string, Action<DevicePoint>)[]
            {
                (DeviceMemory, point => FromDevice(point, RowFormats.Fp32, length / sizeof(float), shape.TableBytes, shape.OutputBytes, shape.BlockBytes, torchToo)),
                (DeviceCache, point => FromDevice(point, RowFormats.Fp32, length / sizeof(float), shape.CacheBytes, shape.CacheBytes, shape.BlockBytes)),
                (ThroughLink, point => FromHost(point, shape, length / sizeof(float))),
            })
            {
                DevicePoint.Declare(context, device, shape.Batches, new() { { "place", place }, { "length", length } }, body, 2);
            }
        }

        var dim = DeviceSize.Pick(context, device, 32, 256, DeviceDim, DeviceDim);
        foreach (var format in s_deviceFormats)
        {
            DevicePoint.Declare(
                context,
                device,
                shape.Batches,
                new() { { "format", format.Name }, { "elements", dim } },
                point => FromDevice(point, format, dim, shape.TableBytes, shape.OutputBytes, shape.BlockBytes));
        }
    }

    private static void FromDevice(DevicePoint point, RowFormat format, int dim, long tableBytes, long outputBytes, long blockBytes, bool torchToo = false)
    {
        var (rowBytes, wide) = (format.RowBytes(dim), dim * sizeof(float));
        var (rowCount, batch) = ((int)(tableBytes / rowBytes), (int)Math.Max(1, outputBytes / wide));
        var block = point.Point.Own(Block(format, (int)Math.Min(rowCount, Math.Max(1, blockBytes / rowBytes)), dim));
        var table = point.Point.Own(DeviceTable.Repeat(point.Device, block, rowCount));
        var moved = (double)batch * (rowBytes + wide) / 1e9;
        Gathers(point, table, block, batch, DeviceMetrics.GBps, moved);
        DeviceLink.AddCopy(point, (long)batch * wide);
        point.Shares(DeviceLink.Copy, Uniform, Zipf);
        if (torchToo)
        {
            TorchPeer.Add(point, DeviceMetrics.GBps, moved, "gpu_gather_torch.py", rowCount, dim, batch, TorchRounds);
        }
    }

    private static void FromHost(DevicePoint point, DeviceShape shape, int dim)
    {
        if (!point.Device.Supports(DeviceCapability.RegisterHost))
        {
            point.Point.SkipReason = $"{point.Device.Info.OneLine}: its kernels do not read memory that the host already has";
            return;
        }

        var rowBytes = dim * sizeof(float);
        var store = point.Point.Own(Block(RowFormats.Fp32, (int)(shape.HostBytes / rowBytes), dim));
        var table = point.Point.Own(DeviceTable.Map(point.Device, store));
        var batch = (int)Math.Max(1, shape.LinkBytes / rowBytes);
        Gathers(point, table, store, batch, DeviceMetrics.LinkGBps, (double)batch * rowBytes / 1e9);
        DeviceLink.AddUpload(point, shape.LinkBytes);
        point.Shares(DeviceLink.Upload, Uniform, Zipf);
    }

    private static void Gathers(DevicePoint point, DeviceTable table, DramRowStore rows, int batch, Metric rate, double amount)
    {
        var kernel = point.Point.Own(new GatherKernel(point.Device, table.Format, table.EmbeddingDim));
        var output = point.Allocate<float>((long)batch * table.EmbeddingDim, "gathered rows");
        foreach (var (name, law) in new[] { (Uniform, Workloads.Uniform), (Zipf, Workloads.Zipf) })
        {
            var ids = new DeviceIds(point, law, table.RowCount, batch, Rings);
            point.Point.Check($"{name}: rows against the table in host memory", () =>
            {
                point.Stream.Fill(output, float.NaN);
                kernel.Launch(point.Stream, table, ids.First, batch, output);
                return DeviceRows.Match(point, rows, ids.Drawn[0], output);
            });
            point.Variant(name, () => kernel.Launch(point.Stream, table, ids.Next(), batch, output), rate, amount);
        }
    }

    private static DramRowStore Block(RowFormat format, int rowCount, int dim)
    {
        if (format == RowFormats.Fp32)
        {
            return new(GeneratedRows.InMemory(rowCount, dim), ownsTable: true);
        }

        var table = new EncodedTable(rowCount, dim, format);
        table.FillRandom(GeneratedRows.Seed);
        return new(table, ownsTable: true);
    }
}
