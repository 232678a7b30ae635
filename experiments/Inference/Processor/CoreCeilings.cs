namespace HotRow.Lab;

/// <summary>What this processor can do at best, measured in the rounds of the point that needs it: multiply-adds on registers, and a read of main memory from end to end.</summary>
/// <param name="steps">Steps of one call of the multiply-add ceiling.</param>
/// <param name="memory">What the read ceiling reads.</param>
/// <param name="threads">Threads of both.</param>
internal sealed class CoreCeilings(int steps, PageMemory memory, int threads)
{
    /// <summary>Name of the multiply-add ceiling.</summary>
    public const string Fma = "ceiling: multiply-adds in registers";

    /// <summary>Name of the read ceiling.</summary>
    public const string Read = "ceiling: read of main memory";

    // A power of two times a large page; the least that leaves the nearest caches.
    private const long LeastBytes = 128L << 20;

    /// <summary>A working set that no cache of this machine holds: four times the last one, within a quarter of what is available. <i>Units:</i> B.</summary>
    public static long BeyondCaches(RunContext context) => context.Scale == Scale.Tiny
        ? 256 << 10
        : Math.Min(Math.Max(LeastBytes, 4 * CacheSizes.ThisMachine.Levels[^1].Bytes), AvailableMemory.Bytes() / 4 & ~((2L << 20) - 1));

    /// <summary>Adds both ceilings to a point as contenders, with the check of what is read.</summary>
    public static CoreCeilings Add(Point point, RunContext context, int threads = 1)
    {
        var memory = ReadStreamMemory.Own(point, BeyondCaches(context), "the stream of the read ceiling", threads);
        var ceilings = new CoreCeilings(context.ByScale(1_000, 500_000, 500_000), memory, threads);
        point.Variant(Fma, () => RowKernels.FmaPeak(ceilings.Steps, threads), Derived.Rate(Metrics.GflopPerSecond, ceilings.FmaFlops / 1e9));
        point.Variant(Read, () => RowKernels.ReadStream(memory.Floats, threads), Derived.Rate(Metrics.GBps, memory.Bytes / 1e9));
        return ceilings;
    }

    /// <summary>Steps of one call of the multiply-add ceiling.</summary>
    public int Steps { get; } = steps;

    /// <summary>Threads of both.</summary>
    public int Threads { get; } = threads;

    /// <summary>Operations of one call of the multiply-add ceiling.</summary>
    public double FmaFlops => (double)Steps * RowKernels.FmaStepFlops * Threads;

    /// <summary>Bytes of one call of the read ceiling.</summary>
    public double ReadBytes => memory.Bytes;

    /// <summary>The rate of multiply-adds in every round. <i>Units:</i> operations a second.</summary>
    public double[] FlopRates(Func<string, VariantSamples> timing) => [.. timing(Fma).SamplesNs.Select(ns => FmaFlops / ns * 1e9)];

    /// <summary>The rate of the read in every round. <i>Units:</i> B/s.</summary>
    public double[] ReadRates(Func<string, VariantSamples> timing) => [.. timing(Read).SamplesNs.Select(ns => ReadBytes / ns * 1e9)];

    /// <summary>The shortest time that the ceilings of each round allow. <i>Units:</i> ns.</summary>
    public double[] LeastNs(Func<string, VariantSamples> timing, double flops, double bytes) =>
        [.. FlopRates(timing).Zip(ReadRates(timing), (p, b) => 1e9 * Math.Max(flops / p, bytes / b))];
}
