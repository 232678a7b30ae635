namespace HotRow;

/// <summary>The metrics that several experiments share. An experiment may make its own besides.</summary>
public static class Metrics
{
    /// <summary>Wall time of one call.</summary>
    public static readonly Metric TimeMs = new("time-ms", "Time per call", "ms", false, "median wall time of one call");

    /// <summary>Wall time per row looked up.</summary>
    public static readonly Metric NsPerRow = new("ns-per-row", "Time per row", "ns", false, "median wall time / indices of the call");

    /// <summary>Rows looked up per second.</summary>
    public static readonly Metric RowsPerSecond = new("rows-per-second", "Rows", "1/s", true, "indices of the call / median wall time");

    /// <summary>Payload bandwidth: the bytes the algorithm needs, each once.</summary>
    public static readonly Metric GBps = new("gbps", "Payload bandwidth", "GB/s", true, "algorithmic bytes / median wall time / 1e9");

    /// <summary>Arithmetic rate.</summary>
    public static readonly Metric GflopPerSecond = new("gflops", "Arithmetic rate", "GFLOP/s", true, "floating-point operations / median wall time / 1e9");

    /// <summary>Ratio to the reference variant of the same point, above 1 is faster.</summary>
    public static readonly Metric Speedup = new("speedup", "Speed-up over the reference", "x", true, "median over rounds of reference time / variant time");

    /// <summary>Managed bytes allocated per call.</summary>
    public static readonly Metric AllocatedBytes = new("allocated-bytes", "Allocated per call", "B", false, "managed bytes allocated by one warm call, all threads");

    /// <summary>Object hit ratio over all accesses.</summary>
    public static readonly Metric HitRatio = new("hit-ratio", "Hit ratio", "", true, "hits / accesses");

    /// <summary>Bytes moved from the far tier.</summary>
    public static readonly Metric FarBytes = new("far-bytes", "Bytes from the far tier", "B", false, "rows read from the far tier x bytes of a row");

    /// <summary>A plain share.</summary>
    public static readonly Metric Share = new("share", "Share", "", null, "part / whole");
}
