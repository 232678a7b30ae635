using HotRow.Lab;

namespace HotRow.Tests;

public sealed class SystemThroughputTests
{
    // Half of the time twice as fast: 3/4 of the time. A part that takes no time takes nothing with it; all of it takes all.
    [Theory]
    [InlineData(0.5, 2, 4.0 / 3)]
    [InlineData(0, 100, 1)]
    [InlineData(1, 7, 7)]
    [InlineData(0.9, double.PositiveInfinity, 10)]
    public void Amdahl_ByHand(double share, double part, double expected) => Assert.Equal(expected, SystemThroughput.AmdahlGain(share, part), 12);

    [Theory]
    [InlineData(1.3, 2.0, 0.1, VerdictKind.Reproduced)]
    [InlineData(1.0, 1.01, 0.03, VerdictKind.Contradicted)]
    [InlineData(1.0, 1.04, 0.03, VerdictKind.Depends)]
    [InlineData(1.02, 2.0, 0.1, VerdictKind.Depends)]
    [InlineData(1.02, 1.1, 0.1, VerdictKind.NotTestableHere)] // no interval lies on either side of 5 %
    public void Throughput_ByGainsOverTheShares(double small, double large, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (share, gain) in new[] { (0.05, small), (0.9, large) })
        {
            results.Add(SystemThroughput.Gain, new() { { "part", "amdahl" }, { "lookup-share", share } }, $"{SystemThroughput.Cached}, measured", gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.SystemThroughput, "001-system-throughput"));
    }

    // The doctored points' noise floor is 1 %.
    [Theory]
    [InlineData(1.28, 1.003, 1.004, 0.002, VerdictKind.Contradicted)]
    [InlineData(1.28, 1.003, 1.15, 0.002, VerdictKind.Depends)]
    [InlineData(1.28, 1.05, 1.15, 0.002, VerdictKind.Reproduced)]
    [InlineData(1.28, 1.05, 1.15, 0.06, VerdictKind.Depends)]
    [InlineData(1.28, 1.03, 1.05, 0.06, VerdictKind.NotTestableHere)]
    [InlineData(1.00, 1.05, 1.15, 0.002, VerdictKind.NotTestableHere)]
    public void Kernel_ByGainsOfRequests(double kernel, double small, double large, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (width, variant, gain) in new[] { (0, SystemThroughput.KernelOnly, kernel), (2_048, "request, width 2048", small), (8, "request, width 8", large) })
        {
            results.Add(SystemThroughput.Gain, new() { { "part", "kernel" }, { "width", width } }, variant, gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.SystemThroughput, "001-kernel-to-system"));
    }

    // The end of the interval nearest to 1, and nothing where the interval is too wide to say.
    [Theory]
    [InlineData(1.00, 0.09, 1)]
    [InlineData(1.15, 0.05, 1.10)]
    [InlineData(0.90, 0.02, 0.92)]
    [InlineData(1.00, 0.11, double.NaN)]
    [InlineData(1.00, double.NaN, double.NaN)]
    public void KernelFigure_TooWide_IsNotRun(double gain, double reach, double expected)
    {
        var results = new DoctoredResults().Add(SystemThroughput.Gain, new() { { "part", "kernel" }, { "width", 2_048 } }, "request, width 2048", gain, reach);

        Assert.Equal(expected, Assert.Single(Experiments.SystemThroughput.Figures).Measured(results.Results), 12);
    }
}
