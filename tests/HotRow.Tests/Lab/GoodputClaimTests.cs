using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>What D5's claims make of other results, and the pieces that its points are made from.</summary>
public sealed class GoodputClaimTests
{
    [Theory]
    [InlineData(3.7, 0.2, VerdictKind.Reproduced)]
    [InlineData(5.8, 5.8, VerdictKind.Contradicted)]
    [InlineData(3.7, 2, VerdictKind.Depends)]
    [InlineData(1.5, 0.2, VerdictKind.Depends)]
    public void Volume_ByWhatOverloadLeaves(double finished, double kept, VerdictKind expected)
    {
        var name = GoodputLimits.Name(ServiceObjectives.OfMs(1_000, 100));
        var results = new DoctoredResults();
        foreach (var (rate, all, good) in new[] { (1.0, 1.0, 1.0), (2.5, 2.5, 2.4), (6.0, finished, kept) })
        {
            var at = new Parameters { { "part", "rates" }, { "rate", rate } };
            results.Add(GoodputLimits.PerSecond, at, GoodputLimits.Finished, all).Add(GoodputLimits.PerSecond, at, name, good);
        }

        Assert.Equal(expected, results.Judge(Experiments.GoodputLimits, "003-volume-not-usefulness"));
    }

    [Theory]
    [InlineData(0.5, 30, VerdictKind.Depends)]
    [InlineData(30, 30, VerdictKind.Reproduced)]
    public void Unit_BySecondAndMinute(double second, double minute, VerdictKind expected) =>
        Assert.Equal(expected, Example(second, minute).Judge(Experiments.GoodputLimits, "003-goodput-unit"));

    [Theory]
    [InlineData(30, VerdictKind.Reproduced)]
    [InlineData(40, VerdictKind.Contradicted)]
    public void Example_ByMinute(double minute, VerdictKind expected) => Assert.Equal(expected, Example(0.5, minute).Judge(Experiments.GoodputLimits, "003-goodput-30"));

    [Fact]
    public void TokenBucket_ByHand()
    {
        // One token a second, two at most: 0 and 0.1 take both, 0.5 finds 0.5, 1.2 finds 1.2, 1.5 finds 0.5, 5 finds 2.
        Assert.Equal(2 / 6.0, TokenBucket.RefusedShare([0, 0.1, 0.5, 1.2, 1.5, 5], 1, 2), 1e-12);
    }

    [Fact]
    public void TokenBucket_AtTwiceTheLimit_RefusesHalf() => Assert.Equal(0.5, TokenBucket.RefusedShare(OpenLoop.PoissonTimes(100_000, 2, 1), 1, 10), 0.01);

    [Fact]
    public void HighestRate_OfObjectivesNothingMeets_IsZero()
    {
        var requests = GoodputLimits.Drawn(50, 1);

        Assert.Equal(0, GoodputLimits.HighestRate(requests, ServiceObjectives.OfMs(1, 1), 0.9));
        Assert.InRange(GoodputLimits.HighestRate(requests, ServiceObjectives.OfMs(60_000, 1_000), 0.9), 5, 8);
    }

    private static DoctoredResults Example(double second, double minute) => new DoctoredResults()
        .Add(ServingMetrics.Goodput, new() { { "part", "example" } }, GoodputLimits.DocumentName, second)
        .Add(GoodputLimits.PerMinute, new() { { "part", "example" } }, GoodputLimits.DocumentName, minute);
}
