using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>The way from a table in host memory to a device's memory, on a device: row by row, batch by batch, without a copy of the host's, or from the device's own memory.</summary>
internal sealed partial class RuntimePath : IDeviceExperiment
{
    internal const string PerTokenUpload = "upload-per-token";
    internal const string InDevice = "device-table";
    internal const string Direct = "each launched by itself";
    internal const string OneGraph = "a graph of one launch, started as often";
    internal const string WholeGraph = "one graph of all launches";
    internal const string DirectWaited = "one launch, waited for";
    internal const string GraphWaited = "one graph, waited for";

    private const string OnDevicePart = "device";
    private const string Asks = "asks";
    private const string WayAsked = "way";
    private const string LaunchAsked = "launch";
    private const int Launches = 64;

    // A copy for each row: more of them take the time of all other points.
    private const int MostSingleCopies = 16_384;

    private static readonly string[] s_waysToDevice = [PerTokenUpload, "upload-pageable", "upload-pinned", "upload-registered", "zero-copy", InDevice];

    /// <inheritdoc/>
    public void DeclareOnDevice(RunContext context, Device device)
    {
        var size = new TableSize(DeviceSize.Pick(context, device, 3_000, 20_000, 1_000_000, 1_000_000), context.ByScale(16, 768, 768));

        // From a table that other ways have page-locked, copies row by row would not be what a program gets that locks nothing.
        var (ordinary, locked) = (new DeviceHostTable(context, device, size.Rows, size.Dim), new DeviceHostTable(context, device, size.Rows, size.Dim));
        foreach (var rows in DeviceSize.Pick<int[]>(context, device, [1, 16], [1, 16, 1_024], [1, 4_096, 16], [1, 4_096, 16, 256, MostSingleCopies]))
        {
            context.Point(Asked(WayAsked, device, rows), point => WaysOnDevice(point, context, device, ordinary, locked, rows));
        }

        foreach (var rows in context.ByScale<int[]>([1], [1, 256], [1, 16, 256]))
        {
            context.Point(Asked(LaunchAsked, device, rows), point => LaunchOnDevice(point, device, ordinary.Ordinary, rows), 0.5);
        }
    }

    private static Parameters Asked(string what, Device device, int rows) => new() { { "part", OnDevicePart }, { "device", device.Info.Label }, { Asks, what }, { "rows", rows } };

    private static void WaysOnDevice(Point point, RunContext context, Device device, DeviceHostTable ordinary, DeviceHostTable locked, int rows)
    {
        // Few rows a call need many calls for a time that a clock can read.
        var calls = Math.Clamp(DeviceSize.Pick(context, device, 64, 1_024, 4_096, MostSingleCopies) / rows, DeviceSize.Pick(context, device, 4, 1, 2, 2), context.ByScale(4, 64, 256));
        var table = locked.Locked;
        var contest = new DeviceContest(point, device, table, () => FreshBatches.Zipf(table.RowCount, 0, rows, calls, point.Seed));
        foreach (var way in s_waysToDevice)
        {
            contest.Add(way, way, way == PerTokenUpload ? contest.Args() with { Store = point.Own(new DramRowStore(ordinary.Ordinary)) } : null);
        }

        DeviceGather.ModelBeside(point, table.EmbeddingDim, rows);
        point.After(timing =>
        {
            foreach (var name in s_waysToDevice.Where(n => n != PerTokenUpload && contest.Has(n) && contest.Has(PerTokenUpload)))
            {
                contest.Ratio(DevicePathGain, timing, PerTokenUpload, name);
            }

            foreach (var name in s_waysToDevice.Where(contest.Has))
            {
                var seconds = Statistics.Median([.. timing(name).SamplesNs.Select(ns => (double)rows * calls * table.EmbeddingDim * sizeof(float) / ns)]);
                point.Value(DevicePathGBps, seconds.Value, name, ValueKind.Measured, seconds.Low, seconds.High);
            }
        });
    }

    // The same small gather from the device's own memory, started in several ways; the row numbers lie on the device before.
    private static void LaunchOnDevice(Point point, Device device, EmbeddingTable host, int rows)
    {
        using var store = new DramRowStore(host);
        var table = point.Own(DeviceTable.Upload(device, store));
        var gather = point.Own(new GatherKernel(device, store.Format, store.EmbeddingDim));
        var stream = point.Own(device.CreateStream());
        var ids = point.Own(device.Allocate<int>(rows, "row numbers"));
        var output = point.Own(device.Allocate<float>((long)rows * store.EmbeddingDim, "gathered rows"));
        var wanted = FreshBatches.Zipf(store.RowCount, 0, rows, 1, point.Seed).Current[0].Indices;
        stream.UploadAndWait(ids, 0, wanted.Span);
        point.Note = $"{device.Info.OneLine}; {Launches} gathers of {rows:N0} rows of {store.RowBytes:N0} B in the device's memory{DeviceCaption.NoteOf(device)}";

        void Add(string name, int launches, Action start)
        {
            point.Check($"{name}: rows against the generator", () =>
            {
                stream.Fill(output, float.NaN);
                start();
                var got = new float[rows * store.EmbeddingDim];
                stream.DownloadAndWait(got, output, 0);
                return GeneratedRows.Match(wanted.Span, store.EmbeddingDim, got);
            });
            point.Variant(name, start, new Derived(LaunchNs, seconds => seconds * 1e9 / launches));
        }

        void Launch(DeviceStream on) => gather.Launch(on, table, ids, rows, output);
        void Repeat(Action action)
        {
            for (var i = 0; i < Launches; i++)
            {
                action();
            }

            stream.Synchronize();
        }

        Add(Direct, Launches, () => Repeat(() => Launch(stream)));
        Add(DirectWaited, 1, () =>
        {
            Launch(stream);
            stream.Synchronize();
        });
        if (!device.Supports(DeviceCapability.Graphs))
        {
            point.Note += $"; {device.Info.Name} has no graphs";
            return;
        }

        var one = point.Own(stream.Capture(Launch));
        var all = point.Own(stream.Capture(on =>
        {
            for (var i = 0; i < Launches; i++)
            {
                Launch(on);
            }
        }));
        Add(OneGraph, Launches, () => Repeat(() => stream.Launch(one)));
        Add(WholeGraph, Launches, () =>
        {
            stream.Launch(all);
            stream.Synchronize();
        });
        Add(GraphWaited, 1, () =>
        {
            stream.Launch(one);
            stream.Synchronize();
        });
    }
}
