using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>L1 on a device: the dense one-hot product against the gather, over the rows of the table.</summary>
internal sealed partial class OneHot : IDeviceExperiment
{
    internal const string DeviceProduct = "one-hot product";
    internal const string DeviceProductOnly = "one-hot product, matrix ready";
    internal const string DeviceGather = "gather kernel";

    private const int DeviceRings = 4;

    public void DeclareOnDevice(RunContext context, Device device)
    {
        var sizes = DeviceSize.Pick<int[]>(context, device, [32, 128, 512], [256, 1_024, 4_096], [1_024, 16_384, 131_072, 1_048_576], [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304]);
        var (dim, batch) = DeviceSize.Pick(context, device, (8, 8), (32, 16), (128, ModelBatch), (128, ModelBatch));
        foreach (var rows in sizes)
        {
            var cell = new Cell(rows, dim, batch);
            DevicePoint.Declare(context, device, DeviceSize.Pick(context, device, 2, 2, 8, 8), new() { { "rows", rows }, { "dim", dim }, { "batch", batch } }, point => OnDevice(point, cell));
        }
    }

    private static void OnDevice(DevicePoint point, Cell cell)
    {
        var (rows, dim, batch) = cell;
        if (sizeof(float) * (((long)rows * dim * 2) + ((long)batch * rows)) > DeviceSize.Fitting(point.Device, long.MaxValue) * 2)
        {
            point.Point.SkipReason = $"the table and its one-hot matrix would take more than half of the device's free memory";
            return;
        }

        var store = point.Point.Own(new DramRowStore(GeneratedRows.InMemory(rows, dim), ownsTable: true));
        var table = point.Point.Own(DeviceTable.Upload(point.Device, store));
        var ids = new DeviceIds(point, Workloads.Uniform, rows, batch, DeviceRings);
        var ones = point.Allocate<float>((long)batch * rows, "a one-hot matrix");
        var output = point.Allocate<float>((long)batch * dim, "the rows of a batch");
        var oneHot = point.Point.Own(new OneHotKernel(point.Device));
        var gemm = point.Point.Own(new DeviceGemm(point.Device, GemmPrecision.Fp32));
        var gather = point.Point.Own(new GatherKernel(point.Device, store.Format, dim));
        point.Point.Note += $"; product: {gemm.Path}";

        void Multiply() => gemm.Multiply(point.Stream, batch, dim, rows, ones, table.Rows, output);
        void Whole(DeviceBuffer<int> indices)
        {
            oneHot.Launch(point.Stream, indices, batch, rows, ones);
            Multiply();
        }

        Check(DeviceProduct, () => Whole(ids.First));
        Check(DeviceProductOnly, Multiply);
        Check(DeviceGather, () => gather.Launch(point.Stream, table, ids.First, batch, output));
        point.Variant(DeviceProduct, () => Whole(ids.Next()), DeviceMetrics.GflopPerSecond, cell.DenseFlops / 1e9);
        point.Variant(DeviceProductOnly, Multiply, DeviceMetrics.GflopPerSecond, cell.DenseFlops / 1e9);
        point.Variant(DeviceGather, () => gather.Launch(point.Stream, table, ids.Next(), batch, output));
        point.Gains(DeviceProduct, DeviceProductOnly, DeviceGather);
        point.Point.Value(DeviceMetrics.Flops, cell.DenseFlops, DeviceProduct, ValueKind.Computed);
        point.Point.Value(DeviceMetrics.Flops, 0, DeviceGather, ValueKind.Computed);

        // A sum of one row and zeros is that row, in whatever order it is taken.
        void Check(string name, Action run) => point.Point.Check($"{name}: rows against the table in host memory", () =>
        {
            point.Stream.Fill(output, float.NaN);
            run();
            return DeviceRows.Match(point, store, ids.Drawn[0], output);
        });
    }
}
