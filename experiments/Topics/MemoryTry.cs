using System.Runtime.InteropServices;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>The least time of a token of one sequence, by the bytes of its weights.</summary>
    /// <param name="billions">Parameters, 0.001 to 10,000 billion.</param>
    /// <param name="bits">Bits of a weight, 1 to 64.</param>
    /// <param name="gigabytesPerSecond">Bandwidth of the memory they lie in, 0.01 to 100,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult WeightFloor(double billions, double bits, double gigabytesPerSecond)
    {
        TryLimits.Check("billions", billions, 0.001, 10_000);
        TryLimits.Check("bits", bits, 1, 64);
        TryLimits.Check("gigabytesPerSecond", gigabytesPerSecond, 0.01, 100_000);
        var bytes = billions * 1e9 * bits / 8;
        var points = new TryPoints(new("token-ms", "Least time per token", "ms", false, "bytes of the weights / bandwidth"));
        foreach (var of in new[] { 4.0, 8, 16, 32 }.Append(bits).Distinct().Order())
        {
            points.Add("one sequence", of, billions * of / 8 / gigabytesPerSecond * 1e3, ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{billions:0.###} billion weights of {bits:0.#} bits at {gigabytesPerSecond:N0} GB/s"),
            [
                new("least time per token", bytes / gigabytesPerSecond / 1e6, "ms", ValueKind.Computed),
                new("most tokens a second", gigabytesPerSecond * 1e9 / bytes, "1/s", ValueKind.Computed),
                new("bytes read for a token", bytes / 1e9, "GB", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "The floor falls with the bits", "bits of a weight", "Computed: every weight is read once for every token."));
    }

    /// <summary>Latency and bandwidth of a working set, measured here and now on one core.</summary>
    /// <param name="kibibytes">Working set, 4 to 262,144 KiB.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Chase(int kibibytes)
    {
        TryLimits.Check("kibibytes", kibibytes, 4, 262_144);
        var bytes = (long)kibibytes << 10;
        using var chain = new PageMemory(bytes, "the chain of a try");
        using var stream = new PageMemory(bytes, "the stream of a try");
        RowKernels.MakeChain(MemoryMarshal.Cast<float, int>(chain.Floats), new Xoshiro256(1));
        stream.Floats.Fill(1);
        const int Steps = 10_000;
        var at = 0;
        var ns = TryTiming.MedianNs(
            () => at = RowKernels.Chase(MemoryMarshal.Cast<float, int>(chain.Floats), at, Steps),
            () => RowKernels.ReadStream(stream.Floats));
        return new(
            FormattableString.Invariant($"A working set of {kibibytes:N0} KiB, one core"),
            [
                new("a read whose address the read before gave", ns[0] / Steps, "ns", ValueKind.Measured),
                new("a cache line in a stream", ns[1] / (bytes / 64.0), "ns", ValueKind.Measured),
                new("bandwidth of the stream", bytes / ns[1], "GB/s", ValueKind.Measured),
                new("bandwidth of the dependent reads", 64 * Steps / ns[0], "GB/s", ValueKind.Measured),
            ]);
    }
}
