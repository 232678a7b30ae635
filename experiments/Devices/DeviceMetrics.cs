namespace HotRow.Lab;

/// <summary>What several experiments measure on a device. Their names are their own, so that no figure of a processor is taken for one of a device.</summary>
internal static class DeviceMetrics
{
    /// <summary>Time of one batch of several that were given to the device together.</summary>
    public static readonly Metric BatchUs = new("device-batch-us", "Time per batch on the device", "us", false, "median wall time of several batches, given one after the other and then waited for once / batches");

    /// <summary>Bandwidth of the device's own memory.</summary>
    public static readonly Metric GBps = new("device-gbps", "Bandwidth on the device", "GB/s", true, "bytes of rows read and written / median wall time / 1e9");

    /// <summary>Bandwidth of the link between host and device.</summary>
    public static readonly Metric LinkGBps = new("device-link-gbps", "Bandwidth of the link", "GB/s", true, "bytes that cross the link, rows and row numbers, / median wall time / 1e9");

    /// <summary>Share of a ceiling that was measured in the same rounds.</summary>
    public static readonly Metric CeilingShare = new("device-ceiling-share", "Share of the ceiling", "", true, "median over rounds of bytes per second / those of the large copy beside it");

    /// <summary>Arithmetic rate on the device.</summary>
    public static readonly Metric GflopPerSecond = new("device-gflops", "Arithmetic rate on the device", "GFLOP/s", true, "floating-point operations / median wall time / 1e9");

    /// <summary>Arithmetic of a batch.</summary>
    public static readonly Metric Flops = new("device-flops", "Floating-point operations per batch", "", false, "a multiplication and an addition counted as two");

    /// <summary>Bytes over the link for a batch.</summary>
    public static readonly Metric LinkBytes = new("device-link-bytes", "Bytes over the link per batch", "B", false, "bytes of rows and row numbers that cross the link for one batch");

    /// <summary>Ratio of two times of one point.</summary>
    public static readonly Metric Gain = new("device-gain", "Speed-up on the device", "x", true, "median over rounds of the reference's time / the contender's time, per batch");
}
