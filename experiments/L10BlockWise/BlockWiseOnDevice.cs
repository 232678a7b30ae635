using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>L10 on a device: the product after a lookup, by what is multiplied.</summary>
internal sealed partial class BlockWise : IDeviceExperiment
{
    internal const string OneKernel = "one kernel";

    public void DeclareOnDevice(RunContext context, Device device)
    {
        var (rowCount, width) = DeviceSize.Pick(context, device, (500, 8), (2_000, 32), (ZipfRows, 256), (ZipfRows, 768));
        var batches = DeviceSize.Pick<int[]>(context, device, [32, 64], [64, 256], [1_024, 4_096, 16_384, 65_536], [256, 1_024, 4_096, 16_384, 65_536]);
        foreach (var ids in batches)
        {
            DevicePoint.Declare(
                context,
                device,
                DeviceSize.Pick(context, device, 1, 1, 8, 8),
                new() { { "ids", ids }, { "width", width } },
                point => OnDevice(point, rowCount, width, ids, oneHotToo: (long)ids * rowCount <= DeviceBlockProducts.MostOneHot && ids <= batches[1]));
        }
    }

    private static void OnDevice(DevicePoint point, int rowCount, int width, int ids, bool oneHotToo)
    {
        var products = new DeviceBlockProducts(point, rowCount, width, ids);
        var ways = new List<(string Name, Action<int> Enqueue)>
        {
            (EveryIndex, products.EveryIndex),
            (OneKernel, products.OneKernel),
            (Distinct, products.DistinctRows),
            (AllRows, products.AllRows),
        };
        if (oneHotToo)
        {
            ways.Add((OneHotProduct, products.OneHot));
        }

        point.Point.Note += $"; {products.MeanDistinct:0} of {ids} ids of a batch are distinct; product: {products.Path}";
        foreach (var (name, enqueue) in ways)
        {
            point.Point.Check($"{name} against sums in double precision", () => products.Check(enqueue));
            point.Variant(name, () => enqueue(products.NextBatch()));
        }

        point.Gains(EveryIndex, [.. ways.Skip(1).Select(w => w.Name)]);
    }
}
