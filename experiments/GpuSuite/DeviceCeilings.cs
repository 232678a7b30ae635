using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>What a device's memory and its link do at best: the anchors of every other speed of the suite.</summary>
/// <remarks>No experiment of the catalog: it answers no question of a document.</remarks>
internal sealed class DeviceCeilings : IDeviceExperiment
{
    private const int Dim = 768;

    /// <summary>The id of its points.</summary>
    internal const string Name = "gpu-ceilings";

    public string Id => Name;

    public string Title => "Ceilings of a device";

    public string Question => "How fast are a device's memory and its link at best?";

    public double Weight => 1;

    public IReadOnlyList<ChartSpec> Charts => [];

    public IReadOnlyList<CheckFigure> Figures => [];

    public IReadOnlyList<Claim> Claims => [];

    public Headline Headline(ResultSet results) => new(Title, double.NaN, double.NaN, double.NaN, "GB/s", ValueKind.Measured);

    public void Declare(RunContext context)
    {
        // Everything it asks, it asks a device.
    }

    public void DeclareOnDevice(RunContext context, Device device)
    {
        ArgumentNullException.ThrowIfNull(context);
        Point(context, device, "memory", context.ByScale<long>(1 << 16, 64 << 20, 1L << 30), Memory);
        foreach (var bytes in context.ByScale<long[]>([1 << 16], [1 << 20, 32 << 20], [1 << 16, 1 << 20, 16 << 20, 256 << 20]))
        {
            Point(context, device, "link", bytes, Link);
        }

        if (device.Supports(DeviceCapability.RegisterHost))
        {
            Point(context, device, "zero-copy", context.ByScale<long>(1 << 16, 32 << 20, 512 << 20), ZeroCopy);
        }
    }

    private static void Point(RunContext context, Device device, string what, long bytes, Action<Point, Device, long> body) =>
        context.Point(new() { { "part", "device" }, { "device", device.Info.Label }, { "what", what }, { "bytes", bytes } }, point =>
        {
            point.Note = device.Info.IsGpu ? "" : "no GPU: its speeds mean nothing";
            body(point, device, bytes);
        });

    // Bytes read and bytes written both count, as in every speed of device memory here.
    private static void Memory(Point point, Device device, long bytes)
    {
        var stream = point.Own(device.CreateStream());
        var from = point.Own(device.Allocate<uint>(bytes / sizeof(uint), "the source of a copy"));
        var to = point.Own(device.Allocate<uint>(bytes / sizeof(uint), "the target of a copy"));
        stream.Fill(from, 0x5EED5EEDu);
        point.Check("the copy equals its source", () =>
        {
            stream.Copy(to, 0, from, 0, from.Length);
            var tail = new uint[256];
            stream.DownloadAndWait<uint>(tail, to, to.Length - tail.Length);
            return (tail.All(v => v == 0x5EED5EEDu), "the last 256 words");
        });
        point.Variant("copy, read + written", () => Then(stream, () => stream.Copy(to, 0, from, 0, from.Length)), Derived.Rate(Metrics.GBps, 2 * bytes / 1e9));
        point.Variant("fill, written", () => Then(stream, () => stream.Fill(to, 7u)), Derived.Rate(Metrics.GBps, bytes / 1e9));
    }

    private static void Link(Point point, Device device, long bytes)
    {
        var stream = point.Own(device.CreateStream());
        var there = point.Own(device.Allocate<byte>(bytes, "the far end of a copy"));
        var pinned = point.Own(device.AllocateHost<byte>(bytes, HostMemoryKind.Pinned, "pinned memory of a copy"));
        var combined = point.Own(device.AllocateHost<byte>(bytes, HostMemoryKind.WriteCombined, "write-combined memory of a copy"));
        var pageable = new byte[bytes];
        new Random(5).NextBytes(pageable);
        point.Check("what went there came back", () =>
        {
            stream.UploadAndWait<byte>(there, 0, pageable);
            stream.Download(pinned, 0, there, 0, bytes);
            stream.Synchronize();
            return (pinned.AsSpan().SequenceEqual(pageable), "bit for bit");
        });
        var rate = Derived.Rate(Metrics.GBps, bytes / 1e9);
        point.Variant("upload, pinned", () => Then(stream, () => stream.Upload(there, 0, pinned, 0, bytes)), rate);
        point.Variant("upload, write-combined", () => Then(stream, () => stream.Upload(there, 0, combined, 0, bytes)), rate);
        point.Variant("upload, pageable", () => stream.UploadAndWait<byte>(there, 0, pageable), rate);
        point.Variant("download, pinned", () => Then(stream, () => stream.Download(pinned, 0, there, 0, bytes)), rate);
        point.Variant("download, pageable", () => stream.DownloadAndWait<byte>(pageable, there, 0), rate);
    }

    // A kernel reads every row of a table in host memory once, in order: only the link is in its way.
    private static void ZeroCopy(Point point, Device device, long bytes)
    {
        var rows = (int)Math.Max(1, bytes / (Dim * sizeof(float)));
        var table = point.Own(new EmbeddingTable(rows, Dim));
        table.FillRandom(seed: 3);
        var mapped = point.Own(DeviceTable.Map(device, new DramRowStore(table)));
        var stream = point.Own(device.CreateStream());
        var kernel = point.Own(new GatherKernel(device, mapped.Format, Dim));
        var ids = point.Own(device.Allocate<int>(rows, "row numbers"));
        var output = point.Own(device.Allocate<float>((long)rows * Dim, "rows read through the link"));
        stream.UploadAndWait<int>(ids, 0, Enumerable.Range(0, rows).ToArray());
        point.Check("the last row is the table's", () =>
        {
            kernel.Launch(stream, mapped, ids, rows, output);
            var last = new float[Dim];
            stream.DownloadAndWait<float>(last, output, (long)(rows - 1) * Dim);
            return (last.AsSpan().SequenceEqual(table.Row(rows - 1)), "bit for bit");
        });
        point.Variant("kernel reads mapped rows in order", () => Then(stream, () => kernel.Launch(stream, mapped, ids, rows, output)), Derived.Rate(Metrics.GBps, (double)rows * Dim * sizeof(float) / 1e9));
    }

    private static void Then(DeviceStream stream, Action work)
    {
        work();
        stream.Synchronize();
    }
}
