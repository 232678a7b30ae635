namespace HotRow.Lab;

/// <summary>What is made of L11's points on a device: metrics and charts.</summary>
internal sealed partial class Prefetch
{
    internal static readonly Metric DeviceHiddenShare = new("device-hidden-share", "Hidden share of the shorter of fetch and computation", "", true, "(fetch alone + computation alone - both) / the shorter one, per round; median; the goal is 0.9");
    internal static readonly Metric DeviceAccuracy = new("device-prefetch-accuracy", "Rows read ahead that were used", "", true, "rows read ahead that the next batch used / rows read ahead, one sample");

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Bar, "On a device: time of a batch, the next one known, guessed or not", "variant", DeviceLookupMetrics.BatchMs, "way+ratio", [], XLabel: "how the next batch is fetched",
            Caption: $"Near tier: the device's memory; far tier: host memory behind the link. Consumer: matrix products, as many as take the time of the fetch times the ratio, at least one. Uploaded: gathered on the CPU into page-locked memory and copied; cached: a cache of 10 % of the rows on the device, whose misses are read. What comes ahead comes on a second stream. Zipf, alpha 1.05, every timed batch drawn anew. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart }, SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "On a device: how much of the shorter of fetch and computation hides", "way", DeviceHiddenShare, "variant+ratio", [ReferenceLine.Horizontal("our goal: 90 %", 0.9)], XLabel: "what is fetched",
            Caption: $"1: both together take as long as the longer one alone. Ratio: computation over fetch. One after the other hides what the streams of the host's gather and of the device overlap by themselves. A wrong guess reads rows for nothing, and the right ones after them. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart }, SliderBy: "device", Optional: true),
    ];
}
