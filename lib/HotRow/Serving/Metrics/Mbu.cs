namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Model bandwidth utilization.</summary>
    public static readonly Metric Mbu = new("mbu", "MBU", "", true, "(weights, read once a step, + keys and values of all sequences) / step time / peak bandwidth");

    /// <summary>The document's formula, which counts the weights once a token.</summary>
    public static readonly Metric MbuByDocument = new("mbu-document", "MBU, weights counted per token", "", null, "parameters x bytes x tokens/s / peak bandwidth: right for one sequence without its keys and values; a batch of B counts the weights B times");

    /// <summary>Model bandwidth utilization of decoding.</summary>
    /// <param name="weightBytes">All weights that a step reads.</param>
    /// <param name="kvBytes">Keys and values that a step reads, over all sequences.</param>
    /// <param name="stepSeconds">Time of a step, which is the TPOT of each sequence in it.</param>
    /// <param name="peakGBps">Peak bandwidth. <i>Units:</i> GB/s.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time or peak is not above 0.</exception>
    public static double MbuOf(double weightBytes, double kvBytes, double stepSeconds, double peakGBps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peakGBps);
        return (weightBytes + kvBytes) / stepSeconds / (peakGBps * 1e9);
    }

    /// <summary>The bandwidth that the document's formula gives: parameters x bytes x tokens/s. <i>Units:</i> GB/s.</summary>
    /// <remarks><i>Source:</i> document 003, MBU. The true traffic at batch 1; above it only an upper bound of what the weights would cost unbatched.</remarks>
    public static double DocumentGBps(double parameters, double bytesPerWeight, double tokensPerSecond) => parameters * bytesPerWeight * tokensPerSecond / 1e9;
}
