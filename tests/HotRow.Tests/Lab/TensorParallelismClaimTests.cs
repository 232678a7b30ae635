using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>What H11's claims make of other results.</summary>
public sealed class TensorParallelismClaimTests
{
    [Theory]
    [InlineData(1.8, 1.5, VerdictKind.Reproduced)]
    [InlineData(1.22, 0.99, VerdictKind.Depends)]
    [InlineData(0.9, 1, VerdictKind.Contradicted)]
    public void Latency_ByMeasuredGains(double first, double second, VerdictKind expected) =>
        Assert.Equal(expected, Gains(Gains(new(), "model", TensorParallelism.ModelName, 1.8, 1.7), "measured", "A100, a token", first, second).Judge(Experiments.TensorParallelism, "003-tp-reduces-latency"));

    [Fact]
    public void Latency_WithoutMeasurements_IsNotTold() =>
        Assert.Equal(VerdictKind.NotTestableHere, Gains(new(), "model", TensorParallelism.ModelName, 1.8, 1.7).Judge(Experiments.TensorParallelism, "003-tp-reduces-latency"));

    [Theory]
    [InlineData(1.8, 1.7, 1.22, 0.99, VerdictKind.Reproduced)]
    [InlineData(1.8, 1.7, 1.2, 1.3, VerdictKind.Depends)]
    [InlineData(1.8, 1.9, 1.2, 1.3, VerdictKind.Contradicted)]
    public void Diminishing_BySeries(double a, double b, double c, double d, VerdictKind expected) =>
        Assert.Equal(expected, Gains(Gains(new(), "model", TensorParallelism.ModelName, a, b), "measured", "A100, a token", c, d).Judge(Experiments.TensorParallelism, "003-tp-diminishing"));

    [Fact]
    public void Weights_OnOneA100_ByHand()
    {
        // 68.977e9 weights of 2 B at 2,039 GB/s.
        Assert.Equal(67.66, TensorParallelism.WeightsMs(Accelerators.Find("a100-80gb"), 1), 0.01);
        Assert.Equal(67.66 / 8, TensorParallelism.WeightsMs(Accelerators.Find("a100-80gb"), 8), 0.01);
    }

    private static DoctoredResults Gains(DoctoredResults results, string part, string variant, double first, double second) => results
        .Add(TensorParallelism.Gain, new() { { "part", part }, { "doubling", TensorParallelism.Doubling(2) } }, variant, first)
        .Add(TensorParallelism.Gain, new() { { "part", part }, { "doubling", TensorParallelism.Doubling(4) } }, variant, second);
}
