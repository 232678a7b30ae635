namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>E1: a hundred percent busy, one percent useful.</summary>
    public static readonly IExperiment BusyIsNotUseful = Add(new BusyIsNotUseful());
}

/// <summary>E1: work of very different use, each of which keeps a thread busy all the time: what the system's share of busy time says beside arithmetic and bandwidth.</summary>
/// <remarks>Busy is processor time of this process over wall time, as the system counts it: the twin of what a driver calls utilization, "some kernel ran".
/// <para><i>Deviation:</i> the document speaks of a GPU; the argument needs only a processor that is busy and slow.</para></remarks>
internal sealed partial class BusyIsNotUseful : IExperiment
{
    private const int FmaSteps = 100_000;

    public string Id => "e01-busy";

    public string Title => "Busy is not useful";

    public string Question => "What does a utilization of 100 % say about the work that gets done?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "example" } }, ComputeExample, 0);
        context.Point(new() { { "part", "kernels" } }, point => Measure(point, context));
    }

    // A machine of 100 operations a second that does one, all the time.
    private static void ComputeExample(Point point)
    {
        point.Value(BusyShare, 100, Example, ValueKind.Computed);
        point.Value(ArithmeticShare, 100.0 * 1 / 100, Example, ValueKind.Computed);
    }

    private static void Measure(Point point, RunContext context)
    {
        var floats = context.ByScale(1 << 14, 32 << 20, 64 << 20);
        var memory = ReadStreamMemory.Own(point, (long)floats * sizeof(float), "what is read and walked through");
        var chain = Chain(context.ByScale(1 << 10, 8 << 20, 16 << 20), point.Seed);
        var size = context.ByScale(24, 384, 512);
        var (a, b, c) = (new float[size * size], new float[size * size], new float[size * size]);
        a.AsSpan().Fill(0.5f);
        b.AsSpan().Fill(0.25f);
        var steps = context.ByScale(1_000, 200_000, 400_000);
        var product = 2.0 * size * size * size;
        var fma = (double)FmaSteps * RowKernels.FmaStepFlops;
        var work = new Work[]
        {
            new(Fma, () => RowKernels.FmaPeak(FmaSteps), fma, 0),
            new(Stream, () => RowKernels.ReadStream(memory.Floats), floats, (double)floats * sizeof(float)),
            new(Product, () => RowKernels.Gemm(a, b, c, size, size, size), product, 0),
            new(Chase, () => Walk(chain, steps), 0, (double)steps * sizeof(int)),
            new(Denormal, () => AddSmall(steps, 1e-40f), 2.0 * steps, 0),
            new(Normal, () => AddSmall(steps, 1f), 2.0 * steps, 0),
            new(Spin, () => Thread.SpinWait(steps / 20), 0, 0),
        };
        point.Check("the product of constants is the constant that it should be", () =>
        {
            RowKernels.Gemm(a, b, c, size, size, size);
            return (Array.TrueForAll(c, x => Math.Abs(x - (size * 0.125f)) < 1e-3f * size), $"{c[0]:R} of {size * 0.125f:R}");
        });
        point.Check("the chain leads through every place and back", () => (Walk(chain, chain.Length) == 0 && Walk(chain, chain.Length / 2) != 0, $"{chain.Length:N0} places"));
        foreach (var one in work)
        {
            point.Variant(one.Name, one.Run);
        }

        point.After(timing =>
        {
            var peak = timing(Fma).MedianSeconds / fma;
            var bandwidth = timing(Stream).MedianSeconds / ((double)floats * sizeof(float));
            foreach (var one in work)
            {
                var seconds = Statistics.Median(timing(one.Name).SamplesNs);
                point.Value(BusyShare, BusyPercent(one.Run, seconds.Value / 1e9, context), one.Name, ValueKind.Measured);
                Share(point, ArithmeticShare, one, one.Flops * peak * 1e9, seconds);
                Share(point, BandwidthShare, one, one.Bytes * bandwidth * 1e9, seconds);
            }
        });
    }

    private static void Share(Point point, Metric metric, Work work, double idealNs, Interval ns) =>
        point.Value(metric, 100 * idealNs / ns.Value, work.Name, ValueKind.Measured, 100 * idealNs / ns.High, 100 * idealNs / ns.Low);

    // Long enough for the system's clock of processor time, which ticks every few milliseconds.
    private static double BusyPercent(Action run, double seconds, RunContext context)
    {
        var calls = Math.Max(1, (int)(context.ByScale(0.002, 0.2, 0.5) / Math.Max(1e-9, seconds)));
        var busy = Environment.CpuUsage.TotalTime;
        var clock = Elapsed.Clock();
        for (var i = 0; i < calls; i++)
        {
            run();
        }

        var wall = clock();
        return wall.TotalSeconds > 0 ? Math.Min(100, 100 * (Environment.CpuUsage.TotalTime - busy).TotalSeconds / wall.TotalSeconds) : 100;
    }

    // One cycle through all places, in an order that no prefetcher guesses.
    private static int[] Chain(int length, ulong seed)
    {
        var order = Enumerable.Range(0, length).ToArray();
        var random = new Xoshiro256(seed);
        random.Shuffle<int>(order.AsSpan(1));
        var next = new int[length];
        for (var i = 0; i < length; i++)
        {
            next[order[i]] = order[(i + 1) % length];
        }

        return next;
    }

    private static int Walk(int[] next, int steps)
    {
        var at = 0;
        for (var i = 0; i < steps; i++)
        {
            at = next[at];
        }

        return at;
    }

    // A sum that each step waits for; below 1.2e-38 a number is denormal, and many processors take a detour for it.
    private static float AddSmall(int steps, float value)
    {
        var sum = value;
        for (var i = 0; i < steps; i++)
        {
            sum = (sum * 0.5f) + (value * 0.5f);
        }

        return sum;
    }

    private sealed record Work(string Name, Action Run, double Flops, double Bytes);
}
