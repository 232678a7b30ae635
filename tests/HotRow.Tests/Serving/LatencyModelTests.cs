using HotRow.Serving;

namespace HotRow.Tests.Serving;

public class LatencyModelTests
{
    private static readonly ModelShape s_shape = ModelShapes.Llama31With8B;

    // 16.840 + 0.086565 x 512 + 0.039770 x 8 + 169.79e-6 x 8,192 = 16.840 + 44.32128 + 0.31816 + 1.39091968 ms
    [Fact]
    public void Line_WorkedExample()
    {
        var ns = LineLatency.Rtx4090WithLlama31With8B.StepNs(new([new(512, 0)], 8, 8 * 1_024));

        Assert.Equal(62_870_360, ns, 1.0);
    }

    // A100: 312e12 operations and 2,039e9 bytes a second. One decode step of one sequence of 1,000 tokens reads 16.06e9 + 131,072,000 bytes: 7.9407 ms.
    [Fact]
    public void Roofline_DecodeOfOne_IsTheWeightsAndItsContextOverTheBandwidth()
    {
        var model = new RooflineLatency(new(s_shape, Device(312, 2_039)));

        Assert.Equal((16.06e9 + 131_072_000) / 2_039, model.StepNs(new([], 1, 1_000)), 1.0);
    }

    // 2 x (8.03e9 - 128,256 x 4,096) a token, and 4 x 32 x 32 x 128 a pair: 2,048 x 1,024 pairs of a prompt alone.
    [Fact]
    public void Roofline_LongPrompt_IsItsArithmeticOverThePeak()
    {
        var model = new RooflineLatency(new(s_shape, Device(312, 2_039)));

        Assert.Equal(((2 * (8.03e9 - 525_336_576.0) * 2_048) + (524_288.0 * 2_048 * 1_024)) / 312e3, model.StepNs(new([new(2_048, 0)], 0, 0)), 1.0);
    }

    // Two devices halve weights, context and arithmetic; 64 sums of 8,192 bytes a token go over the link: 2 x 1/2 x 8,192 / 300 ns each, rounded to whole ns.
    [Fact]
    public void Roofline_TwoDevices_HalveTheTrafficAndAddTheSums()
    {
        var one = new RooflineLatency(new(s_shape, Device(312, 2_039)));
        var two = new RooflineLatency(new(s_shape, Device(312, 2_039, link: 300), 2));
        var measured = new RooflineLatency(new(s_shape, Device(312, 2_039), 2), collective: new AlphaBeta(25_000, double.PositiveInfinity));
        var step = new StepShape([], 1, 1_000);

        Assert.Equal((one.StepNs(step) / 2.0) + (64 * 8_192 / 300.0), two.StepNs(step), 34.0);
        Assert.Equal((one.StepNs(step) / 2.0) + (64 * 25_000), measured.StepNs(step), 2.0);
        Assert.Contains("no link", Assert.Throws<InputException>(() => new RooflineLatency(new(s_shape, Device(312, 2_039), 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roofline_Calibrated_IsTheFit()
    {
        var model = new RooflineLatency(new(s_shape, Accelerators.Find("rtx4090")), RooflineCalibration.Rtx4090WithLlama31With8B);

        Assert.Equal(((16.06e9 + (1_000 * 131_072.0)) / 870.3) + 945_000, model.StepNs(new([], 1, 1_000)), 2.0);
    }

    [Fact]
    public void Line_AnotherModelOrDevice_SaysWhatItIsFor()
    {
        var problem = Assert.Throws<InputException>(() => LatencyModels.Line.Create(new(ModelShapes.Llama31With70B, Accelerators.Find("rtx4090"))));

        Assert.Contains("llama-3.1-8b on one rtx4090 only, not for llama-3.1-70b on 1 x rtx4090", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--profile", Assert.Throws<InputException>(() => LatencyModels.Tables.Create(new(s_shape, Accelerators.Find("rtx4090")))).Message, StringComparison.Ordinal);
    }

    private static Accelerator Device(double tflops, double bandwidth, double? link = null) => new(
        "test", "Test", [new("bf16", false, new(tflops, "test"))], new(bandwidth, "test"), new(80, "test"), new(400, "test"), link is { } l ? new(l, "test") : null);
}
