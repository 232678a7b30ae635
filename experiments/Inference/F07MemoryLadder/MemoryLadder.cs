using System.Runtime.InteropServices;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F7: latency and bandwidth of every level of memory.</summary>
    public static readonly IExperiment MemoryLadder = Add(new MemoryLadder());
}

/// <summary>F7: what a read costs when the next address is not known before it has come, and what it costs in a stream, over working sets from the nearest cache to main memory.</summary>
/// <remarks>One core. The chain visits every cache line of its working set in random order; the stream reads it from end to end. Both lie on large pages where the system gives them.
/// <para><i>Deviation:</i> GPU memory is not here; figures of others are cited in the verdicts.</para></remarks>
internal sealed partial class MemoryLadder : IExperiment
{
    // Reads of one call of the chase, and bytes of one call of the stream at least.
    private const int Steps = 20_000;
    private const long CallBytes = 1 << 20;

    public string Id => "f07-memory-ladder";

    public string Title => "Memory ladder";

    public string Question => "What do latency and bandwidth of each level of memory differ by, and is the faster memory the one with the lower latency?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        foreach (var bytes in Sizes(context))
        {
            context.Point(new() { { "part", "ladder" }, { "workingSet", bytes } }, point => Climb(point, context, bytes), bytes > 32 << 20 ? 2 : 1);
        }
    }

    /// <summary>The working sets. <i>Units:</i> B.</summary>
    internal static long[] Sizes(RunContext context) => context.ByScale<long[]>(
        [16 << 10, 256 << 10],
        [16 << 10, 128 << 10, 512 << 10, 4 << 20, 16 << 20, 64 << 20, 256 << 20],
        [.. Enumerable.Range(0, 15).Select(i => 16L << 10 << i)]);

    private static void Climb(Point point, RunContext context, long bytes)
    {
        if (bytes > AvailableMemory.Bytes() / 4)
        {
            point.SkipReason = $"a chain and a stream of {bytes} bytes would take half of the available memory";
            return;
        }

        var stream = ReadStreamMemory.Own(point, bytes, "the stream of a ladder");
        var chain = point.Own(new PageMemory(Math.Max(bytes, 2 << 20), "the chain of a ladder"));
        var nodes = (int)(bytes / (RowKernels.ChainStride * sizeof(int)));
        RowKernels.MakeChain(Chain(), new Xoshiro256(point.Seed));
        point.Note = chain.Describe();
        point.Check("the chain passes over every line once and comes back", () => (IsOneCycle(Chain(), nodes), $"{nodes:N0} lines"));
        var (at, steps) = (0, context.ByScale(100, Steps, 10 * Steps));
        var passes = (int)Math.Max(1, context.ByScale(1, CallBytes, CallBytes) / bytes);
        point.Variant(Chase, () => at = RowKernels.Chase(Chain(), at, steps), Derived.NsPer(NsPerRead, steps), Derived.Rate(Metrics.GBps, steps * 64 / 1e9));
        point.Variant(Stream, () =>
        {
            for (var pass = 0; pass < passes; pass++)
            {
                RowKernels.ReadStream(stream.Floats);
            }
        }, Derived.NsPer(NsPerRead, (double)passes * bytes / 64), Derived.Rate(Metrics.GBps, (double)passes * bytes / 1e9));
        point.After(timing =>
        {
            var perLine = Statistics.PairedRatio(
                [.. timing(Chase).SamplesNs.Select(ns => ns / steps)], [.. timing(Stream).SamplesNs.Select(ns => ns / (passes * (bytes / 64.0)))], point.Seed);
            point.Value(ChaseOverStream, perLine.Value, "", ValueKind.Measured, perLine.Low, perLine.High);
        });

        Span<int> Chain() => MemoryMarshal.Cast<float, int>(chain.Floats)[..(nodes * RowKernels.ChainStride)];
    }

    private static bool IsOneCycle(ReadOnlySpan<int> chain, int nodes)
    {
        var seen = new System.Collections.BitArray(nodes);
        var node = 0;
        for (var i = 0; i < nodes; i++)
        {
            if (seen[node])
            {
                return false;
            }

            seen[node] = true;
            node = chain[node * RowKernels.ChainStride];
        }

        return node == 0;
    }
}
