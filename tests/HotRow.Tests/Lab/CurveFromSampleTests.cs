using HotRow.Lab;

namespace HotRow.Tests;

public sealed class CurveFromSampleTests
{
    [Fact]
    public void AllSizesAlike_AThousandRows_StepsByOnePercent()
    {
        var capacities = CurveFromSample.AllSizesAlike(1_000);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => 10 * i), capacities);
    }

    // From a thousandth, 1,000 of a million, in a hundred equal ratios of 10^0.03.
    [Fact]
    public void Logarithmic_AMillionRows_StepsByEqualRatiosFromAThousandth()
    {
        var capacities = CurveFromSample.Logarithmic(1_000_000);

        Assert.Equal((101, 1_000, 1_000_000), (capacities.Length, capacities[0], capacities[^1]));
        Assert.All(capacities.Zip(capacities.Skip(1)), pair => Assert.Equal(Math.Pow(10, 0.03), (double)pair.Second / pair.First, 2e-3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Grids_FewRows_AscendWithoutRepeats(int distinct)
    {
        foreach (var capacities in new[] { CurveFromSample.AllSizesAlike(distinct), CurveFromSample.Logarithmic(distinct) })
        {
            Assert.Equal(capacities.Distinct().Order(), capacities);
            Assert.Equal((1, distinct), (capacities[0], capacities[^1]));
        }
    }

    // The figure is 20 for any more, and the measured one for less.
    [Theory]
    [InlineData(73, 20)]
    [InlineData(12, 12)]
    public void SpeedFigure_ByMeasuredGain_IsCappedAtTheGoal(double gain, double expected) =>
        Assert.Equal(expected, Figure(CurveFromSample.Gain, CurveFromSample.OverSimulation, "x", gain));

    // The figure is what is missing of 25, and nothing for any more.
    [Theory]
    [InlineData(31, 0)]
    [InlineData(17.5, 7.5)]
    public void DistancesFigure_ByMeasuredSpeed_IsWhatIsMissing(double speed, double expected) =>
        Assert.Equal(expected, Figure(CurveFromSample.MillionAccesses, CurveFromSample.ExactName, "M/s", speed));

    private static double Figure(Metric metric, string variant, string unit, double value)
    {
        var observation = new Observation("doctored", new() { { "part", "curve" }, { "trace", "docs-trigram" } }, variant, metric.Id, ValueKind.Measured, value, value, value, 5);
        var results = new ResultSet([new() { Experiment = "doctored", Parameters = observation.Parameters, Scale = Scale.Tiny, Status = PointStatus.Done, Observations = [observation] }]);
        return Experiments.CurveFromSample.Figures.Single(f => f.Unit == unit && f.Label.Contains(", docs-trigram", StringComparison.Ordinal)).Measured(results);
    }
}
