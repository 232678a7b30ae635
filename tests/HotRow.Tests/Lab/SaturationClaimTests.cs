using HotRow.Lab;

namespace HotRow.Tests.Lab;

public sealed class SaturationClaimTests
{
    // The whole gain and the gain of a server that batches 8 already; the published one beside it.
    [Theory]
    [InlineData(2.5, 2.0, 2.6, VerdictKind.Reproduced)]
    [InlineData(23, 3.4, 40, VerdictKind.Depends)]
    [InlineData(2.5, 2.0, 40, VerdictKind.Depends)]
    [InlineData(30, 8, 40, VerdictKind.Contradicted)]
    public void DoubleOrTriple_ByGains(double whole, double late, double published, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(Saturation.Gain, new() { { "batch", 64 } }, "", published);
        foreach (var (cap, rate) in new[] { (1, 100.0), (8, 100 * whole / late), (64, 100 * whole) })
        {
            results.Add(Saturation.Rate, new() { { "cap", cap } }, Saturation.OutRate, rate);
        }

        Assert.Equal(expected, results.Judge(Experiments.Saturation, "003-double-triple"));
    }

    [Theory]
    [InlineData(1.5, 0.8, VerdictKind.Reproduced)]
    [InlineData(1.5, 1.2, VerdictKind.Contradicted)]
    [InlineData(1.0, 0.8, VerdictKind.Depends)]
    public void Trade_ByRates(double more, double each, VerdictKind expected)
    {
        var results = new DoctoredResults();
        for (var i = 0; i < Saturation.Caps.Length; i++)
        {
            var at = new Parameters { { "cap", Saturation.Caps[i] } };
            results.Add(Saturation.Rate, at, Saturation.OutRate, 50 * Math.Pow(more, i)).Add(Saturation.UserRate, at, "", 50 * Math.Pow(each, i));
        }

        Assert.Equal(expected, results.Judge(Experiments.Saturation, "003-throughput-worse-latency"));
    }
}
