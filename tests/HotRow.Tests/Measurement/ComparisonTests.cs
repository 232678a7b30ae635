namespace HotRow.Tests.Measurement;

public class ComparisonTests
{
    [Fact]
    public void Of_SameSamples_ShowsNoDifference()
    {
        var row = Assert.Single(Comparison.Of([Run(1.0)], [Run(1.0)]), r => r.Metric == "time-ms");

        Assert.False(row.IsDifference);
        Assert.Equal(1, row.Ratio.Value, 6);
    }

    [Fact]
    public void Of_TwiceAsSlow_IsADifference()
    {
        var row = Assert.Single(Comparison.Of([Run(1.0)], [Run(2.0)]), r => r.Metric == "time-ms");

        Assert.True(row.IsDifference);
        Assert.Equal(2, row.Ratio.Value, 6);
    }

    [Fact]
    public void Of_ThreePercentBelowAFloorOfFive_ShowsNoDifference()
    {
        var row = Assert.Single(Comparison.Of([Run(1.0, floor: 0.05)], [Run(1.03)]), r => r.Metric == "time-ms");

        Assert.False(row.IsDifference);
        Assert.Equal(0.05, row.NoiseFloor);
    }

    [Fact]
    public void Of_CountedValueChanged_IsADifferenceWithoutInterval()
    {
        var row = Assert.Single(Comparison.Of([Run(1.0, hitRatio: 0.5)], [Run(1.0, hitRatio: 0.501)]), r => r.Metric == "hit-ratio");

        Assert.True(row.IsDifference);
        Assert.True(double.IsNaN(row.Ratio.Low));
    }

    [Fact]
    public void Of_NothingInCommon_IsInputError()
    {
        Assert.Throws<InputException>(() => Comparison.Of([Run(1.0)], [Run(1.0) with { Experiment = "l98-other" }]));
    }

    private static PointResult Run(double scale, double floor = 0.01, double hitRatio = 0.5) => new()
    {
        Experiment = "l99-x",
        Parameters = [],
        Scale = Scale.Smoke,
        Status = PointStatus.Done,
        NoiseFloor = floor,
        Samples = [new("a", 1, 0, [], [.. Enumerable.Range(0, 21).Select(i => scale * (1_000_000 + (i * 100)))])],
        Observations = [new("l99-x", [], "a", "hit-ratio", ValueKind.Counted, hitRatio, double.NaN, double.NaN, 1)],
    };
}
