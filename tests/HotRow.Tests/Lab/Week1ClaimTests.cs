using HotRow.Lab;

namespace HotRow.Tests;

public sealed class Week1ClaimTests
{
    private static readonly int[] s_lengths = [128, 512, 1024, 2048];

    // Both parts grow as length^power, or as e^(rate length).
    [Theory]
    [InlineData(1, 2, false, VerdictKind.Contradicted)]
    [InlineData(2, 2, false, VerdictKind.Depends)]
    [InlineData(0.002, 0.004, true, VerdictKind.Reproduced)]
    public void Sequence_ByTheFittedLaw_IsExponentialOrAPower(double projection, double scores, bool exponential, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var seq in s_lengths)
        {
            foreach (var (part, law) in new[] { (Week1.Projection, projection), (Week1.ScoresAndSoftmax, scores) })
            {
                results.Add(Metrics.TimeMs, new() { { "part", "scores" }, { "seq", seq } }, part, exponential ? Math.Exp(law * seq) : Math.Pow(seq, law));
            }
        }

        Assert.Equal(expected, results.Judge(Experiments.Week1, "004-exponential-sequence"));
    }

    [Theory]
    [InlineData(1.02, 1.02, VerdictKind.Reproduced)]
    [InlineData(1.02, 1.6, VerdictKind.Depends)]
    [InlineData(2.0, 2.1, VerdictKind.Contradicted)]
    public void Memory_ByWhatIsResident_FollowsTheFormulaOrNot(double first, double last, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (batch, ratio) in new[] { (8, first), (16, first), (32, last) })
        {
            var cell = new Parameters { { "part", "grid" }, { "batch", batch }, { "seq", 512 }, { "dim", 1024 } };
            var formula = 4.0 * ((2 * batch * 512 * 1024) + (1024 * 1024));
            results.Add(Week1.TensorBytes, cell, "", formula).Add(Week1.ResidentBytes, cell, "", ratio * formula);
        }

        Assert.Equal(expected, results.Judge(Experiments.Week1, "004-linear-memory"));
    }

    // The best batch takes 100 ns a token. The ridge is at peak / bandwidth FLOP/B, the largest batch at 250.
    [Theory]
    [InlineData(102, 2, 10, VerdictKind.Contradicted)]
    [InlineData(120, 20, 500, VerdictKind.Depends)]
    [InlineData(130, 20, 500, VerdictKind.Depends)]
    [InlineData(200, 2, 10, VerdictKind.Depends)]
    [InlineData(200, 2, 500, VerdictKind.Reproduced)]
    public void Spike_ByIntervalsAndRoofline_IsMemoryPressureOrNot(double most, double reach, double ridge, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Metrics.GflopPerSecond, new() { { "part", "ceilings" }, { "when", "last" } }, Week1.FmaPeak + Week1.Fastest, 10 * ridge)
            .Add(Metrics.GBps, new() { { "part", "ceilings" }, { "when", "last" } }, Week1.StreamRead + Week1.Fastest, 10);
        foreach (var (rows, ns) in new[] { (1, 1000.0), (512, 100), (32_768, most) })
        {
            results.Add(Week1.NsPerToken, new() { { "part", "extension" }, { "dim", 1024 }, { "rows", rows }, { "intensity", 250.0 } }, "HotRow", ns, rows == 1 ? 1 : reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.Week1, "004-large-batching"));
    }

    [Theory]
    [InlineData(1000, 1, VerdictKind.Reproduced)]
    [InlineData(120, 30, VerdictKind.Depends)]
    [InlineData(101, 1, VerdictKind.Contradicted)]
    public void Amortisation_ByIntervals_PaysOrNot(double oneRow, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (rows, ns) in new[] { (1, oneRow), (16, 100), (512, 100) })
        {
            results.Add(Week1.NsPerToken, new() { { "part", "extension" }, { "dim", 128 }, { "rows", rows } }, "HotRow", ns, rows == 1 ? reach : 1);
        }

        Assert.Equal(expected, results.Judge(Experiments.Week1, "004-small-batching"));
    }

    // Times grow as dim^power; the arithmetic rate of the largest dimension is a share of the smallest one's.
    [Theory]
    [InlineData(2.3, 0.5, 0.01, VerdictKind.Reproduced)]
    [InlineData(2.0, 1.0, 0.01, VerdictKind.Depends)]
    [InlineData(2.1, 0.85, 0.2, VerdictKind.Depends)]
    [InlineData(1.0, 8.0, 0.01, VerdictKind.Contradicted)]
    public void Latency_BySlopesAndRates_HasACauseOrNot(double power, double rate, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (dim, share) in new[] { (128, 1.0), (1024, rate) })
        {
            var cell = new Parameters { { "part", "grid" }, { "batch", 8 }, { "seq", 512 }, { "dim", dim } };
            results.Add(Metrics.TimeMs, cell, "HotRow", Math.Pow(dim, power)).Add(Metrics.GflopPerSecond, cell, "HotRow", share, reach * share);
        }

        Assert.Equal(expected, results.Judge(Experiments.Week1, "004-nonlinear-latency"));
    }
}
