using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The definitions of a percentile on the document's ten numbers, against an independent implementation, and their laws.</summary>
public sealed class PercentileDefinitionsTests
{
    private static readonly double[] s_ten = [.. new double[] { 100, 102, 100, 100, 99, 104, 110, 90, 3_000, 95 }.Order()];

    public static TheoryData<string> Names => [.. PercentileDefinitions.All.Select(d => d.Name)];

    [Theory]
    [InlineData("nearest-rank", 0.9, 110)]
    [InlineData("linear", 0.9, 399)]
    [InlineData("nearest-rank", 0.99, 3_000)]
    [InlineData("linear", 0.99, 2_739.9)]
    [InlineData("weibull", 0.9, 2_711)]
    [InlineData("median-unbiased", 0.9, 1_940.3333333333333)]
    [InlineData("linear", 0.5, 100)]
    [InlineData("nearest-rank", 0.5, 100)]
    public void TenNumbers_GiveWhatEachDefinitionSays(string name, double probability, double expected)
    {
        Assert.Equal(expected, PercentileDefinitions.Find(name).Quantile(s_ten, probability), 1e-6);
    }

    [Theory]
    [InlineData("nearest-rank", 1)]
    [InlineData("weibull", 6)]
    [InlineData("linear", 7)]
    [InlineData("median-unbiased", 8)]
    public void EveryDefinition_AgreesWithMathNet(string name, int number)
    {
        var theirs = Enum.Parse<MathNet.Numerics.Statistics.QuantileDefinition>($"R{number}");
        var random = new Xoshiro256(5);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, 1 + random.NextInt32(40)).Select(_ => (double)random.NextInt32(1_000)).Order().ToArray();
            var probability = (1 + random.NextInt32(998)) / 1_000.0;

            // A product such as 0.05 x 20 is a whole number here and one rounding error above it there.
            if (Math.Abs((probability * values.Length) - Math.Round(probability * values.Length)) > 1e-9)
            {
                Assert.Equal(MathNet.Numerics.Statistics.SortedArrayStatistics.QuantileCustom(values, probability, theirs), PercentileDefinitions.Find(name).Quantile(values, probability), 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Quantile_GrowsWithProbability_AndStaysWithinTheValues(string name)
    {
        var definition = PercentileDefinitions.Find(name);
        var quantiles = Enumerable.Range(0, 101).Select(p => definition.Quantile(s_ten, p / 100.0)).ToArray();

        Assert.Equal(quantiles.Order(), quantiles);
        Assert.Equal((90, 3_000), (quantiles[0], quantiles[^1]));
        Assert.Equal(5, definition.Quantile([5], 0.3));
        Assert.True(double.IsNaN(definition.Quantile([], 0.5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => definition.Quantile(s_ten, 1.01));
    }

    [Theory]
    [InlineData(0.99, 0.99, 459)]
    [InlineData(0.99, 0.95, 299)]
    [InlineData(0.95, 0.99, 90)]
    [InlineData(0.5, 0.75, 2)]
    public void SampleSize_IsTheFewestThatReachBeyond(double probability, double confidence, int count)
    {
        Assert.Equal(count, SampleSize.ToSeeAbove(probability, confidence));
        Assert.True(SampleSize.ChanceToSeeAbove(probability, count) >= confidence - 1e-12);
        Assert.True(SampleSize.ChanceToSeeAbove(probability, count - 1) < confidence);
    }

    [Fact]
    public void LoadGeneratorsRule_GivesItsTable()
    {
        Assert.Equal(23_886, SampleSize.ForShare(0.9, 0.005));
        Assert.Equal(50_426, SampleSize.ForShare(0.95, 0.0025));
        Assert.Equal(262_742, SampleSize.ForShare(0.99, 0.0005));
    }

    [Fact]
    public void P99_Of458_IsTooFew_Of459_IsNot()
    {
        Assert.True(PercentileDefinitions.Linear.Of(new double[458], 0.99).IsTooFew);
        Assert.False(PercentileDefinitions.Linear.Of(new double[459], 0.99).IsTooFew);
    }
}
