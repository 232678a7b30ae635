using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A7: the roofline of inference.</summary>
    public static readonly IExperiment InferenceRoofline = Add(new InferenceRoofline());
}

/// <summary>A7: which side of the ridge a piece of inference lies on, measured here with our own products and counted for accelerators that are not here.</summary>
/// <remarks>The measured part uses one core, and both ceilings are contenders of the same rounds. Operations and bytes are those that the algorithm needs, each once.
/// <para><i>Source:</i> S. Williams, A. Waterman, D. Patterson, "Roofline: an insightful visual performance model", CACM 52 (2009).</para>
/// <para><i>Deviation:</i> accelerators are computed from dense 16-bit peaks and bandwidths of data sheets; a step is taken to move its weights once and its keys and values once.</para></remarks>
internal sealed partial class InferenceRoofline : IExperiment
{
    /// <summary>The accelerators that are compared, slowest bandwidth first.</summary>
    internal static readonly string[] Compared = ["rtx4090", "a100-80gb", "h100-sxm", "h200-sxm"];

    /// <summary>Tokens of the prefill chunks that are counted.</summary>
    internal static readonly int[] Chunks = [1, 16, 128, 512, 2_048];

    /// <summary>Bytes of a weight that are compared; products stay in 16 bits.</summary>
    internal static readonly double[] WeightBytes = [2, 1, 0.5];

    private static readonly int[] s_batches = [1, 4, 16, 64, 256, 1_024];
    private static readonly int[] s_contexts = [128, 512, 2_048, 8_192, 32_768, 131_072];

    // Blocks of an image model's U-Net at 64 x 64 latents: channels and side of each level (R. Rombach et al., "High-resolution image synthesis with
    // latent diffusion models", CVPR 2022). Two images: with and without the prompt.
    private static readonly (int Channels, int Side)[] s_levels = [(320, 64), (640, 32), (1_280, 16), (1_280, 8)];

    // Prefill of Llama 3.1 8B alone on an RTX 4090, summed from the layer times of LLMServingSim's measured tables. Units: ms.
    private static readonly (int Tokens, double Ms)[] s_prefillMs = [(16, 17.171), (128, 21.137), (512, 48.306), (1_024, 95.473), (2_048, 193.005)];

    public string Id => "a07-roofline";

    public string Title => "Roofline of inference";

    public string Question => "Which parts of inference are limited by arithmetic and which by bandwidth, and from which batch on does a decode step change sides?";

    public double Weight => 4;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "ridges" } }, Ridges, 0);
        context.Point(new() { { "part", "phases" } }, Phases, 0);
        context.Point(new() { { "part", "images" } }, Images, 0);
        foreach (var device in Compared)
        {
            context.Point(new() { { "part", "diagram" }, { "device", device } }, point => Diagram(point, Accelerators.Find(device)), 0);
        }

        context.Point(new() { { "part", "published" } }, Published, 0);
        context.Point(new() { { "part", "measured" } }, point => RooflineDots.Declare(point, context));
    }

    private static void Ridges(Point point)
    {
        foreach (var device in Compared.Select(Accelerators.Find))
        {
            point.Value(Ridge, device.Ridge, device.Title, ValueKind.Computed, at: new() { { "device", device.Name } });
            foreach (var bytes in WeightBytes)
            {
                point.Value(BatchAtRidge, StepCount.BatchAtRidge(device.Ridge, bytes), device.Title, ValueKind.Computed, at: new() { { "device", device.Name }, { "weight", Bits(bytes) } });
            }

            point.Value(LongestContext, ContextLimit(ModelShapes.Llama31With8B, device.Ridge), device.Title, ValueKind.Computed, at: new() { { "device", device.Name } });
        }
    }

    private static void Phases(Point point)
    {
        var shape = ModelShapes.Llama31With8B;
        foreach (var device in Compared.Select(Accelerators.Find))
        {
            foreach (var tokens in Chunks)
            {
                point.Value(OverRidge, StepCount.Prefill(shape, tokens).Intensity / device.Ridge, device.Title, ValueKind.Computed, at: new() { { "device", device.Name }, { "tokens", tokens } });
            }
        }

        var card = Accelerators.Find(Compared[0]);
        foreach (var (tokens, ms) in s_prefillMs)
        {
            point.Value(PrefillMs, ms, Profiled, ValueKind.Modelled, at: new() { { "tokens", tokens } });
        }

        foreach (var tokens in s_prefillMs.Select(p => p.Tokens))
        {
            var count = StepCount.Prefill(shape, tokens);
            point.Value(PrefillMs, count.Bytes / card.BandwidthGBps.Value / 1e6, ByBandwidth, ValueKind.Computed, at: new() { { "tokens", tokens } });
            point.Value(PrefillMs, count.Flops / card.DenseTflops / 1e9, ByArithmetic, ValueKind.Computed, at: new() { { "tokens", tokens } });
        }
    }

    private static void Images(Point point)
    {
        var blocks = s_levels.Select(l => (Name: $"{l.Channels} channels, {l.Side} x {l.Side}", Count: StepCount.Convolution(2, l.Channels, l.Side)));
        foreach (var (name, count) in blocks.Append((WholeImage, StepCount.Sum(s_levels.Select(l => StepCount.Convolution(2, l.Channels, l.Side))))))
        {
            point.Value(Intensity, count.Intensity, "3x3 convolution", ValueKind.Counted, at: new() { { "block", name } });
        }

        foreach (var (name, count) in new[] { (OneToken, StepCount.Decode(ModelShapes.Llama31With8B, 1, 1_024)), (Prompt, StepCount.Prefill(ModelShapes.Llama31With8B, 1_024)) })
        {
            point.Value(Intensity, count.Intensity, "language model", ValueKind.Counted, at: new() { { "block", name } });
        }
    }

    private static void Diagram(Point point, Accelerator device)
    {
        foreach (var context in s_contexts)
        {
            foreach (var batch in s_batches)
            {
                point.Value(OverRidge, StepCount.Decode(ModelShapes.Llama31With8B, batch, context).Intensity / device.Ridge, kind: ValueKind.Computed, at: new() { { "batch", batch }, { "context", context } });
            }
        }
    }

    // Llama 2 70B on two A100: prompt of 2,048 tokens in 688.1 ms, a token in 54.9 ms, as reported with splitwise-sim; weights without the embedding.
    private static void Published(Point point)
    {
        const double Weights = 68.98e9;
        var device = Accelerators.Find("a100-80gb");
        point.Value(ShareOfPeak, 2 * Weights * 2_048 / 0.6881 / (2 * device.DenseTflops * 1e12), "arithmetic, prefill of 2,048 tokens", ValueKind.Computed);
        point.Value(ShareOfPeak, 2 * Weights / 0.0549 / (2 * device.BandwidthGBps.Value * 1e9), "bandwidth, decode at batch 1", ValueKind.Computed);
    }

    /// <summary>The context beyond which a decode step stays below the ridge at every batch: each sequence brings operations and keys and values of its own.
    /// <i>Units:</i> tokens.</summary>
    internal static double ContextLimit(ModelShape shape, double ridge) => shape.FlopsPerToken / ((shape.KvBytesPerToken * ridge) - shape.AttentionFlopsPerPair);

    /// <summary>Bytes of a weight as charts name them: "8 bit".</summary>
    internal static string Bits(double bytes) => $"{8 * bytes:0} bit";
}
