namespace HotRow.Lab;

/// <summary>Work on a machine that is bound either by its memory or by its arithmetic: it takes the longer of the two.</summary>
/// <remarks><i>Source:</i> S. Williams, A. Waterman, D. Patterson, "Roofline: an insightful visual performance model for multicore architectures",
/// CACM 52 (2009).</remarks>
/// <param name="Bytes">Bytes moved, each once.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="BytesPerSecond">The memory's ceiling.</param>
/// <param name="FlopsPerSecond">The arithmetic's ceiling.</param>
internal readonly record struct Roofline(double Bytes, double Flops, double BytesPerSecond, double FlopsPerSecond)
{
    /// <summary>Time at the memory's ceiling. <i>Units:</i> s.</summary>
    public double MemorySeconds => Bytes / BytesPerSecond;

    /// <summary>Time at the arithmetic's ceiling. <i>Units:</i> s.</summary>
    public double ArithmeticSeconds => Flops / FlopsPerSecond;

    /// <summary>The longer of the two. <i>Units:</i> s.</summary>
    public double Seconds => Math.Max(MemorySeconds, ArithmeticSeconds);

    /// <summary>The speed-up of a machine with so many times the bandwidth and the arithmetic.</summary>
    public double Gain(double bandwidth = 1, double arithmetic = 1) =>
        Seconds / (this with { BytesPerSecond = BytesPerSecond * bandwidth, FlopsPerSecond = FlopsPerSecond * arithmetic }).Seconds;
}
