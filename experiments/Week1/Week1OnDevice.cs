using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>W1 on a device: the grid's products in every precision.</summary>
internal sealed partial class Week1 : IDeviceExperiment
{
    private const int DeviceTorchRounds = 20;

    private static readonly (string Name, GemmPrecision Precision)[] s_precisions =
    [
        ("fp32", GemmPrecision.Fp32), ("tf32", GemmPrecision.Tf32), ("bf16", GemmPrecision.Bf16), ("fp16", GemmPrecision.Fp16),
    ];

    public void DeclareOnDevice(RunContext context, Device device)
    {
        var heights = DeviceSize.Pick<int[]>(context, device, [16, 33], [64, 256], [4_096, 65_536], [4_096, 8_192, 16_384, 32_768, 65_536]);
        foreach (var width in DeviceSize.Pick<int[]>(context, device, [16, 32], [64, 128], s_dims, s_dims))
        {
            foreach (var height in heights)
            {
                DevicePoint.Declare(context, device, DeviceSize.Pick(context, device, 1, 1, 8, 8), new() { { "height", height }, { "width", width } }, point => OnDevice(point, height, width, torchToo: height == heights[^1]));
            }
        }
    }

    private static void OnDevice(DevicePoint point, int height, int width, bool torchToo)
    {
        var (a, b) = (Numbers(point.Point.Seed, height, width), Numbers(point.Point.Seed + 1, width, width));
        var work = 2.0 * height * width * width / 1e9;
        foreach (var (name, precision) in s_precisions)
        {
            var product = new DeviceProduct(point, precision, height, width, a, b);
            point.Point.Note += $"; {name}: {product.Path}";
            point.Point.Check($"{name}: random outputs against a product in double", product.Check);
            point.Variant(name, product.Multiply, DeviceMetrics.GflopPerSecond, work);
        }

        if (torchToo)
        {
            TorchPeer.Add(point, DeviceMetrics.GflopPerSecond, work, "gpu_gemm_torch.py", height, width, DeviceTorchRounds);
        }
    }

    private static float[] Numbers(ulong seed, int rows, int width)
    {
        var values = new float[rows * width];
        Parallel.For(0, rows, row => RandomRows.Fill(seed, row, values.AsSpan(row * width, width)));
        return values;
    }
}
