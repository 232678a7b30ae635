using HotRow.Lab;

namespace HotRow.Tests;

public sealed class DuplicateOrTransferClaimTests
{
    // Far 10, near 2: a copy pays when 10 n >= 10 + 2 n + 10 w n.
    [Theory]
    [InlineData(0, 1.25)]
    [InlineData(0.3, 2)]
    [InlineData(0.8, double.PositiveInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    public void Uses_ByHand(double updates, double expected) => Assert.Equal(expected, new BreakEven(10, 2).Uses(updates), 12);

    [Fact]
    public void Duplicate_AtBreakEven_CostsWhatMovingCosts()
    {
        var breakEven = new BreakEven(7, 0.5);
        var uses = breakEven.Uses(0.25);

        Assert.Equal(breakEven.TransferSeconds(uses), breakEven.DuplicateSeconds(uses, 0.25), 9);
    }

    [Fact]
    public void Counting_BeyondTheLargestUpdateRate_NeverEnds() => Assert.Equal(-1, new BreakEven(10, 2).UsesByCounting(0.81, 100_000));

    [Theory]
    [InlineData(1.8, 7.0, 0.9, 0.05, VerdictKind.Reproduced)]
    [InlineData(1.3, 2.0, 0.3, 0.05, VerdictKind.Depends)]
    [InlineData(0.5, 0.6, 0.9, 0.05, VerdictKind.Contradicted)]
    [InlineData(0.7, 1.5, 0.9, 0.05, VerdictKind.Depends)]
    [InlineData(1.1, 1.5, 0.9, 0.3, VerdictKind.NotTestableHere)]
    [InlineData(1.0, 0.9, 0.9, 0.3, VerdictKind.NotTestableHere)]
    [InlineData(1.8, 7.0, 0.5, 0.05, VerdictKind.NotTestableHere)]
    public void TradeOff_ByMeasuredGain(double two, double eight, double updates, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(DuplicateOrTransfer.LargestUpdateRate, new() { { "part", "measured" } }, "file", updates, reach);
        foreach (var (uses, gain) in new[] { (2, two), (8, eight) })
        {
            results.Add(DuplicateOrTransfer.Gain, new() { { "part", "measured" }, { "uses", uses } }, "32 in flight", gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.DuplicateOrTransfer, "001-duplication-for-latency"));
    }

    [Theory]
    [InlineData(0.1, 0.2, 0.3, VerdictKind.Reproduced)]
    [InlineData(0.85, 0.86, 0.87, VerdictKind.Contradicted)]
    [InlineData(0.85, 0.3, 0.1, VerdictKind.Depends)]
    public void Preload_ByTransfersLeft(double first, double second, double third, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (alpha, left) in new[] { ("0.8", first), ("1.0", second), ("1.2", third) })
        {
            results.Add(DuplicateOrTransfer.TransfersLeft, new() { { "replicated", 0.01 } }, $"Zipf {alpha}", left);
        }

        Assert.Equal(expected, results.Judge(Experiments.DuplicateOrTransfer, "001-preload-hot-rows"));
    }
}
