using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HitRatioIsNotSpeedClaimTests
{
    // 85 % to 95 % of hits: a third of the misses; one result is less than 25 % apart.
    [Theory]
    [InlineData(1.1, 1.1, 0.02, VerdictKind.Reproduced)]
    [InlineData(2.4, 2.9, 0.1, VerdictKind.Contradicted)]
    [InlineData(1.1, 2.9, 0.1, VerdictKind.Depends)]
    [InlineData(1.3, 1.3, 0.2, VerdictKind.Depends)]
    public void Ends_ByMeasuredGains_AreOneResultOrNot(double at32, double at1, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (depth, gain) in new[] { (32, at32), (1, at1) })
        {
            results.Add(HitRatioIsNotSpeed.Gain, new() { { "depth", depth } }, "85 % to 95 %", gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.HitRatioIsNotSpeed, "000-85-or-95-percent"));
    }

    // The transfer alone promises 1 / 0.15 = 6.7 x and 1 / 0.05 = 20 x.
    [Theory]
    [InlineData(6.6, 19.5, 0.3, VerdictKind.Reproduced)]
    [InlineData(5.0, 12.0, 10.0, VerdictKind.Reproduced)]
    [InlineData(2.0, 4.0, 0.3, VerdictKind.Contradicted)]
    [InlineData(6.6, 9.0, 0.3, VerdictKind.Depends)]
    public void Transfer_ByMeasuredGains_IsTimeOrNot(double at85, double at95, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var depth in new[] { 32, 1 })
        {
            results.Add(HitRatioIsNotSpeed.Gain, new() { { "depth", depth } }, "0 % to 85 %", at85, reach);
            results.Add(HitRatioIsNotSpeed.Gain, new() { { "depth", depth } }, "0 % to 95 %", at95, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.HitRatioIsNotSpeed, "000-transfer-is-time"));
    }
}
