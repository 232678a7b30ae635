using HotRow.Lab;

namespace HotRow.Tests;

public sealed class FoolYourselfTests
{
    [Fact]
    public void Ways_AreTen_WithDistinctNames()
    {
        Assert.Equal(10, FoolYourself.Ways.Select(w => w.Name).Distinct().Count());
        Assert.Equal(10, FoolYourself.Ways.Count);
    }

    [Theory]
    [InlineData(8.0, 0.5, VerdictKind.Reproduced)]
    [InlineData(1.0, 1.01, VerdictKind.Contradicted)]
    [InlineData(8.0, 1.0, VerdictKind.Depends)]
    public void Claim_ByFactors(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(FoolingWay.Factor, new() { { "way", "one" } }, "", first, 0.02)
            .Add(FoolingWay.Factor, new() { { "way", "other" } }, "", second, 0.02);

        Assert.Equal(expected, results.Judge(Experiments.FoolYourself, "001-benchmark-properly"));
    }
}
