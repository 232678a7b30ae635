using System.Numerics.Tensors;

namespace HotRow.Lab;

/// <summary>The measured dots of the roofline: products at growing batch, and what stands between them in a transformer, on one core.</summary>
internal static class RooflineDots
{
    /// <summary>Products of one decode step's weights, batch by batch.</summary>
    public const string Product = "product, weights fp32";

    /// <summary>The same with one byte a weight.</summary>
    public const string Int8Product = "product, weights int8";

    /// <summary>A prompt's product.</summary>
    public const string Prefill = "product, prompt of 512 tokens";

    /// <summary>What the ceilings allow.</summary>
    public const string Roof = "the measured roof";

    private const string Attention = "attention scores";
    private const string Softmax = "softmax";
    private const string Norm = "RMS norm";
    private const int HeadDim = 128;

    /// <summary>Batches of the products.</summary>
    public static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64];

    // Operations of an element, as counted here: the largest, a difference, an exponential, a sum, a division; and a square, a sum and two factors.
    private const int SoftmaxFlops = 5;
    private const int NormFlops = 4;

    private static readonly double[] s_grid = [0.125, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 128, 256];

    /// <summary>Adds ceilings and dots to a point.</summary>
    public static void Declare(Point point, RunContext context)
    {
        var ceilings = CoreCeilings.Add(point, context);
        var bytes = CoreCeilings.BeyondCaches(context);
        var depth = context.ByScale(128, 1_024, 1_024);
        var rows = (int)(bytes / sizeof(float) / depth / RowKernels.WeightRows * RowKernels.WeightRows);
        point.Note = $"one core; {rows:N0} x {depth:N0} weights, {bytes / 1e6:0} MB in fp32";
        var dots = new List<Dot>();
        AddProducts(point, dots, Product, new(WeightFormat.Fp32, rows, depth, Batches[^1], point.Seed), context.ByScale<int[]>([1, 2, 64], Batches, Batches));
        AddProducts(point, dots, Int8Product, new(WeightFormat.Int8, rows, depth, 16, point.Seed), [1, 16]);
        AddProducts(point, dots, Attention, new(WeightFormat.Fp32, rows * (depth / HeadDim), HeadDim, 8, point.Seed), [1, 8]);
        AddPrompt(point, dots, context);
        AddRows(point, dots, bytes, depth);
        point.After(timing => Place(point, ceilings, dots, timing));
    }

    private static void AddProducts(Point point, List<Dot> dots, string kernel, WeightLayer layer, int[] batches)
    {
        point.Own(layer);
        foreach (var batch in batches)
        {
            var name = $"{kernel}, batch {batch}";
            point.Check(name, () => layer.Check(batch, 1, point.Seed));
            dots.Add(new(name, kernel, batch, layer.Flops(batch), layer.Bytes(batch)));
            point.Variant(name, () => layer.Multiply(batch));
        }
    }

    private static void AddPrompt(Point point, List<Dot> dots, RunContext context)
    {
        var (tokens, dim) = (context.ByScale(16, 512, 512), context.ByScale(64, 1_024, 1_024));
        var a = point.Own(BenchMemory.Take((long)tokens * dim * sizeof(float), "a prompt's activations"));
        var b = point.Own(BenchMemory.Take((long)dim * dim * sizeof(float), "a layer's weights"));
        var c = point.Own(new PageMemory((long)tokens * dim * sizeof(float), "a prompt's outputs"));
        void Multiply() => RowKernels.Gemm(a.Floats, b.Floats, c.Floats, tokens, dim, dim);
        point.Check(Prefill, () =>
        {
            Multiply();
            return GemmCheck.RandomOutputs(a.Floats, b.Floats, c.Floats, tokens, dim, dim, point.Seed);
        });
        dots.Add(new(Prefill, Prefill, tokens, 2.0 * tokens * dim * dim, sizeof(float) * ((2.0 * tokens * dim) + ((double)dim * dim))));
        point.Variant(Prefill, Multiply);
    }

    private static void AddRows(Point point, List<Dot> dots, long bytes, int dim)
    {
        var rows = (int)(bytes / 2 / sizeof(float) / dim);
        var (from, to) = (point.Own(BenchMemory.Take((long)rows * dim * sizeof(float), "rows to normalise")), point.Own(new PageMemory((long)rows * dim * sizeof(float), "normalised rows")));
        foreach (var (name, flops, run) in new (string, int, Action<ReadOnlySpan<float>, Span<float>>)[] { (Softmax, SoftmaxFlops, TensorPrimitives.SoftMax), (Norm, NormFlops, RootMeanSquare) })
        {
            void All()
            {
                for (var row = 0; row < rows; row++)
                {
                    run(from.Floats.Slice(row * dim, dim), to.Floats.Slice(row * dim, dim));
                }
            }

            point.Check($"{name}: first and last row against double", () =>
            {
                All();
                return CheckRow(name, from.Floats[..dim], to.Floats[..dim]) is { Passed: false } wrong ? wrong : CheckRow(name, from.Floats.Slice((rows - 1) * dim, dim), to.Floats.Slice((rows - 1) * dim, dim));
            });
            dots.Add(new(name, name, 1, (double)flops * rows * dim, 2.0 * rows * dim * sizeof(float)));
            point.Variant(name, All);
        }
    }

    private static void RootMeanSquare(ReadOnlySpan<float> from, Span<float> to) =>
        TensorPrimitives.Multiply(from, 1 / MathF.Sqrt(TensorPrimitives.SumOfSquares(from) / from.Length), to);

    private static (bool Passed, string Detail) CheckRow(string name, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        var (largest, squares, sum) = (double.NegativeInfinity, 0.0, 0.0);
        foreach (double x in from)
        {
            (largest, squares) = (Math.Max(largest, x), squares + (x * x));
        }

        foreach (double x in from)
        {
            sum += Math.Exp(x - largest);
        }

        var worst = 0.0;
        for (var i = 0; i < from.Length; i++)
        {
            var expected = name == Softmax ? Math.Exp(from[i] - largest) / sum : from[i] / Math.Sqrt(squares / from.Length);
            worst = Math.Max(worst, Math.Abs(to[i] - expected) / Math.Max(Math.Abs(expected), 1e-30));
        }

        return (worst < 1e-4, $"largest relative difference {worst:G2}");
    }

    private static void Place(Point point, CoreCeilings ceilings, List<Dot> dots, Func<string, VariantSamples> timing)
    {
        foreach (var dot in dots)
        {
            var samples = timing(dot.Name).SamplesNs;
            var ns = Statistics.Median(samples);
            var at = new Parameters { { "kernel", dot.Kernel }, { "intensity", Math.Round(dot.Flops / dot.Bytes, 3) }, { "batch", dot.Batch } };
            point.Value(Metrics.GflopPerSecond, dot.Flops / ns.Value, dot.Kernel, ValueKind.Measured, dot.Flops / ns.High, dot.Flops / ns.Low, at);
            var attained = Statistics.PairedRatio(ceilings.LeastNs(timing, dot.Flops, dot.Bytes), samples, point.Seed);
            point.Value(InferenceRoofline.Attained, attained.Value, dot.Kernel, ValueKind.Measured, attained.Low, attained.High, at);
            if (dot.Kernel is Product or Prefill)
            {
                point.Value(InferenceRoofline.MsPerToken, ns.Value / 1e6 / dot.Batch, dot.Kernel, ValueKind.Measured, ns.Low / 1e6 / dot.Batch, ns.High / 1e6 / dot.Batch, at);
            }
        }

        var (peak, bandwidth) = (Statistics.Median(ceilings.FlopRates(timing)), Statistics.Median(ceilings.ReadRates(timing)));
        foreach (var intensity in s_grid.Append(Math.Round(peak.Value / bandwidth.Value, 3)).Distinct().Order())
        {
            point.Value(Metrics.GflopPerSecond, Math.Min(peak.Value, bandwidth.Value * intensity) / 1e9, Roof, ValueKind.Modelled, at: new() { { "kernel", Roof }, { "intensity", intensity }, { "batch", 0 } });
        }

        var ridge = Statistics.PairedRatio(ceilings.FlopRates(timing), ceilings.ReadRates(timing), point.Seed);
        point.Value(InferenceRoofline.Ridge, ridge.Value, "this core", ValueKind.Measured, ridge.Low, ridge.High);
        var (first, last) = (dots.Find(d => d.Kernel == Product)!, dots.FindLast(d => d.Kernel == Product)!);
        var gain = Statistics.PairedRatio(timing(first.Name).SamplesNs, timing(last.Name).SamplesNs, point.Seed);
        var share = (double)last.Batch / first.Batch;
        point.Value(InferenceRoofline.TokenGain, share * gain.Value, "", ValueKind.Measured, share * gain.Low, share * gain.High, new() { { "batch", last.Batch } });
    }

    private sealed record Dot(string Name, string Kernel, int Batch, double Flops, double Bytes);
}
