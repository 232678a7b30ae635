using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>E3: the share of the bandwidth that a model uses.</summary>
    public static readonly IExperiment ModelBandwidthUse = Add(new ModelBandwidthUse());
}

/// <summary>E3: model bandwidth use by two formulas: what a step must read over its time, and the document's parameters x bytes x tokens a second.</summary>
/// <remarks>A step on one core multiplies a batch with weights that no cache holds and reads the keys and values of every sequence. The ceilings are contenders of the same rounds.
/// <para><i>Deviation:</i> keys and values are read and summed; the softmax between is left out.</para></remarks>
internal sealed partial class ModelBandwidthUse : IExperiment
{
    /// <summary>The batches.</summary>
    internal static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64];

    private static readonly (string Name, WeightFormat Format)[] s_formats = [("32 bit", WeightFormat.Fp32), ("16 bit", WeightFormat.Bf16), ("8 bit", WeightFormat.Int8)];

    // Llama 2 7B on one A100 80 GB, as gpt-fast reports it: GB/s of weights read while one sequence is decoded.
    private static readonly (string Name, double GBps)[] s_reported = [("16 bit", 1_397), ("8 bit", 1_069), ("4 bit", 863)];

    public string Id => "e03-mbu";

    public string Title => "Model bandwidth use";

    public string Question => "How much of the bandwidth does a decode step use, by which formula, and what do batch and fewer bits do to it?";

    public double Weight => 4;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "arithmetic" } }, Arithmetic, 0);
        context.Point(new() { { "part", "reported" } }, Reported, 0);
        context.Point(new() { { "part", "batch" } }, point => ByBatch(point, context));
        context.Point(new() { { "part", "bits" } }, point => ByBits(point, context));
    }

    /// <summary>The document's bandwidth: parameters x bytes x tokens a second. <i>Units:</i> B/s.</summary>
    internal static double ByTokens(double parameters, double bytes, double tokensPerSecond) => parameters * bytes * tokensPerSecond;

    /// <summary>What steps read: weights once, keys and values of every sequence. <i>Units:</i> B/s.</summary>
    internal static double BySteps(double weightBytes, double kvBytes, double stepSeconds) => (weightBytes + kvBytes) / stepSeconds;

    private static void Arithmetic(Point point)
    {
        foreach (var bytes in new[] { 2.0, 1.0, 0.5 })
        {
            point.Value(UsedGBps, ByTokens(7e9, bytes, 100) / 1e9, "7 billion weights, 100 tokens/s", ValueKind.Computed, at: new() { { "weight", $"{8 * bytes:0} bit" } });
            point.Value(Mbu, ByTokens(7e9, bytes, 100) / 2e12, "of 2,000 GB/s", ValueKind.Computed, at: new() { { "weight", $"{8 * bytes:0} bit" } });
            point.Value(Mbu, ByTokens(7e9, bytes, 100) / (Accelerators.Find("a100-80gb").BandwidthGBps.Value * 1e9), "of 2,039 GB/s", ValueKind.Computed, at: new() { { "weight", $"{8 * bytes:0} bit" } });
        }
    }

    // Llama 2 70B on eight A100, 64 sequences, 894 tokens a second, as reported with splitwise-sim.
    private static void Reported(Point point)
    {
        const double Parameters = 68.98e9;
        var peak = Accelerators.Find("a100-80gb").BandwidthGBps.Value * 1e9;
        foreach (var (name, gbps) in s_reported)
        {
            point.Value(Mbu, gbps * 1e9 / peak, "one A100, one sequence", ValueKind.Computed, at: new() { { "weight", name } });
        }

        point.Value(Mbu, ByTokens(Parameters, 2, 894) / (8 * peak), TokenFormula, ValueKind.Computed, at: new() { { "weight", Eight } });
        point.Value(Mbu, BySteps(Parameters * 2, 0, 64 / 894.0) / (8 * peak), StepFormula, ValueKind.Computed, at: new() { { "weight", Eight } });
    }

    private static void ByBatch(Point point, RunContext context)
    {
        var ceilings = CoreCeilings.Add(point, context);
        var depth = context.ByScale(128, 1_024, 1_024);
        var batches = context.ByScale<int[]>([1, 64], Batches, Batches);
        var layer = point.Own(new WeightLayer(WeightFormat.Fp32, Rows(CoreCeilings.BeyondCaches(context) / sizeof(float), depth), depth, batches[^1], point.Seed));
        var kv = (int)(layer.WeightBytes / 128 / sizeof(float));
        var keysAndValues = ReadStreamMemory.Own(point, (long)batches[^1] * kv * sizeof(float), "keys and values");
        point.Note = $"one core; {layer.WeightBytes / 1e6:0.#} MB of weights, {kv * sizeof(float) / 1e6:0.###} MB of keys and values a sequence";
        foreach (var batch in batches)
        {
            point.Check(Step(batch), () => layer.Check(batch, 1, point.Seed));
            point.Variant(Step(batch), () =>
            {
                layer.Multiply(batch);
                RowKernels.ReadStream(keysAndValues.Floats[..(batch * kv)]);
            });
        }

        point.After(timing =>
        {
            var (peaks, bandwidths) = (ceilings.FlopRates(timing), ceilings.ReadRates(timing));
            var first = timing(Step(batches[0])).SamplesNs;
            foreach (var batch in batches)
            {
                var samples = timing(Step(batch)).SamplesNs;
                var bytes = layer.WeightBytes + ((double)batch * kv * sizeof(float));
                Share(Mbu, StepFormula, bandwidths, bytes);
                Share(Mbu, TokenFormula, bandwidths, (double)layer.WeightBytes * batch);
                Share(Mfu, ArithmeticName, peaks, layer.Flops(batch));
                var gain = Statistics.PairedRatio(first, samples, point.Seed);
                point.Value(TokenGain, batch * gain.Value, "", ValueKind.Measured, batch * gain.Low, batch * gain.High, new() { { "batch", batch } });
                void Share(Metric metric, string name, double[] ceiling, double amount)
                {
                    var share = Statistics.PairedRatio([.. ceiling.Select(c => amount / c * 1e9)], samples, point.Seed);
                    point.Value(metric, share.Value, name, ValueKind.Measured, share.Low, share.High, new() { { "batch", batch } });
                }
            }
        });
    }

    // The same number of weights in every format, and enough of them that the smallest format lies beyond the caches.
    private static void ByBits(Point point, RunContext context)
    {
        var ceilings = CoreCeilings.Add(point, context);
        var depth = context.ByScale(128, 2_048, 2_048);
        var count = context.Scale == Scale.Tiny ? CoreCeilings.BeyondCaches(context) : Math.Min(CoreCeilings.BeyondCaches(context), AvailableMemory.Bytes() / 16);
        point.Note = $"one core; {count / 1e6:0.#} million weights in every format";
        var layers = s_formats.ToDictionary(f => f.Name, f => point.Own(new WeightLayer(f.Format, Rows(count, depth), depth, 1, point.Seed)), StringComparer.Ordinal);
        foreach (var (name, layer) in layers)
        {
            point.Check(name, () => layer.Check(1, 1, point.Seed));
            point.Variant(name, () => layer.Multiply(1));
        }

        point.After(timing =>
        {
            var bandwidths = ceilings.ReadRates(timing);
            var first = timing(s_formats[0].Name).SamplesNs;
            foreach (var (name, layer) in layers)
            {
                var samples = timing(name).SamplesNs;
                var share = Statistics.PairedRatio([.. bandwidths.Select(b => layer.WeightBytes / b * 1e9)], samples, point.Seed);
                point.Value(Mbu, share.Value, "this core, one sequence", ValueKind.Measured, share.Low, share.High, new() { { "weight", name } });
                var gain = Statistics.PairedRatio(first, samples, point.Seed);
                point.Value(TokenGain, gain.Value, "", ValueKind.Measured, gain.Low, gain.High, new() { { "weight", name } });
            }

            var change = Statistics.PairedRatio([.. first.Select(ns => ns / layers[s_formats[0].Name].WeightBytes)], [.. timing(s_formats[^1].Name).SamplesNs.Select(ns => ns / layers[s_formats[^1].Name].WeightBytes)], point.Seed);
            point.Value(MbuChange, change.Value, "", ValueKind.Measured, change.Low, change.High);
        });
    }

    private static int Rows(long weights, int depth) => (int)(weights / depth / RowKernels.WeightRows * RowKernels.WeightRows);

    private static string Step(int batch) => $"step of {batch}";
}
