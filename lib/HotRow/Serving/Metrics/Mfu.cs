namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Model FLOP/s utilization.</summary>
    public static readonly Metric Mfu = new("mfu", "MFU", "", true, "operations of the model's formula (2 per weight and token, attention apart) / time / peak; which peak is said: measured, dense or sparse");

    /// <summary>Operations a second of a model, without attention. <i>Units:</i> FLOP/s.</summary>
    public static double ModelFlopsPerSecond(ModelShape shape, double tokensPerSecond) => shape.FlopsPerToken * tokensPerSecond;

    /// <summary>Model FLOP/s utilization: what the formula asks for over what the device could do.</summary>
    /// <param name="flopsPerSecond">Operations a second by the model's formula.</param>
    /// <param name="peakFlopsPerSecond">The peak; a sparse one halves the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">The peak is not above 0.</exception>
    public static double MfuOf(double flopsPerSecond, double peakFlopsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peakFlopsPerSecond);
        return flopsPerSecond / peakFlopsPerSecond;
    }
}
