using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class ChartDataTests
{
    [Fact]
    public void From_NumericX_SortsPointsAndKeepsSeriesOrder()
    {
        var data = ChartData.From(Spec(ChartKind.Line, Metrics.TimeMs), Times);

        Assert.Equal(["one-hot", "gather"], data.Series.Select(s => s.Name));
        Assert.Equal([1000, 10000, 100000], data.Series[0].Points.Select(p => p.X.Number));
        Assert.Equal([2.5, 25, 250], data.Series[0].Points.Select(p => p.Y));
        Assert.True(data.NumericX);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void From_NumericSeries_AreSortedAndNamedAfterTheirParameter()
    {
        var numbers = new[] { 1_000_000, 128, 4096 }.Select(n => Number(Metrics.Share, 0.5, ValueKind.Counted, "", ("x", 1), ("rows", n))).ToArray();

        var data = ChartData.From(Spec(ChartKind.Line, Metrics.Share, x: "x", seriesBy: "rows"), numbers);

        Assert.Equal(["rows 128", "rows 4,096", "rows 1M"], data.Series.Select(s => s.Name));
    }

    [Fact]
    public void From_SeveralSeriesParameters_AreJoined()
    {
        var data = ChartData.From(Spec(ChartKind.Line, Metrics.Share, x: "x", seriesBy: "trace+variant+dim"), [Number(Metrics.Share, 1, ValueKind.Counted, "lru", ("x", 1), ("trace", "docs"), ("dim", 64))]);

        Assert.Equal("docs, lru, dim 64", Assert.Single(data.Series).Name);
    }

    [Fact]
    public void From_XOrder_PutsWordsThere_OthersAfterThem()
    {
        var numbers = new[] { "other", "cold", "warm" }.Select(t => Number(Metrics.Share, 1, ValueKind.Counted, "a", ("x", t))).ToArray();
        var spec = Spec(ChartKind.HeatMap, Metrics.Share, x: "x") with { XOrder = ["warm", "not run", "cold"] };

        Assert.Equal(["warm", "cold", "other"], ChartData.From(spec, numbers).Categories.Select(c => c.Text));
    }

    [Fact]
    public void From_Where_AllowsSeveralValuesAndNeedsTheParameter()
    {
        var numbers = new[] { "a", "b", "c" }.Select(t => Number(Metrics.Share, 1, ValueKind.Counted, t, ("x", 1), ("trace", t))).Append(Number(Metrics.Share, 1, ValueKind.Counted, "none", ("x", 1))).ToArray();
        var spec = Spec(ChartKind.Line, Metrics.Share, x: "x") with { Where = new Dictionary<string, string> { ["trace"] = "a|c" } };

        Assert.Equal(["a", "c"], ChartData.From(spec, numbers).Series.Select(s => s.Name));
    }

    [Fact]
    public void From_OtherMetricOrNoX_IsNotPicked()
    {
        var data = ChartData.From(Spec(ChartKind.Line, Metrics.Share), [Number(Metrics.GBps, 1, ValueKind.Counted, "", ("rows", 1)), Number(Metrics.Share, 1, ValueKind.Counted, "", ("other", 1))]);

        Assert.True(data.IsEmpty);
    }

    [Fact]
    public void From_ValuesThatCannotBeDrawn_AreLeftOutWithANote()
    {
        var values = new[] { double.NaN, double.PositiveInfinity, 0, -1, 5 };
        var numbers = values.Select((v, i) => Number(Metrics.Share, v, ValueKind.Counted, "", ("rows", i + 1))).Append(Number(Metrics.Share, 7, ValueKind.Counted, "", ("rows", 0))).ToArray();

        var data = ChartData.From(Spec(ChartKind.Line, Metrics.Share, logX: true, logY: true), numbers);

        Assert.Equal(5, Assert.Single(data.Points).Y);
        Assert.Equal(["2 values without a finite value are left out.", "2 values at or below zero are not on the logarithmic scale.", "One value placed at or below zero is not on the logarithmic axis."], data.Notes);
    }

    [Fact]
    public void From_WordsAmongTheXs_KeepTheirOrder()
    {
        var numbers = new ParameterValue[] { "zipf", 5, "docs" }.Select(x => Number(Metrics.Share, 1, ValueKind.Counted, "", ("rows", x))).ToArray();

        var data = ChartData.From(Spec(ChartKind.Bar, Metrics.Share), numbers);

        Assert.False(data.NumericX);
        Assert.Equal(["zipf", "5", "docs"], data.Categories.Select(c => c.Text));
    }

    [Fact]
    public void From_TwoNumbersAtOnePlace_SaysSo()
    {
        var data = ChartData.From(Spec(ChartKind.Line, Metrics.Share), [Number(Metrics.Share, 1, ValueKind.Counted, "", ("rows", 1)), Number(Metrics.Share, 2, ValueKind.Counted, "", ("rows", 1))]);

        Assert.Equal("One value shares its place with another of the same series.", Assert.Single(data.Notes));
    }
}
