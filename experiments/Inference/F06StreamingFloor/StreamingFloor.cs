namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F6: the floor that streaming the weights sets.</summary>
    public static readonly IExperiment StreamingFloor = Add(new StreamingFloor());
}

/// <summary>F6: the time of a token over the bytes of the weights: a stack of layers is multiplied with one sequence, and every token reads every weight.</summary>
/// <remarks>One core, layers of 1,024 x 1,024 in fp32, from stacks that a cache holds to stacks of hundreds of megabytes; the read ceiling is a contender of the same rounds.
/// <para><i>Deviation:</i> layers are products alone, without attention and norms between them.</para></remarks>
internal sealed partial class StreamingFloor : IExperiment
{
    private static readonly int[] s_layers = [1, 2, 4, 8, 16, 32, 64, 128];

    public string Id => "f06-streaming-floor";

    public string Title => "Streaming floor";

    public string Question => "How long must a token take because its weights have to be read, and does more arithmetic help?";

    public double Weight => 3;

    public void Declare(RunContext context) => context.Point(new() { { "part", "stack" } }, point => Measure(point, context));

    /// <summary>The slope of a line through points, by least squares, and its intercept.</summary>
    internal static (double Slope, double Intercept) Line(IReadOnlyList<(double X, double Y)> points)
    {
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / points.Sum(p => (p.X - meanX) * (p.X - meanX));
        return (slope, meanY - (slope * meanX));
    }

    private static void Measure(Point point, RunContext context)
    {
        var dim = context.ByScale(128, 1_024, 1_024);
        var stacks = context.ByScale<int[]>([1, 4, 16], s_layers, s_layers).Where(l => (long)l * dim * dim * sizeof(float) < AvailableMemory.Bytes() / 4).ToArray();
        var ceilings = CoreCeilings.Add(point, context);
        var layers = Enumerable.Range(0, stacks[^1]).Select(i => point.Own(new WeightLayer(WeightFormat.Fp32, dim, dim, 1, point.Seed + (ulong)i))).ToArray();
        var layerBytes = (double)layers[0].WeightBytes;
        point.Note = $"one core; layers of {dim:N0} x {dim:N0} in fp32, {layerBytes / 1e6:0.00} MB each";
        point.Check("first and last layer", () => layers[0].Check(1, 1, point.Seed) is { Passed: false } wrong ? wrong : layers[^1].Check(1, 1, point.Seed));
        foreach (var count in stacks)
        {
            point.Variant(Name(count), () =>
            {
                for (var i = 0; i < count; i++)
                {
                    layers[i].Multiply(1);
                }
            });
        }

        point.After(timing =>
        {
            foreach (var count in stacks)
            {
                var samples = timing(Name(count)).SamplesNs;
                var (ns, bytes) = (Statistics.Median(samples), count * layerBytes);
                var at = new Parameters { { "megabytes", Math.Round(bytes / 1e6, 3) } };
                point.Value(TokenMs, ns.Value / 1e6, MeasuredName, ValueKind.Measured, ns.Low / 1e6, ns.High / 1e6, at);
                point.Value(TokenMs, bytes / Statistics.Median(ceilings.ReadRates(timing)).Value * 1e3, FloorName, ValueKind.Modelled, at: at);
                point.Value(Metrics.GBps, bytes / ns.Value, MeasuredName, ValueKind.Measured, bytes / ns.High, bytes / ns.Low, at);
            }

            Fit(point, ceilings, timing, [.. stacks.Where(s => context.Scale == Scale.Tiny || s * layerBytes > 2 * CacheSizes.ThisMachine.Levels[^1].Bytes)], layerBytes);
        });
    }

    // The slope round by round, over the stacks that no cache holds, beside the read of the same round.
    private static void Fit(Point point, CoreCeilings ceilings, Func<string, VariantSamples> timing, int[] beyond, double layerBytes)
    {
        if (beyond.Length < 2)
        {
            return;
        }

        var samples = beyond.Select(s => timing(Name(s)).SamplesNs).ToArray();
        var slopes = Enumerable.Range(0, samples[0].Length).Select(round => Line([.. beyond.Select((s, i) => (s * layerBytes, samples[i][round]))]).Slope).ToArray();
        var rate = Statistics.Median([.. slopes.Select(ns => 1 / ns)]);
        point.Value(SlopeGBps, rate.Value, "", ValueKind.Measured, rate.Low, rate.High);
        var ratio = Statistics.PairedRatio([.. slopes.Select(ns => 1e9 / ns)], ceilings.ReadRates(timing), point.Seed);
        point.Value(SlopeOverRead, ratio.Value, "", ValueKind.Measured, ratio.Low, ratio.High);

        // The same bytes at the peak of multiply-adds: what a token would take if arithmetic alone counted.
        var arithmetic = Statistics.PairedRatio(samples[^1], [.. ceilings.FlopRates(timing).Select(p => beyond[^1] * layerBytes / 2 / p * 1e9)], point.Seed);
        point.Value(OverArithmetic, arithmetic.Value, "", ValueKind.Measured, arithmetic.Low, arithmetic.High);
    }

    private static string Name(int layers) => $"{layers} layers";
}
