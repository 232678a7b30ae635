namespace HotRow.Lab;

/// <summary>What is made of L8's points on a device: metrics and charts.</summary>
internal sealed partial class DedupAndOrder
{
    internal static readonly Metric DeviceDedupGain = new("gain-over-every-index", "Speed-up over zero-copy of every index", "x", true, "median over rounds of the time of zero-copy of every index / this one's");
    internal static readonly Metric RowsOverLink = new("rows-over-link-per-index", "Rows over the link, per index", "", false, "rows that are read in host memory for the device / indices of the batch");

    private const string DeviceDedupTiers = "Against zero-copy of every index; above 1 it pays. Rows of 512 B (64 B at the tiniest scale), near tier: the device's memory, far tier: host memory behind the link. A batch's repeats may come from the device's caches even without dedup.";

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Line, "Dedup before the link: speed-up by the share of distinct rows", "unique", DeviceDedupGain, "variant", [ReferenceLine.Horizontal("no gain", 1), new("all ids / distinct ids", [(0.05, 20), (1, 1)])], LogX: true, LogY: true, XLabel: UniqueAxis,
            Caption: $"{DeviceDedupTiers} The largest batches. The sloped line is the rows that dedup spares the link. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device", ["batch"] = "65536|4096|128" }, SliderBy: "device", Optional: true),
        new(ChartKind.Line, "Dedup before the link: speed-up by the size of a batch", "batch", DeviceDedupGain, "variant", [ReferenceLine.Horizontal("no gain", 1)], LogX: true, LogY: true, XLabel: "ids of a batch",
            Caption: $"{DeviceDedupTiers} Zipf, alpha 1.05. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device", ["alpha"] = "1.05" }, SliderBy: "device", Optional: true),
    ];
}
