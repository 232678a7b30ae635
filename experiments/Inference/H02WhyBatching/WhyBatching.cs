using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H2: why batching works.</summary>
    public static readonly IExperiment WhyBatching = Add(new WhyBatching());
}

/// <summary>H2: a step streams all weights whether one sequence waits for it or hundreds; until arithmetic takes longer than that, further sequences are nearly free.</summary>
/// <remarks>Computed for the catalogue's devices without keys and values, so the knee is the ridge. Modelled on the RTX 4090 with keys and values. Measured here: a
/// layer's product with one to many vectors, one thread.</remarks>
internal sealed partial class WhyBatching : IExperiment
{
    internal const string Measured = "one layer, measured here";

    /// <summary>Batches of the computed curves.</summary>
    internal static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048];

    private static readonly int[] s_measured = [1, 2, 4, 8, 16, 32, 64];
    private static readonly string[] s_devices = ["rtx4090", "a100-80gb", "h100-sxm"];
    private static readonly int[] s_contexts = [0, 1_000, 4_000];

    public string Id => "h02-why-batching";

    public string Title => "Why batching works";

    public string Question => "Why do many sequences in one step cost hardly more than one, and where does that end?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        foreach (var device in s_devices)
        {
            context.Point(new() { { "part", "computed" }, { "device", device } }, point => Compute(point, device), 0);
        }

        context.Point(new() { { "part", "modelled" } }, Model, 0);
        context.Point(new() { { "part", "measured" } }, point => Measure(point, context));
    }

    /// <summary>A step that makes one token of each sequence: the longer of reading the weights and multiplying with them. <i>Units:</i> ms.</summary>
    internal static double StepMs(ModelShape shape, Accelerator device, int batch) =>
        1e3 * Math.Max(shape.MultipliedParameters * shape.BytesPerWeight / (device.BandwidthGBps.Value * 1e9), shape.FlopsPerToken * batch / (device.DenseTflops * 1e12));

    /// <summary>The batch at which both take as long: ridge x bytes of a weight / 2.</summary>
    internal static double Knee(ModelShape shape, Accelerator device) => device.Ridge * shape.BytesPerWeight / 2;

    private static void Compute(Point point, string name)
    {
        var (shape, device) = (ModelShapes.Llama31With8B, Accelerators.Find(name));
        foreach (var batch in Batches)
        {
            var ms = StepMs(shape, device, batch);
            var at = new Parameters() { { "batch", batch } };
            point.Value(TokenRate, 1e3 * batch / ms, device.Title, ValueKind.Computed, at: at);
            point.Value(Gain, batch * StepMs(shape, device, 1) / ms, device.Title, ValueKind.Computed, at: at);
        }

        point.Value(KneeBatch, Knee(shape, device), device.Title, ValueKind.Computed);
    }

    private static void Model(Point point)
    {
        var steps = SimulatedServer.Steps;
        foreach (var context in s_contexts)
        {
            double Ms(int batch) => steps.StepNs(new StepShape([], batch, (long)batch * context)) / 1e6;
            foreach (var batch in Batches.Where(b => b <= 256 && (long)b * context <= SimulatedServer.KvBlocks * 16L))
            {
                point.Value(Gain, batch * Ms(1) / Ms(batch), $"{context:N0} tokens of context each", ValueKind.Modelled, at: new() { { "batch", batch } });
            }
        }

        point.Note = $"{SimulatedServer.Title}; a curve ends where its keys and values no longer fit";
    }

    private static void Measure(Point point, RunContext context)
    {
        // The weights must not fit into a cache that the vectors could find them in.
        var dim = context.ByScale(64, 2_048, 4_096);
        var random = new Xoshiro256(point.Seed);
        var weights = Numbers(random, dim * dim);
        var vectors = Numbers(random, dim * s_measured[^1]);
        var output = new float[dim * s_measured[^1]];
        foreach (var batch in s_measured)
        {
            void Run() => RowKernels.Gemm(vectors.AsSpan(0, batch * dim), weights, output.AsSpan(0, batch * dim), batch, dim, dim);
            point.Check($"{batch} vectors against one at a time", () => SameAsAlone(weights, vectors, output, batch, dim, Run));
            point.Variant(Name(batch), Run, Derived.Rate(TokenRate, batch));
        }

        point.Note = $"fp32 weights of {dim:N0} x {dim:N0}, {4.0 * dim * dim / 1e6:0.0} MB; one thread";
        point.After(timing =>
        {
            foreach (var batch in s_measured)
            {
                var ratio = Statistics.PairedRatio(timing(Name(1)).SamplesNs, timing(Name(batch)).SamplesNs, point.Seed);
                point.Value(Gain, batch * ratio.Value, Measured, ValueKind.Measured, batch * ratio.Low, batch * ratio.High, new() { { "batch", batch } });
            }
        });
    }

    private static string Name(int batch) => $"batch {batch}";

    private static float[] Numbers(Xoshiro256 random, int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (float)(random.NextDouble() - 0.5);
        }

        return numbers;
    }

    // Sums of dim products of numbers below a half: fp32 rounding stays far below a thousandth.
    private static (bool Passed, string Detail) SameAsAlone(float[] weights, float[] vectors, float[] output, int batch, int dim, Action run)
    {
        run();
        var alone = new float[dim];
        var worst = 0f;
        RowKernels.Gemm(vectors.AsSpan((batch - 1) * dim, dim), weights, alone, 1, dim, dim);
        for (var i = 0; i < dim; i++)
        {
            worst = Math.Max(worst, Math.Abs(alone[i] - output[((batch - 1) * dim) + i]));
        }

        return (worst <= 1e-3f, $"largest difference {worst:0.0e+0}");
    }
}
