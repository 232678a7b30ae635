using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>Claims of document 003 that stand on a line of the text each: what other results make of them.</summary>
public sealed class DocumentClaimTests
{
    // Two sockets of 64 cores with two threads each still show no processor above 64 cores.
    [Theory]
    [InlineData(2, VerdictKind.NotTestableHere)]
    [InlineData(128, VerdictKind.NotTestableHere)]
    [InlineData(256, VerdictKind.NotTestableHere)]
    [InlineData(384, VerdictKind.Contradicted)]
    public void Cores_ThreadsAreNotCores(double threads, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults().Add(IsaLadder.Threads, new() { { "part", "cores" } }, "this machine", threads).Judge(Experiments.IsaLadder, "003-cpu-64-cores"));

    [Theory]
    [InlineData(631, 6_132, VerdictKind.Depends)]
    [InlineData(1_314, 6_132, VerdictKind.Reproduced)]
    [InlineData(613, 631, VerdictKind.Contradicted)]
    public void ThousandsOfKwh_ByTheSmallestAndTheLargestBoard(double small, double large, VerdictKind expected)
    {
        var at = new Parameters { { "part", "year" }, { "pue", 1 } };
        var results = new DoctoredResults().Add(EnergyLedger.KwhYear, at, "small", small).Add(EnergyLedger.KwhYear, at, "large", large);

        Assert.Equal(expected, results.Judge(Experiments.EnergyLedger, "003-thousands-kwh"));
    }

    // Of the ten, three lie below 100 ms and six at or below it; seven lie below 103 ms.
    [Theory]
    [InlineData(100, VerdictKind.Depends)]
    [InlineData(103, VerdictKind.Reproduced)]
    [InlineData(90, VerdictKind.Contradicted)]
    public void HalfOfTheUsers_ByTheTenThemselves(double median, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(TenNumbers.Ms, new() { { "part", "ten" }, { "statistic", "p50" } }, "linear", median);

        Assert.Equal(expected, results.Judge(Experiments.TenNumbers, "003-p50-half"));
    }

    [Theory]
    [InlineData(72, 13, VerdictKind.Depends)]
    [InlineData(72, 70, VerdictKind.Reproduced)]
    [InlineData(40, 13, VerdictKind.Contradicted)]
    public void LowLatency_ByStagesAndSharedLayers(double stages, double shared, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(PipelineBubbles.TokenMs, new() { { "devices", 1 } }, PipelineBubbles.Pipeline, 72)
            .Add(PipelineBubbles.TokenMs, new() { { "devices", 8 } }, PipelineBubbles.Pipeline, stages)
            .Add(PipelineBubbles.TokenMs, new() { { "devices", 8 } }, PipelineBubbles.Tensor, shared);

        Assert.Equal(expected, results.Judge(Experiments.PipelineBubbles, "003-low-latency-replicas"));
    }

    // Times the figures of the data sheet that the document quotes.
    [Theory]
    [InlineData(1, 0.5, VerdictKind.Depends)]
    [InlineData(2, 1, VerdictKind.NotTestableHere)]
    [InlineData(1.2, 0.6, VerdictKind.Contradicted)]
    public void H100Table_ByWhichColumnTheDocumentQuotes(double sparse, double dense, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (precision, stated) in new[] { ("tf32", 989.4), ("bf16", 1_978.9), ("fp16", 1_978.9), ("fp8", 3_957.8) })
        {
            var at = new Parameters { { "part", "data sheet" }, { "precision", precision } };
            results.Add(PrecisionLadder.Tflops, at, "with sparsity", sparse * stated).Add(PrecisionLadder.Tflops, at, "dense", dense * stated);
        }

        Assert.Equal(expected, results.Judge(Experiments.PrecisionLadder, "003-h100-table"));
    }
}
