using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests;

public sealed class InferenceRooflineClaimTests
{
    [Theory]
    [InlineData(0.95, 0.9, 0.05, VerdictKind.Reproduced)]
    [InlineData(0.95, 0.4, 0.05, VerdictKind.Depends)]
    [InlineData(0.3, 0.3, 0.05, VerdictKind.Contradicted)]
    public void Intensity_ByDotsUnderTheRoof_DecidesOrNot(double atOne, double atMany, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(InferenceRoofline.Attained, Measured(0.5, 1), RooflineDots.Product, atOne, reach)
            .Add(InferenceRoofline.Attained, Measured(30, 64), RooflineDots.Product, atMany, reach);

        Assert.Equal(expected, results.Judge(Experiments.InferenceRoofline, "003-intensity"));
    }

    // 64 sequences: all of 64 times the tokens while bandwidth limits, fewer where arithmetic does.
    [Theory]
    [InlineData(60, 4, VerdictKind.Reproduced)]
    [InlineData(12, 1, VerdictKind.Depends)]
    [InlineData(40, 39.5, VerdictKind.NotTestableHere)]
    public void Decode_ByTheGainOfABatch_IsBandwidthOrNot(double gain, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(InferenceRoofline.TokenGain, new() { { "part", "measured" }, { "batch", 64 } }, "", gain, reach)
            .Add(InferenceRoofline.Ridge, new() { { "part", "measured" } }, "this core", 6, 0.1);

        Assert.Equal(expected, results.Judge(Experiments.InferenceRoofline, "003-decode-bandwidth"));
    }

    [Theory]
    [InlineData(0.1, 3, VerdictKind.Depends)]
    [InlineData(1.1, 3, VerdictKind.Reproduced)]
    [InlineData(0.1, 0.3, VerdictKind.Contradicted)]
    public void Prefill_ByItsSideOfTheRidge_IsArithmeticOrNot(double small, double large, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (tokens, over) in new[] { (16, small), (2_048, large) })
        {
            results.Add(InferenceRoofline.OverRidge, new() { { "part", "phases" }, { "tokens", tokens } }, "", over);
        }

        foreach (var variant in new[] { InferenceRoofline.Profiled, InferenceRoofline.ByBandwidth, InferenceRoofline.ByArithmetic })
        {
            results.Add(InferenceRoofline.PrefillMs, new() { { "part", "phases" }, { "tokens", 16 } }, variant, 15);
        }

        Assert.Equal(expected, results.Judge(Experiments.InferenceRoofline, "003-prefill-compute"));
    }

    [Theory]
    [InlineData(500, VerdictKind.Reproduced)]
    [InlineData(200, VerdictKind.Depends)]
    [InlineData(100, VerdictKind.Contradicted)]
    public void Images_ByTheirIntensity_AreArithmeticOrNot(double whole, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(InferenceRoofline.Intensity, new() { { "part", "images" }, { "block", InferenceRoofline.WholeImage } }, "3x3 convolution", whole)
            .Add(InferenceRoofline.Ridge, new() { { "part", "ridges" } }, "a", 153)
            .Add(InferenceRoofline.Ridge, new() { { "part", "ridges" } }, "b", 295);

        Assert.Equal(expected, results.Judge(Experiments.InferenceRoofline, "003-images-compute"));
    }

    // By hand: 2 weights of 2 bytes, 1 operation each way; a key-value byte a token would be counted with the context.
    [Fact]
    public void Decode_WithoutContext_IsTwoOperationsAWeightAndSequence()
    {
        var shape = ModelShapes.Llama31With8B;

        var step = StepCount.Decode(shape, batch: 7, context: 0);

        Assert.Equal(7, step.Intensity, 1e-12);
        Assert.Equal(295.3, StepCount.BatchAtRidge(Accelerators.Find("h100-sxm").Ridge, 2), 0.1);
    }

    // A prompt of n tokens makes n (n + 1) / 2 pairs, those of two chunks together as many.
    [Fact]
    public void Prefill_InTwoChunks_HasTheOperationsOfOne()
    {
        var shape = ModelShapes.Llama31With8B;

        var (whole, first, second) = (StepCount.Prefill(shape, 300), StepCount.Prefill(shape, 100), StepCount.Prefill(shape, 200, before: 100));

        Assert.Equal(whole.Flops, first.Flops + second.Flops, whole.Flops * 1e-12);
        Assert.Equal(300 * shape.FlopsPerToken + (shape.AttentionFlopsPerPair * 300 * 301 / 2), whole.Flops, whole.Flops * 1e-12);
    }

    // Beyond the limit the quotient stays below the ridge however many sequences there are; just short of it some batch reaches it.
    [Theory]
    [InlineData(1.02, false)]
    [InlineData(0.98, true)]
    public void ContextLimit_ManySequences_DecidesWhetherTheRidgeIsReached(double factor, bool isReached)
    {
        var (shape, ridge) = (ModelShapes.Llama31With8B, Accelerators.Find("h100-sxm").Ridge);

        var step = StepCount.Decode(shape, batch: 1e7, context: factor * InferenceRoofline.ContextLimit(shape, ridge));

        Assert.Equal(isReached, step.Intensity > ridge);
    }

    // 3 x 3 x 2 channels in, 2 out, on 4 x 4: 2 * 9 * 2 * 2 * 16 operations; 2 * 32 numbers and 36 weights of 2 bytes.
    [Fact]
    public void Convolution_ByHand_CountsOperationsAndBytes()
    {
        var count = StepCount.Convolution(images: 1, channels: 2, side: 4);

        Assert.Equal(1_152, count.Flops);
        Assert.Equal(200, count.Bytes);
    }

    private static Parameters Measured(double intensity, int batch) => new() { { "part", "measured" }, { "intensity", intensity }, { "batch", batch } };
}
