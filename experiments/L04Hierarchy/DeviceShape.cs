using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>How large things are that L4 gathers on a device. <i>Units:</i> bytes.</summary>
/// <param name="TableBytes">A table in the device's memory; on a GPU many times its last-level cache.</param>
/// <param name="OutputBytes">What one gather from it writes, beyond the cache too.</param>
/// <param name="CacheBytes">A table that stays in the cache beside an output of the same size.</param>
/// <param name="HostBytes">A table in host memory.</param>
/// <param name="LinkBytes">What one gather from it brings through the link.</param>
/// <param name="BlockBytes">Rows that are made on the host and repeated on the device.</param>
/// <param name="Batches">Gathers of a sample.</param>
internal sealed record DeviceShape(long TableBytes, long OutputBytes, long CacheBytes, long HostBytes, long LinkBytes, long BlockBytes, int Batches)
{
    private const long Tiny = 64 << 10;
    private const long Emulated = 4 << 20;

    /// <summary>By scale and device.</summary>
    public static DeviceShape Of(RunContext context, Device device)
    {
        if (context.Scale == Scale.Tiny)
        {
            return new(Tiny, Tiny / 4, Tiny / 8, Tiny, Tiny / 4, Tiny / 4, Batches: 2);
        }

        if (!device.Info.IsGpu)
        {
            return new(4 * Emulated, Emulated, Emulated / 8, 4 * Emulated, Emulated, Emulated, Batches: 2);
        }

        var cache = DeviceSize.Cache(device);
        var table = DeviceSize.Fitting(device, context.ByScale(0, 8L << 30, 24L << 30));
        var output = Math.Min(Math.Max(256L << 20, 4 * cache), table / 8);
        var host = Math.Min(context.ByScale(0, 1L << 30, 2L << 30), AvailableMemory.Bytes() / 4);
        return new(table, output, cache / 4, host, Math.Min(128L << 20, host / 4), Math.Min(64L << 20, table), Batches: 8);
    }
}
