using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PrecomputeClaimTests
{
    [Theory]
    [InlineData(68, 0.1, 0.98, VerdictKind.Depends, VerdictKind.Reproduced)]
    [InlineData(68, 0.1, double.NaN, VerdictKind.Depends, VerdictKind.Reproduced)]
    [InlineData(2, 0.1, 0.98, VerdictKind.Reproduced, VerdictKind.Reproduced)]
    [InlineData(68, 0.1, 30, VerdictKind.Contradicted, VerdictKind.Depends)]
    [InlineData(68, 50, 0.98, VerdictKind.Depends, VerdictKind.Depends)]
    public void Claims_ByCatalogueFreeWordsAndLog(double catalogue, double free, double repeats, VerdictKind feasible, VerdictKind batch)
    {
        var results = new DoctoredResults()
            .Add(Precompute.Answered, new() { { "computed", 10_000 }, { "alpha", 1 } }, "Zipf 1", catalogue)
            .Add(Precompute.Answered, new() { { "free-words", 2 } }, "", free);
        if (!double.IsNaN(repeats))
        {
            results.Add(Precompute.Seen, new() { { "log-share", 100 } }, Precompute.WholePrompt, repeats);
        }

        Assert.Equal(feasible, results.Judge(Experiments.Precompute, "003-precompute-infeasible"));
        Assert.Equal(batch, results.Judge(Experiments.Precompute, "003-batch-api-not-precompute"));
    }
}
