namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>What this machine can do at best.</summary>
    public static readonly Bench Ceiling = Add(new("ceiling", "copy and read bandwidth of main memory (GB = 10^9 bytes; a byte copied counts once), fused multiply-adds in registers", 2, CeilingBench.Declare));
}

/// <summary>The machine's ceilings by number of threads.</summary>
internal static class CeilingBench
{
    public const string Copy = "copy";
    public const string Read = "read";
    public const string Fma = "fma";

    public static void Declare(BenchContext context)
    {
        var bytes = BenchMemory.Bytes(context, 2, out var note, most: 256 << 20);
        var memory = context.Shared(() => BenchMemory.Take(2 * bytes, "the streams of the ceilings"));
        foreach (var threads in context.Threads)
        {
            context.Group(new() { { "threads", threads } }, group =>
            {
                group.Point.Note = note;
                var floats = (int)(bytes / sizeof(float));
                Span<float> From() => memory.Value.Floats[..floats];
                Span<float> To() => memory.Value.Floats.Slice(floats, floats);
                CheckCopy(group, threads, From, To);
                var steps = Steps(context);
                group.Add("ceiling", What(Copy, threads), BenchQuantity.GbPerSecond, bytes / 1e9, () => RowKernels.CopyStream(From(), To(), threads));
                group.Add("ceiling", What(Read, threads), BenchQuantity.GbPerSecond, bytes / 1e9, () => RowKernels.ReadStream(From(), threads));
                group.Add("ceiling", What(Fma, threads), BenchQuantity.Gflops, Gflop(steps, threads), () => RowKernels.FmaPeak(steps, threads));
            });
        }
    }

    /// <summary>Steps of one call of the multiply-add ceiling, about 2 ms.</summary>
    public static int Steps(BenchContext context) => context.Sized(1_000, 1_000_000);

    /// <summary>GFLOP of one call of the multiply-add ceiling.</summary>
    public static double Gflop(int steps, int threads) => (double)steps * RowKernels.FmaStepFlops * threads / 1e9;

    private delegate Span<float> Stream();

    private static void CheckCopy(BenchGroup group, int threads, Stream from, Stream to) => group.Point.Check("the copy equals its source", () =>
    {
        RowKernels.CopyStream(from(), to(), threads);
        return (from().SequenceEqual(to()), "copy stream, bit for bit");
    });

    private static Parameters What(string kind, int threads) => new() { { "kind", kind }, { "threads", threads } };
}
