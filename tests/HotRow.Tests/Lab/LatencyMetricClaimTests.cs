using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What the claims of C2, C5 and C6 make of other results.</summary>
public sealed class LatencyMetricClaimTests
{
    [Theory]
    [InlineData(0.01, 0.05, VerdictKind.Reproduced)]
    [InlineData(0.95, 0.996, VerdictKind.Contradicted)]
    [InlineData(0.03, 0.996, VerdictKind.Depends)]
    public void TtftIsPrefill_ByShareOfWaiting(double idle, double busy, VerdictKind expected) =>
        Assert.Equal(expected, AtLoads(TtftUnderLoad.QueueShare, "", idle, busy).Judge(Experiments.TtftUnderLoad, "003-ttft-is-prefill"));

    [Theory]
    [InlineData(0.99, 0.95, VerdictKind.Reproduced)]
    [InlineData(0.05, 0.0001, VerdictKind.Contradicted)]
    [InlineData(0.98, 0.0001, VerdictKind.Depends)]
    public void PlotOverLength_ByWhatLengthExplains(double idle, double busy, VerdictKind expected) =>
        Assert.Equal(expected, AtLoads(TtftUnderLoad.R2, TtftUnderLoad.ByLength, idle, busy).Judge(Experiments.TtftUnderLoad, "003-plot-ttft-length"));

    [Theory]
    [InlineData(0, VerdictKind.Reproduced)]
    [InlineData(1, VerdictKind.Contradicted)]
    public void TotalLatency_ByExcess(double tpots, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults().Add(LatencyDecomposition.ExcessInTpots, new() { { "part", "computed" } }, "", tpots).Judge(Experiments.LatencyDecomposition, "003-total-latency-formula"));

    [Theory]
    [InlineData(99.9, VerdictKind.Reproduced)]
    [InlineData(100, VerdictKind.Reproduced)]
    [InlineData(95, VerdictKind.Contradicted)]
    public void ThousandTokens_BySeconds(double seconds, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults().Add(LatencyDecomposition.DecodeSeconds, [], "", seconds).Judge(Experiments.LatencyDecomposition, "003-1000-tokens-100s"));

    [Theory]
    [InlineData(95, 110, VerdictKind.Reproduced)]
    [InlineData(178, 150, VerdictKind.Contradicted)]
    [InlineData(50, 5, VerdictKind.Contradicted)]
    [InlineData(178, 5, VerdictKind.Depends)]
    public void HundredForOne_ByRates(double one, double many, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (running, rate) in new[] { (1, one), (64, many) })
        {
            results.Add(ExchangeRates.Rate, new() { { "part", "line" }, { "running", running } }, ExchangeRates.WholePrompt, rate);
        }

        Assert.Equal(expected, results.Judge(Experiments.ExchangeRate, "003-100-in-1-out"));
    }

    private static DoctoredResults AtLoads(Metric metric, string variant, double idle, double busy) =>
        new DoctoredResults().Add(metric, new() { { "load", "idle" } }, variant, idle).Add(metric, new() { { "load", "busy" } }, variant, busy);
}
