using HotRow.Lab;

namespace HotRow.Tests.Lab;

public sealed class HockeyStickClaimTests
{
    [Theory]
    [InlineData(1.02, 0.05, VerdictKind.Reproduced)]
    [InlineData(1.5, 0.1, VerdictKind.Depends)]
    [InlineData(2.4, 1, VerdictKind.Depends)]
    [InlineData(10, 1, VerdictKind.Contradicted)]
    public void YOverX_ByTheResponseAtNineTenths(double response, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (load, value) in new[] { (0.5, 1.0), (0.9, response) })
        {
            results.Add(HockeyStick.Response, new() { { "load", load } }, HockeyStick.Random, value, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.HockeyStick, "003-y-over-x"));
    }
}
