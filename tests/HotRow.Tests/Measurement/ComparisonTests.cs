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
    public void Of_SlowerMomentForBothContenders_LeavesTheSpeedupAlone()
    {
        // Everything takes twice as long in the second run: the machine was slower, the second contender is still four times as fast.
        var rows = Comparison.Of([Pair(1.0, 0.25)], [Pair(2.0, 0.5)]);

        var speedup = Assert.Single(rows, r => r.Metric == "speedup");
        Assert.Equal((4.0, 4.0), (Math.Round(speedup.A, 6), Math.Round(speedup.B, 6)));
        Assert.False(speedup.IsDifference);
    }

    [Fact]
    public void Of_ContenderLosesHalfItsSpeedup_IsADifference()
    {
        var speedup = Assert.Single(Comparison.Of([Pair(1.0, 0.25)], [Pair(1.0, 0.5)]), r => r.Metric == "speedup");

        Assert.True(speedup.IsDifference);
        Assert.Equal(0.5, speedup.Ratio.Value, 6);
    }

    [Fact]
    public void Of_SeveralMachinesOnOneSide_IsInputError()
    {
        var error = Assert.Throws<InputException>(() => Comparison.Of([Run(1.0) with { Machine = "a" }, Run(1.0) with { Machine = "b" }], [Run(1.0)]));

        Assert.Contains("2 machines (a, b)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NothingInCommon_IsInputError()
    {
        Assert.Throws<InputException>(() => Comparison.Of([Run(1.0)], [Run(1.0) with { Experiment = "l98-other" }]));
    }

    private static PointResult Pair(double reference, double contender) => Run(reference) with
    {
        Samples = [Run(reference).Samples[0], Run(contender).Samples[0] with { Variant = "b" }],
    };

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
