namespace HotRow.Lab;

/// <summary>What is made of L12's points on a device: metrics and charts.</summary>
internal sealed partial class CompleteFlow
{
    internal static readonly Metric DeviceStepMs = new("device-step-ms", "Time per batch, computation included", "ms", false, "difference of the median times per batch with and without the layer, on a device");
    internal static readonly Metric DeviceConsumerGain = new("device-consumer-gain", "Speed-up of the consumer", "x", true, "median over rounds of the time per batch without layers / with them, computation included, on a device");
    internal static readonly Metric DeviceSpanMs = new("device-span-ms", "Length of a phase", "ms", false, "end - beginning of the phase, by events on its stream");

    private const string DeviceFlowTiers = $"Near tier: the device's memory; far tier: host memory behind the link, read by zero-copy. Zipf, alpha 1.05, rows of 512 B (64 B at the tiniest scale), a cache of 10 % of them, products that take as long as the distinct rows' way. {DeviceCaption.NoGpu}";

    private static readonly ChartSpec[] s_deviceCharts =
    [
        new(ChartKind.Waterfall, "What each layer takes off a batch on a device", "step", DeviceStepMs, "device", [], XLabel: "layers, added from left to right",
            Caption: $"Layers are added from left to right; the last bar is what stays, computation and all. {DeviceFlowTiers}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart, [Asks] = FlowAsked }, Optional: true),
        new(ChartKind.Bar, "All eight combinations of layers on a device", "variant", DeviceLookupMetrics.BatchMs, "", [], XLabel: "layers",
            Caption: DeviceFlowTiers, Where: new Dictionary<string, string> { ["part"] = OnDevicePart, [Asks] = FlowAsked }, SliderBy: "device", Optional: true),
        new(ChartKind.Timeline, "A device's two streams, without and with prefetch", "start", DeviceSpanMs, "lane+phase", [], XLabel: "ms since the first phase began",
            Caption: $"{TimelineBatches} batches with dedup and cache, and the same with the next batch on a second stream. Ids: row numbers cross the link; kernel: rows are found and read, through the link where the cache has them not; copy: rows that came ahead go where they are wanted; compute: the consumer's products. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = OnDevicePart, [Asks] = TimelineAsked }, SliderBy: "device", Optional: true),
    ];
}
