namespace HotRow.Lab;

/// <summary>What the device parts of several experiments measure alike. Their ids are their own, so that no chart or claim of the host's parts meets them.</summary>
internal static class DeviceLookupMetrics
{
    /// <summary>Time of a row that ends in the device's memory.</summary>
    public static readonly Metric NsPerRow = new("device-ns-per-row", "Time per row, into the device's memory", "ns", false, "median wall time of giving the device some batches and waiting once / indices of the batches");

    /// <summary>Time of a batch, with whatever is computed on it.</summary>
    public static readonly Metric BatchMs = new("device-batch-ms", "Time per batch", "ms", false, "median wall time of giving the device some batches, with their computation, and waiting once / batches");

    /// <summary>Bytes that crossed the link for an index.</summary>
    public static readonly Metric LinkBytes = new("device-link-bytes-per-row", "Bytes over the link, per index", "B", false, "bytes of rows and row numbers that left host memory / indices, as the lookup counts them");
}
