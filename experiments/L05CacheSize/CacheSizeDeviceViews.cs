namespace HotRow.Lab;

/// <summary>What is made of L5's points on a device: metrics and charts.</summary>
internal sealed partial class CacheSize
{
    internal static readonly Metric DeviceHitRatio = new("device-hit-ratio", "Hit ratio, counted on the device", "", true, "hits / indices of one sample after the warm-up, total ids");
    internal static readonly Metric DeviceGain = new("gain-over-zero-copy", "Speed-up over uncached zero-copy", "x", true, "median over rounds of the time of zero-copy / this one's; the ideal is bytes wanted / bytes missed");
    internal static readonly Metric DeviceShareOfIdeal = new("share-of-ideal-gain", "Share of the ideal speed-up", "", true, "speed-up over uncached zero-copy x bytes missed / bytes wanted; the goal is 0.6 at 10 %");
    internal static readonly Metric DeviceOverUpload = new("gain-over-best-upload", "Speed-up over the best gather and copy of the host", "x", true, "median over rounds of the time of the best of upload-pinned, upload-pageable, upload-unique / this one's");
    internal static readonly Metric DeviceOverTorch = new("gain-over-torch-gather", "Speed-up over torch's gather and copy", "x", true, "the better median time per row of torch's gather on the CPU and copy, pinned or not / this one's; the goal is 1.5");

    private const string ShareOfTable = "cache size, % of the table's rows";
    private const string IdealOf = "ideal, ";
    private const string DeviceTiers = "Near tier: the device's memory; far tier: host memory behind the link. Independent accesses, alpha 1.05, rows of 512 B (64 B at the tiniest scale), every timed batch drawn anew.";

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Line, "A device's cache: speed-up over reading every row by zero-copy", "percent", DeviceGain, "variant", [ReferenceLine.Horizontal("uncached zero-copy", 1)], LogX: true, LogY: true, XLabel: ShareOfTable,
            Caption: $"{DeviceTiers} The ideal takes the time to be that of the missed bytes alone: all bytes / bytes missed, as the device counted them; the goal is 60 % of it at 10 %. {DeviceCaption.NoGpu}",
            Where: In(("part", OnDevicePart), ("trace", "zipf 1.05"), ("variant", $"{DeviceLru}|{DeviceLfu}|{IdealOf}{DeviceLru}|{IdealOf}{DeviceLfu}|{UploadPinned}")), SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "A device's cache of 10 % beside other ways to the same rows", "trace", DeviceLookupMetrics.NsPerRow, "variant", [], LogY: true,
            Caption: $"Time per row that ends in the device's memory. Near tier: the device's memory; far tier: host memory. device-table holds all rows near: what a cache cannot beat. The uploads gather on the CPU and copy. {DeviceCaption.NoGpu}",
            Where: In(("part", OnDevicePart), ("percent", "10")), SliderBy: "device", Optional: true),
        new(ChartKind.Line, "Hit ratio of a device's cache, by its way of choosing what goes", "percent", DeviceHitRatio, "variant", [], LogX: true, XLabel: ShareOfTable,
            Caption: $"Counted on the device. {DeviceTiers}",
            Where: In(("part", OnDevicePart), ("trace", "zipf 1.05")), SliderBy: "device", Optional: true),
    ];
}
