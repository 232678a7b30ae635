using HotRow.Lab;

namespace HotRow.Tests;

public sealed class FoolYourselfTests
{
    private const string Claim = "001-benchmark-properly";

    [Fact]
    public void Ways_AreTen_WithDistinctNames()
    {
        Assert.Equal(10, FoolYourself.Ways.Select(w => w.Name).Distinct().Count());
        Assert.Equal(10, FoolYourself.Ways.Count);
    }

    [Theory]
    [InlineData(8.0, 0.5, 0.02, VerdictKind.Reproduced)]
    [InlineData(1.0, 1.01, 0.02, VerdictKind.Contradicted)]
    [InlineData(8.0, 1.0, 0.02, VerdictKind.Depends)]
    [InlineData(8.0, 1.1, 0.2, VerdictKind.Depends)]
    [InlineData(8.0, 0.5, double.NaN, VerdictKind.Contradicted)] // measured without an interval, so nothing is sure
    public void Claim_ByFactors(double first, double others, double reach, VerdictKind expected) =>
        Assert.Equal(expected, Factors(FoolYourself.Ways.Count, first, others, reach).Judge(Experiments.FoolYourself, Claim));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void Claim_NotAllTenWays_IsNotRun(int ways) => Assert.Equal(VerdictKind.NotRun, Factors(ways, 8, 0.5, 0.02).Judge(Experiments.FoolYourself, Claim));

    // The largest factor is another way's.
    [Fact]
    public void Headline_IsThePageCaches()
    {
        var results = new DoctoredResults()
            .Add(FoolingWay.Factor, Way("recycled batch"), "", 900, 0.02)
            .Add(FoolingWay.Factor, Way(PageCacheWay.Title), "", 7, 0.5);

        var headline = Experiments.FoolYourself.Headline(results.Results);

        Assert.Equal((7, 6.5, 7.5), (headline.Value, headline.Low, headline.High));
        Assert.Contains(FoolYourself.Ways, way => way.Name == PageCacheWay.Title);
    }

    // Ninety-eight times 1 and two times 99: mean 2.96, median 1, sigma sqrt(100 / 99 x 0.0196) x 98. A slower block has the same ratios, an even one 1 and 0.
    [Fact]
    public void MeanOfTail_BlocksByHand_MedianOverMeanAndSigmaOverMean()
    {
        double[] block = [.. Enumerable.Repeat(1.0, 98), 99, 99];
        double[] slow = [.. block.Select(t => 3 * t)];
        double[] even = [.. Enumerable.Repeat(2.0, 100)];
        using var point = new Point(1);

        MeanOfTailWay.Report(point, [block, slow, even], "a file");

        var values = point.Values.ToDictionary(v => v.Metric, v => v.Value);
        Assert.Equal(1 / 2.96, values[FoolingWay.Factor].Value, 12);
        Assert.Equal(1 / 2.96, values[FoolingWay.Factor].Low, 12);
        Assert.Equal(1, values[FoolingWay.Factor].High, 12);
        Assert.Equal(Math.Sqrt(0.0196 * 100 / 99) * 98 / 2.96, values[MeanOfTailWay.SigmaOverMean].Value, 12);
    }

    private static DoctoredResults Factors(int ways, double first, double others, double reach)
    {
        var results = new DoctoredResults();
        for (var i = 0; i < ways; i++)
        {
            results.Add(FoolingWay.Factor, Way(FoolYourself.Ways[i].Name), "", i == 0 ? first : others, reach);
        }

        return results;
    }

    private static Parameters Way(string name) => new() { { "part", "way" }, { "way", name } };
}
