using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>What judges make of results as they might be: the ten numbers and what a p99 rests on.</summary>
public sealed class DistributionClaimTests
{
    [Theory]
    [InlineData(390, VerdictKind.Reproduced)]
    [InlineData(110, VerdictKind.Contradicted)]
    public void Mean_JudgesByTheFigure(double mean, VerdictKind expected) =>
        Assert.Equal(expected, Ten(TenNumbers.MeanName, _ => mean).Judge(Experiments.TenNumbers, "003-mean-390"));

    [Theory]
    [InlineData(100, VerdictKind.Reproduced)]
    [InlineData(390, VerdictKind.Contradicted)]
    public void Median_JudgesByTheFigure(double median, VerdictKind expected) =>
        Assert.Equal(expected, Ten("p50", _ => median).Judge(Experiments.TenNumbers, "003-median"));

    [Theory]
    [InlineData(110, 399, VerdictKind.Depends)]
    [InlineData(110, 112, VerdictKind.Reproduced)]
    public void Definition_JudgesByHowFarTheyPart(double nearest, double others, VerdictKind expected) =>
        Assert.Equal(expected, Ten("p90", d => d == "nearest-rank" ? nearest : others).Judge(Experiments.TenNumbers, "003-p90-definition"));

    [Theory]
    [InlineData(500, 1_000, VerdictKind.Contradicted)]
    [InlineData(500, 500, VerdictKind.Depends)]
    public void WorstCase_JudgesByWhatLiesBeyond(double tail, double worst, VerdictKind expected) =>
        Assert.Equal(expected, Freeze(tail, 2, worst).Judge(Experiments.HowManySamples, "003-p99-worst-case"));

    [Theory]
    [InlineData(500, 10, VerdictKind.Depends)]
    [InlineData(12, 10, VerdictKind.Reproduced)]
    public void Suffice_JudgesByTheLoop(double open, double closed, VerdictKind expected) =>
        Assert.Equal(expected, Freeze(open, closed, 1_000).Judge(Experiments.HowManySamples, "003-percentiles-suffice"));

    [Fact]
    public void Try_KnownAnswers()
    {
        Assert.Equal(110, Try.Percentile("nearest-rank").Numbers[0].Value, 6);
        Assert.Equal(399, Try.Percentile("linear").Numbers[0].Value, 6);
        Assert.Equal(3_099, Try.Percentile("linear", outlierMs: 30_000).Numbers[0].Value, 6);
        Assert.Equal(459, Try.SampleSize(99).Numbers[0].Value);
        Assert.Equal(4_603, Try.SampleSize(99.9).Numbers[0].Value);
        Assert.Equal(63.397, Try.SampleSize(99, requests: 100).Numbers[1].Value, 3);
        Assert.Equal(9.521, Try.SampleSize(99.9, requests: 100).Numbers[1].Value, 3);
        Assert.Equal(500, Try.Freeze(1_000, 50).Numbers[0].Value, 6);
        Assert.Equal(0, Try.Freeze(1_000, 50).Numbers[1].Value, 6);
        Assert.Equal(0, Try.Freeze(1_000, 200).Numbers[0].Value, 6);
    }

    [Fact]
    public void Try_OutsideTheRange_IsOneLine()
    {
        Assert.Throws<InputException>(() => Try.Percentile("mode"));
        Assert.Throws<InputException>(() => Try.Percentile("linear", percentile: 100));
        Assert.Throws<InputException>(() => Try.SampleSize(100));
        Assert.Throws<InputException>(() => Try.SampleSize(99, requests: 0));
        Assert.Throws<InputException>(() => Try.Freeze(2_000, 1));
        Assert.Throws<InputException>(() => Try.Freeze(double.NaN, 50));
    }

    private static DoctoredResults Ten(string statistic, Func<string, double> value)
    {
        var results = new DoctoredResults();
        foreach (var definition in PercentileDefinitions.All)
        {
            results.Add(TenNumbers.Ms, new() { { "part", "ten" }, { "statistic", statistic } }, definition.Name, value(definition.Name));
        }

        return results;
    }

    private static DoctoredResults Freeze(double open, double closed, double worst)
    {
        Parameters At(string quantile) => new() { { "part", "omission" }, { "quantile", quantile } };
        return new DoctoredResults()
            .Add(HowManySamples.LatencyMs, At("p99"), HowManySamples.Open, open)
            .Add(HowManySamples.LatencyMs, At("p99"), HowManySamples.Closed, closed)
            .Add(HowManySamples.LatencyMs, At(HowManySamples.Greatest), HowManySamples.Open, worst);
    }
}
