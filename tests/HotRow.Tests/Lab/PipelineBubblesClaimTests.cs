using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PipelineBubblesClaimTests
{
    [Theory]
    [InlineData(70, 70.1, VerdictKind.Reproduced)]
    [InlineData(70, 20, VerdictKind.Contradicted)]
    [InlineData(70, 68, VerdictKind.Depends)]
    public void Latency_ByTheTimesOfATokenInStages(double one, double more, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var devices in new[] { 1, 2, 4, 8 })
        {
            results.Add(PipelineBubbles.TokenMs, new() { { "devices", devices } }, PipelineBubbles.Pipeline, devices == 1 ? one : more);
            results.Add(PipelineBubbles.TokenMs, new() { { "devices", devices } }, PipelineBubbles.Tensor, one / devices);
        }

        Assert.Equal(expected, results.Judge(Experiments.PipelineBubbles, "003-pp-adds-latency"));
    }

    [Theory]
    [InlineData(75, 4.5, VerdictKind.Reproduced)]
    [InlineData(5, 4, VerdictKind.Contradicted)]
    [InlineData(75, 40, VerdictKind.Depends)]
    public void Bubbles_ByFewAndManyMicroBatches(double few, double many, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var m in new[] { 1, 2, 4, 8, 16, 32, 64 })
        {
            results.Add(PipelineBubbles.Idle, new() { { "micro-batches", m }, { "stages", 4 } }, "4 stages", m == 1 ? few : many);
        }

        Assert.Equal(expected, results.Judge(Experiments.PipelineBubbles, "003-pp-bubbles"));
    }

    [Theory]
    [InlineData(220, 1_750, VerdictKind.Reproduced)]
    [InlineData(220, 300, VerdictKind.Contradicted)]
    [InlineData(220, 900, VerdictKind.Depends)]
    public void Throughput_ByOneAndAsManyInFlightAsStages(double one, double full, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(PipelineBubbles.TokensPerSecond, new() { { "in-flight", 1 }, { "stages", 8 } }, "8 stages", one)
            .Add(PipelineBubbles.TokensPerSecond, new() { { "in-flight", 8 }, { "stages", 8 } }, "8 stages", full);

        Assert.Equal(expected, results.Judge(Experiments.PipelineBubbles, "003-pp-throughput"));
    }
}
