namespace HotRow;

/// <summary>A modelled link between two tiers: a fixed time per transfer, then bytes at a constant rate. Its figures are modelled, never measured; whoever shows one says so.</summary>
public sealed record LinkModel
{
    /// <summary>Makes a link.</summary>
    /// <param name="bandwidthGBps">GB/s (10^9 bytes), above 0.</param>
    /// <param name="latencyUs">Microseconds per transfer, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not above 0 or the latency is negative, or one is not finite.</exception>
    public LinkModel(double bandwidthGBps, double latencyUs = 0)
    {
        if (!double.IsFinite(bandwidthGBps) || bandwidthGBps <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bandwidthGBps), bandwidthGBps, "a link's bandwidth is finite and above 0");
        }

        if (!double.IsFinite(latencyUs) || latencyUs < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(latencyUs), latencyUs, "a link's latency is finite and not negative");
        }

        BandwidthGBps = bandwidthGBps;
        LatencyUs = latencyUs;
    }

    /// <summary>The documents' link between main memory and a GPU: 16 GB/s, no time per transfer.</summary>
    public static LinkModel Pcie16 { get; } = new(16);

    /// <summary>The link's rate. <i>Units:</i> GB/s (10^9 bytes).</summary>
    public double BandwidthGBps { get; }

    /// <summary>Time of a transfer of no bytes. <i>Units:</i> microseconds.</summary>
    public double LatencyUs { get; }

    /// <summary>The modelled time of that many bytes in that many transfers, one after the other. <i>Units:</i> seconds.</summary>
    /// <param name="bytes">Not negative.</param>
    /// <param name="transfers">Not negative.</param>
    public double Seconds(long bytes, long transfers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(transfers);
        return (bytes / (BandwidthGBps * 1e9)) + (transfers * LatencyUs * 1e-6);
    }

    /// <summary>The link in words, for labels: "modelled 16 GB/s".</summary>
    public override string ToString() => LatencyUs > 0 ? $"modelled {BandwidthGBps} GB/s, {LatencyUs} us per transfer" : $"modelled {BandwidthGBps} GB/s";
}
