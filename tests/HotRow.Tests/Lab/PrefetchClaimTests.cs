using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PrefetchClaimTests
{
    private static readonly Parameters s_docs = new() { { "part", "repetition" }, { "trace", "docs" } };
    private static readonly Parameters s_zipf = new() { { "part", "repetition" }, { "trace", "zipf 1.0" } };

    [Theory]
    [InlineData(0.7, 0.8, VerdictKind.Reproduced)]
    [InlineData(0.3, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.5, 0.8, VerdictKind.Depends)]
    public void Coverage_OfRowsAndIds_IsSeventyPercentOrNot(double unique, double total, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults()
            .Add(Prefetch.UniqueCoverage, s_docs, "previous-batch", unique)
            .Add(Prefetch.TotalCoverage, s_docs, "previous-batch", total)
            .Judge(Experiments.Prefetch, "000-prefetch-70-percent"));

    [Fact]
    public void Coverage_Figure_NamesTheBestThatLearns()
    {
        var at = new Parameters { { "part", "coverage" }, { "trace", "docs" }, { "budget", Prefetch.FairBudget } };
        var verdict = new DoctoredResults()
            .Add(Prefetch.UniqueCoverage, s_docs, "previous-batch", 0.5)
            .Add(Prefetch.TotalCoverage, s_docs, "previous-batch", 0.8)
            .Add(Prefetch.UniqueCoverage, at, "markov-1", 0.55)
            .Add(Prefetch.UniqueCoverage, at, "frequency", 0.625)
            .Verdict(Experiments.Prefetch, "000-prefetch-70-percent");

        Assert.Contains("docs 62.5", verdict.Figure, StringComparison.Ordinal);
        Assert.Contains("(frequency)", verdict.Figure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 45, VerdictKind.Reproduced)]
    [InlineData(6, 15, VerdictKind.Contradicted)]
    [InlineData(200, 300, VerdictKind.Contradicted)]
    [InlineData(30, 200, VerdictKind.Depends)]
    public void Perplexity_OfTheBestModel_LiesInsideOrNot(double onTheWay, double secondHalf, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (history, factor) in new[] { (0, 10.0), (1, 1.0), (2, 1.5) })
        {
            var at = new Parameters { { "part", "history" }, { "trace", "docs" }, { "history", history } };
            results.Add(Prefetch.Perplexity, at, Prefetch.LearntOnTheWay, onTheWay * factor).Add(Prefetch.Perplexity, at, Prefetch.SecondHalf, secondHalf * factor);
        }

        Assert.Equal(expected, results.Judge(Experiments.Prefetch, "000-perplexity-20-50"));
    }

    [Theory]
    [InlineData(0.75, 200, 20, VerdictKind.Reproduced)]
    [InlineData(0.5, 200, 20, VerdictKind.Depends)]
    [InlineData(0.75, 200, 150, VerdictKind.Depends)]
    [InlineData(0.2, 200, 150, VerdictKind.Contradicted)]
    public void Predictability_OfBatchAndId_AreToldApart(double covered, double without, double with, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Prefetch.UniqueCoverage, s_docs, "previous-batch", covered)
            .Add(Prefetch.UniqueCoverage, s_zipf, "previous-batch", 0.14);
        foreach (var (history, value) in new[] { (0, without), (1, with) })
        {
            results.Add(Prefetch.Perplexity, new() { { "part", "history" }, { "trace", "docs" }, { "history", history } }, Prefetch.LearntOnTheWay, value);
        }

        Assert.Equal(expected, results.Judge(Experiments.Prefetch, "000-high-predictability"));
    }

    [Theory]
    [InlineData(0.97, 0.95, 0.03, VerdictKind.Reproduced)]
    [InlineData(0.95, 0.4, 0.03, VerdictKind.Depends)]
    [InlineData(0.5, 0.4, 0.03, VerdictKind.Depends)]
    [InlineData(0.97, 0.7, 0.22, VerdictKind.NotTestableHere)]
    [InlineData(0.685, 0.685, 0.235, VerdictKind.NotTestableHere)]
    [InlineData(0.02, -0.3, 0.03, VerdictKind.Contradicted)]
    [InlineData(0.5, 0.5, 0.4, VerdictKind.NotTestableHere)]
    public void Hidden_KnownAndGuessed_IsAllOrPartOrNothing(double known, double guessed, double reach, VerdictKind expected)
    {
        var at = new Parameters { { "part", "overlap" }, { "trace", "docs" }, { "compute over fetch", 1 } };
        Assert.Equal(expected, new DoctoredResults()
            .Add(Prefetch.HiddenShare, at, Prefetch.LookAhead, known, reach)
            .Add(Prefetch.HiddenShare, at, Prefetch.Guess, guessed, reach)
            .Judge(Experiments.Prefetch, "000-hides-latency"));
    }

    [Theory]
    [InlineData(0.8, 0.8, VerdictKind.Reproduced)]
    [InlineData(0.6, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.8, 0.5, VerdictKind.Depends)]
    public void Smart_LearningAgainstRepeating_PaysOrNot(double onDocs, double onZipf, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (trace, learnt) in new[] { ("docs", onDocs), ("zipf 1.0", onZipf) })
        {
            var at = new Parameters { { "part", "coverage" }, { "trace", trace }, { "budget", Prefetch.FairBudget } };
            results.Add(Prefetch.UniqueCoverage, at, "markov-2", learnt).Add(Prefetch.UniqueCoverage, at, "last-k", 0.6);
        }

        Assert.Equal(expected, results.Judge(Experiments.Prefetch, "000-smart-prefetching"));
    }
}
