namespace HotRow.Lab;

/// <summary>What is made of L8's points on a device: metrics and charts.</summary>
internal sealed partial class DedupAndOrder
{
    internal static readonly Metric DeviceDedupGain = new("gain-over-every-index", "Speed-up over zero-copy of every index", "x", true, "median over rounds of the time of zero-copy of every index / this one's");
    internal static readonly Metric RowsOverLink = new("rows-over-link-per-index", "Rows over the link, per index", "", false, "rows that are read in host memory for the device / indices of the batch");

    private const string FewerRows = "all ids / distinct ids";

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Line, "Dedup before the link: speed-up by the share of distinct rows", "unique", DeviceDedupGain, "variant+batch+device", [ReferenceLine.Horizontal("no gain", 1)], LogX: true, LogY: true, XLabel: UniqueAxis,
            Caption: "Against zero-copy of every index, the ids of a batch behind the name; above 1 it pays. Rows of 512 B (64 B at the tiniest scale), near tier: the device's memory, far tier: host memory behind the link. A batch's repeats may come from the device's caches even without dedup. A device that is no GPU proves the rows; its times say nothing.",
            Where: new Dictionary<string, string> { ["part"] = "device" }, Optional: true),
    ];
}
