namespace HotRow.Tests;

public class AxisScaleTests
{
    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(1, 1)]
    [InlineData(1.1, 2)]
    [InlineData(0.03, 0.05)]
    [InlineData(700, 1000)]
    public void NiceStep_Step_IsOneTwoOrFive(double step, double expected) => Assert.Equal(expected, LinearScale.NiceStep(step), 12);

    [Fact]
    public void Linear_ThreeToFortySeven_RunsFromZeroToFifty()
    {
        // 3 lies below half of 47, so zero belongs in; (47 - 0) / 6 = 7.8, so the step is 10.
        var scale = AxisScale.Over([3, 47], log: false, 300, 0, snap: true);

        Assert.Equal(["0", "10", "20", "30", "40", "50"], scale.Ticks.Select(t => t.Label));
        Assert.Equal(150, scale.Place(25), 9);
        Assert.Equal(0, scale.Place(1e9));
    }

    [Fact]
    public void Linear_NarrowRange_DoesNotReachZero()
    {
        // 10 / 6 = 1.7, so the step is 2.
        var scale = AxisScale.Over([90, 100], log: false, 0, 100, snap: true);

        Assert.Equal(["90", "92", "94", "96", "98", "100"], scale.Ticks.Select(t => t.Label));
    }

    [Fact]
    public void Linear_NegativeToPositive_NamesZeroWithoutSign() =>
        Assert.Equal(["-1.0", "-0.5", "0.0", "0.5", "1.0"], AxisScale.Over([-1, 1], log: false, 0, 100, snap: true).Ticks.Select(t => t.Label));

    [Fact]
    public void Log_TwoToSevenHundred_HasDecadesAndMinorTicks()
    {
        var scale = AxisScale.Over([2, 700], log: true, 0, 300, snap: true);

        Assert.Equal(["1", "10", "100", "1k"], scale.Ticks.Where(t => t.Label.Length > 0).Select(t => t.Label));
        Assert.Equal([0, 100, 200, 300], scale.Ticks.Where(t => t.Label.Length > 0).Select(t => Math.Round(t.Position, 6)));

        // Three decades with 2 to 9 between their ends.
        Assert.Equal(3 * 8, scale.Ticks.Count(t => t.Label.Length == 0));
        Assert.Equal(100, scale.Place(10), 9);
        Assert.Equal(0, scale.Place(0));
    }

    [Fact]
    public void Log_OneDecade_LabelsTwoAndFive() =>
        Assert.Equal(["10", "20", "50", "100"], AxisScale.Over([20, 90], log: true, 0, 300, snap: true).Ticks.Where(t => t.Label.Length > 0).Select(t => t.Label));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Over_AnyRange_TicksAreFewDistinctAndInside(bool log)
    {
        var random = new Xoshiro256(7);
        for (var i = 0; i < 2000; i++)
        {
            var low = Math.Pow(10, (random.NextDouble() * 40) - 20);
            var high = low * Math.Pow(10, random.NextDouble() * (i % 3 == 0 ? 12 : 0.3));
            foreach (var snap in new[] { false, true })
            {
                var scale = AxisScale.Over([low, high], log, 0, 300, snap);
                var labels = scale.Ticks.Where(t => t.Label.Length > 0).Select(t => t.Label).ToArray();

                Assert.InRange(labels.Length, 1, 16);
                Assert.Equal(labels.Length, labels.Distinct().Count());
                Assert.All(scale.Ticks, t => Assert.InRange(t.Position, -1e-6, 300 + 1e-6));
                Assert.InRange(scale.Share(low), -1e-9, 1);
                Assert.InRange(scale.Share(high), 0, 1 + 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(-5, -5)]
    [InlineData(1e300, 1e300)]
    [InlineData(-1e300, 1e300)]
    [InlineData(1, 1.0000000000001)]
    public void Linear_DegenerateRange_HasTicks(double low, double high)
    {
        var scale = AxisScale.Over([low, high], log: false, 0, 300, snap: true);

        Assert.InRange(scale.Ticks.Count, 2, 12);
        Assert.True(double.IsFinite(scale.Place(low)));
    }
}
