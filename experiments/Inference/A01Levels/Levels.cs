namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A1: one lever of each level on the same step.</summary>
    public static readonly IExperiment Levels = Add(new Levels());
}

/// <summary>A1: a decode step with one lever of each level on and off: 8-bit weights (model), a second thread (hardware), a batch of 16 (service); what each does to time, cost and answers.</summary>
/// <remarks>The step is the products of a small model, with random weights: its answers mean nothing, but how far two ways of computing them agree does.
/// <para><i>Deviation:</i> cost is processor time, thread-seconds per million tokens, since that needs no price. Agreement with fp32 stands for quality; perplexity needs a trained model.</para></remarks>
internal sealed partial class Levels : IExperiment
{
    private const int Batch = 16;

    private static readonly (string Name, bool IsInt8, int Threads, int Batch)[] s_settings =
    [
        .. from isInt8 in new[] { false, true } from threads in new[] { 1, 2 } from batch in new[] { 1, Batch } select (Name(isInt8, threads, batch), isInt8, threads, batch),
    ];

    public string Id => "a01-levels";

    public string Title => "Three levels, three levers";

    public string Question => "What do a lever of the model, of the hardware and of the service each do to time, cost and answers?";

    public double Weight => 3;

    public void Declare(RunContext context) => context.Point(new() { { "part", "levers" } }, point => Measure(point, context));

    /// <summary>A setting as charts name it.</summary>
    internal static string Name(bool isInt8, int threads, int batch) => $"{(isInt8 ? "int8" : "fp32")}, {threads} thread{(threads == 1 ? "" : "s")}, batch {batch}";

    private static void Measure(Point point, RunContext context)
    {
        var stack = point.Own(new DecodeStack(context.ByScale(1, 4, 6), context.ByScale(128, 2_048, 2_048), context.ByScale(64, 16_384, 32_768), Batch, point.Seed));
        point.Note = $"{stack.Parameters / 1e6:0.0} M random weights, {stack.Parameters * 4 / 1e6:0} MB in fp32, {stack.Parameters / 1e6:0} MB in int8";
        foreach (var isInt8 in new[] { false, true })
        {
            point.Check($"{(isInt8 ? "int8" : "fp32")}: a sequence's logits against double", () => Check(stack, isInt8));
        }

        Agree(point, stack, context.ByScale(2, 16, 64));
        foreach (var (name, isInt8, threads, batch) in s_settings)
        {
            point.Variant(name, () => stack.Step(isInt8, batch, threads), Derived.NsPer(NsPerToken, batch), new Derived(ThreadSeconds, seconds => seconds * threads * 1e6 / batch));
        }

        point.After(timing =>
        {
            foreach (var (name, _, threads, batch) in s_settings)
            {
                var ns = Statistics.Median(timing(name).SamplesNs);
                double Cost(double of) => of / 1e9 * threads * 1e6 / batch;
                point.Value(CostAt, Cost(ns.Value), name, ValueKind.Measured, Cost(ns.Low), Cost(ns.High), at: new() { { "step-ms", Math.Round(ns.Value / 1e6, 3) } });
            }

            foreach (var (lever, before, after) in Pairs())
            {
                var time = Statistics.PairedRatio(timing(after.Name).SamplesNs, timing(before.Name).SamplesNs, point.Seed);
                point.Value(StepRatio, time.Value, lever, ValueKind.Measured, time.Low, time.High, at: new() { { "from", before.Name } });
                var each = (double)after.Threads / before.Threads * before.Batch / after.Batch;
                point.Value(CostRatio, time.Value * each, lever, ValueKind.Measured, time.Low * each, time.High * each, at: new() { { "from", before.Name } });
            }
        });
    }

    // Each lever at every setting of the two others.
    private static IEnumerable<(string Lever, (string Name, bool IsInt8, int Threads, int Batch) Before, (string Name, bool IsInt8, int Threads, int Batch) After)> Pairs()
    {
        foreach (var before in s_settings)
        {
            foreach (var after in s_settings)
            {
                var (precision, threads, batch) = (before.IsInt8 != after.IsInt8, before.Threads != after.Threads, before.Batch != after.Batch);
                if (precision && !threads && !batch && after.IsInt8)
                {
                    yield return (Model, before, after);
                }
                else if (!precision && threads && !batch && after.Threads == 2)
                {
                    yield return (Hardware, before, after);
                }
                else if (!precision && !threads && batch && after.Batch == Batch)
                {
                    yield return (Service, before, after);
                }
            }
        }
    }

    private static (bool Passed, string Detail) Check(DecodeStack stack, bool isInt8)
    {
        var found = stack.Step(isInt8, Batch, threads: 2);
        var expected = stack.Reference(isInt8, Batch - 1);
        var largest = expected.Max(Math.Abs);
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(found[((Batch - 1) * expected.Length) + i] - expected[i]) / largest);
        }

        return (worst < 1e-4, $"largest difference {worst:0.0e0} of the largest logit");
    }

    private static void Agree(Point point, DecodeStack stack, int batches)
    {
        var random = new Xoshiro256(point.Seed + 1);
        var (same, error, size) = (0, 0.0, 0.0);
        for (var i = 0; i < batches; i++)
        {
            stack.DrawInputs(random);
            var exact = stack.Step(isInt8: false, Batch, threads: 1).ToArray();
            var rounded = stack.Step(isInt8: true, Batch, threads: 1);
            for (var sequence = 0; sequence < Batch; sequence++)
            {
                same += stack.Likeliest(exact, sequence) == stack.Likeliest(rounded, sequence) ? 1 : 0;
            }

            for (var k = 0; k < exact.Length; k++)
            {
                error += (exact[k] - rounded[k]) * (double)(exact[k] - rounded[k]);
                size += exact[k] * (double)exact[k];
            }
        }

        point.Value(OutputError, 0, "fp32");
        point.Value(OutputError, 100 * Math.Sqrt(error / size), "int8");
        point.Value(Agreement, 100, "fp32");
        point.Value(Agreement, 100.0 * same / (batches * Batch), "int8");
    }
}
