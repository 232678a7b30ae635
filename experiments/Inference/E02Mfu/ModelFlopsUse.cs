using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>E2: the share of the arithmetic that a model uses.</summary>
    public static readonly IExperiment ModelFlopsUse = Add(new ModelFlopsUse());
}

/// <summary>E2: model FLOP use, and that it is three numbers: over a measured peak, over a data sheet's dense peak, over its sparse one.</summary>
/// <remarks>The measured part multiplies prompts of growing length with a layer's weights on one core; its peaks, of that core and of all of them, are contenders of the same rounds.
/// A processor's data sheet names no peak of this kind, so the data sheets are an accelerator's.
/// <para><i>Source:</i> A. Chowdhery et al., "PaLM: scaling language modeling with pathways", JMLR 24 (2023), appendix B.</para></remarks>
internal sealed partial class ModelFlopsUse : IExperiment
{
    private const int Depth = 1_024;

    private static readonly int[] s_tokens = [1, 16, 64, 256, 1_024];
    private static readonly int[] s_contexts = [2_048, 8_192, 32_768, 131_072];

    // Prefill of Llama 3.1 8B alone on an RTX 4090, summed from the layer times of LLMServingSim's measured tables. Units: ms.
    private static readonly (int Tokens, double Ms)[] s_prefillMs = [(16, 17.171), (128, 21.137), (512, 48.306), (1_024, 95.473), (2_048, 193.005)];

    public string Id => "e02-mfu";

    public string Title => "Model FLOP use";

    public string Question => "How much of the arithmetic does inference use, and of which peak?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "arithmetic" } }, Arithmetic, 0);
        context.Point(new() { { "part", "profiled" } }, ByDenominator, 0);
        context.Point(new() { { "part", "measured" } }, point => Measure(point, context));
    }

    /// <summary>The share that attention has of a prefill's operations.</summary>
    internal static double AttentionShare(ModelShape shape, double tokens)
    {
        var all = StepCount.Prefill(shape, tokens).Flops;
        return (all - (tokens * shape.FlopsPerToken)) / all;
    }

    private static void Arithmetic(Point point)
    {
        point.Value(Mfu, 20 / 100.0, "20 of 100 tokens/s", ValueKind.Computed);
        var card = Accelerators.Find("h100-sxm");
        point.Value(SparseOverDense, card.Peak("bf16", isSparse: true)!.Value / card.Peak("bf16", isSparse: false)!.Value, card.Title, ValueKind.Computed);
        foreach (var context in s_contexts)
        {
            point.Value(Attention, AttentionShare(ModelShapes.Llama31With8B, context), "Llama 3.1 8B, prefill", ValueKind.Computed, at: new() { { "tokens", context } });
        }
    }

    private static void ByDenominator(Point point)
    {
        var (card, shape) = (Accelerators.Find("rtx4090"), ModelShapes.Llama31With8B);
        foreach (var (tokens, ms) in s_prefillMs)
        {
            var at = new Parameters { { "tokens", tokens } };
            var (without, with) = (tokens * shape.FlopsPerToken / ms / 1e9, StepCount.Prefill(shape, tokens).Flops / ms / 1e9);
            point.Value(Mfu, with / card.DenseTflops, Dense, ValueKind.Modelled, at: at);
            point.Value(Mfu, without / card.DenseTflops, DenseWithout, ValueKind.Modelled, at: at);
            point.Value(Mfu, with / card.Peak("bf16", isSparse: true)!.Value, Sparse, ValueKind.Modelled, at: at);
        }
    }

    private static void Measure(Point point, RunContext context)
    {
        var ceilings = CoreCeilings.Add(point, context);
        var all = Environment.ProcessorCount;
        var (dim, wide) = (context.ByScale(64, Depth, Depth), context.ByScale(64, 4 * Depth, 4 * Depth));
        var tokens = context.ByScale<int[]>([1, 16], s_tokens, s_tokens);
        var x = point.Own(BenchMemory.Take((long)tokens[^1] * dim * sizeof(float), "a prompt's activations"));
        var w = point.Own(BenchMemory.Take((long)dim * wide * sizeof(float), "a layer's weights"));
        var y = point.Own(new PageMemory((long)tokens[^1] * wide * sizeof(float), "a layer's outputs"));
        point.Note = $"one core of {all}; {dim:N0} x {wide:N0} weights in fp32";
        point.Variant(Whole, () => RowKernels.FmaPeak(ceilings.Steps, all));
        foreach (var count in tokens)
        {
            void Multiply() => RowKernels.Gemm(x.Floats[..(count * dim)], w.Floats[..(dim * wide)], y.Floats[..(count * wide)], count, wide, dim);
            point.Check(Prompt(count), () =>
            {
                Multiply();
                return GemmCheck.RandomOutputs(x.Floats, w.Floats, y.Floats, count, wide, dim, point.Seed);
            });
            point.Variant(Prompt(count), Multiply);
        }

        point.After(timing =>
        {
            var whole = timing(Whole).SamplesNs.Select(ns => ceilings.FmaFlops * all / ns * 1e9).ToArray();
            foreach (var count in tokens)
            {
                var samples = timing(Prompt(count)).SamplesNs;
                foreach (var (name, peaks) in new[] { (OneCore, ceilings.FlopRates(timing)), (AllCores, whole) })
                {
                    var share = Statistics.PairedRatio([.. peaks.Select(p => 2.0 * count * dim * wide / p * 1e9)], samples, point.Seed);
                    point.Value(Mfu, share.Value, name, ValueKind.Measured, share.Low, share.High, new() { { "tokens", count } });
                }
            }
        });
    }

    private static string Prompt(int tokens) => $"prompt of {tokens}";
}
