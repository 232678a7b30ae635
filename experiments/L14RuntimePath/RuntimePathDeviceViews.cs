namespace HotRow.Lab;

/// <summary>What is made of L14's points on a device: metrics and charts.</summary>
internal sealed partial class RuntimePath
{
    internal static readonly Metric DevicePathGain = new("gain-over-per-token-upload", "Speed-up over one upload per token", "x", true, "median over rounds of the time of upload-per-token / this one's");
    internal static readonly Metric DevicePathGBps = new("device-payload-gbps", "Rows into the device's memory", "GB/s", true, "bytes of rows asked for / median wall time");
    internal static readonly Metric LaunchNs = new("device-launch-ns", "Time per small gather", "ns", false, "median wall time of the starts and one wait / gathers");

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Line, "Into a device's memory: time per row, by way and rows of a call", "rows", DeviceLookupMetrics.NsPerRow, "variant", [], LogX: true, LogY: true, XLabel: "rows of a call",
            Caption: $"Rows of 3,072 B (64 B at the tiniest scale) from host memory into the device's, several calls and one wait. device-table is document 002's gather on the device: its rows lie there already. Modelled: the document's 16 GB/s, and 4.8 TB/s with 5 us a launch. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart, [Asks] = WayAsked }, SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "What starting a small gather costs: launches and graphs", "rows", LaunchNs, "variant", [], LogY: true, XLabel: "rows of a gather",
            Caption: $"Time per gather of a few rows that lie in the device's memory: 64 launches and one wait, the same as graphs that were recorded before, and one that is waited for. Near tier alone: no row crosses the link. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart, [Asks] = LaunchAsked }, SliderBy: "device", Optional: true),
    ];
}
