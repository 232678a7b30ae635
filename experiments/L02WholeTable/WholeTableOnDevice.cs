using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>L2 on a device: the whole table, or the rows of a batch, over the link that is there.</summary>
internal sealed partial class WholeTableOrRows : IDeviceExperiment
{
    internal const string FullUpload = "full-upload";
    internal const string UploadUnique = "upload-unique";
    internal const string UploadPinned = "upload-pinned";
    internal const string UploadPageable = "upload-pageable";
    internal const string UploadRegistered = "upload-registered";
    internal const string ZeroCopy = "zero-copy";
    internal const string ModelledWhole = "whole table, modelled";
    internal const string ModelledNeeded = "needed rows, modelled";

    // A copy for each row: beyond so many they take the others' time.
    private const int MostSingleCopies = 8_192;

    private static readonly string[] s_waysByRows = [FullUpload, UploadUnique, UploadPinned, ZeroCopy];
    private static readonly string[] s_waysByIds = [UploadPageable, UploadPinned, UploadUnique, UploadRegistered, ZeroCopy];

    public void DeclareOnDevice(RunContext context, Device device)
    {
        var dim = DeviceSize.Pick(context, device, 16, 64, ExampleDim, ExampleDim);

        // Points of as many rows share their tables: gigabytes are not made and page-locked in a moment.
        var tables = new Dictionary<int, (DeviceHostTable Ordinary, DeviceHostTable Locked)>();
        (DeviceHostTable Ordinary, DeviceHostTable Locked) Tables(int rows)
        {
            if (!tables.TryGetValue(rows, out var two))
            {
                tables[rows] = two = (new(context, device, rows, dim), new(context, device, rows, dim));
            }

            return two;
        }

        foreach (var rows in DeviceSize.Pick<int[]>(context, device, [64, 256], [512, 4_096], [2_048, 16_384, 131_072], [2_048, 16_384, 131_072, ExampleRows]))
        {
            var (ordinary, locked) = Tables(rows);
            DevicePoint.Declare(context, device, DeviceSize.Pick(context, device, 1, 1, 2, 2), new() { { "rows", rows }, { "dim", dim } }, point => OnDeviceByRows(point, ordinary, locked), 1 + (rows / 1e5));
        }

        var (plain, mapped) = Tables(DeviceSize.Pick(context, device, 1_024, 8_192, 262_144, ExampleRows));
        var copied = DeviceSize.Pick(context, device, 64L << 10, 1L << 20, 256L << 20, 256L << 20);
        foreach (var ids in DeviceSize.Pick<int[]>(context, device, [16, 64], [256, 2_048], [256, 4_096, 65_536], [256, 4_096, 65_536]))
        {
            DevicePoint.Declare(context, device, DeviceSize.Pick(context, device, 1, 1, 4, 4), new() { { "ids", ids }, { "dim", dim } }, point => OnDeviceByIds(point, plain, mapped, ids, copied), 3);
        }
    }

    private static void OnDeviceByRows(DevicePoint point, DeviceHostTable ordinary, DeviceHostTable locked)
    {
        var (rows, dim) = (ordinary.Rows, ordinary.Dim);
        var contest = new DeviceLinkContest(point, ordinary, locked, Pool(rows, point.Point.Seed));
        contest.Add(s_waysByRows);
        point.Gains(FullUpload, [.. contest.Added.Where(name => name != FullUpload)]);
        var needed = new ZipfLaw(rows, Alpha).ExpectedUnique(Batch);
        foreach (var (name, moved) in new[] { (ModelledWhole, (double)rows), (ModelledNeeded, needed) })
        {
            point.Point.Value(DeviceMetrics.BatchUs, LinkModel.Pcie16.Seconds((long)(moved * dim * sizeof(float))) * 1e6, name, ValueKind.Modelled);
        }
    }

    private static void OnDeviceByIds(DevicePoint point, DeviceHostTable ordinary, DeviceHostTable locked, int ids, long copied)
    {
        const int Ring = 4;
        var pool = BatchPool.Draw(Workloads.Uniform, new() { RowCount = ordinary.Rows, BatchSize = ids, IndexCount = (long)Ring * ids, Seed = point.Point.Seed });
        var contest = new DeviceLinkContest(point, ordinary, locked, pool);
        contest.Add([.. s_waysByIds.Where(way => way != UploadRegistered || ids <= MostSingleCopies)]);
        DeviceLink.AddUpload(point, copied);
        DeviceLink.AddPageableUpload(point, copied);
        point.Shares(DeviceLink.Upload, [.. contest.Added, DeviceLink.PageableUpload]);
    }
}
