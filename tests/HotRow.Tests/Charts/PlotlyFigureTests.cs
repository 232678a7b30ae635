using System.Text.Json;
using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class PlotlyFigureTests
{
    [Fact]
    public void Json_Line_HoldsTheSameNumbers()
    {
        var (_, spec, numbers) = All.First();
        var data = Data(spec, numbers);

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, data));

        var traces = figure.RootElement.GetProperty("data").EnumerateArray().ToArray();
        for (var i = 0; i < data.Series.Count; i++)
        {
            Assert.Equal(data.Series[i].Name, traces[i].GetProperty("name").GetString());
            Assert.Equal(data.Series[i].Points.Select(p => p.X.Number), Numbers(traces[i], "x"));
            Assert.Equal(data.Series[i].Points.Select(p => p.Y), Numbers(traces[i], "y"));
        }

        Assert.Equal([0.25, 2.5, 25], traces[0].GetProperty("error_y").GetProperty("array").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal("square-open", traces[1].GetProperty("marker").GetProperty("symbol")[0].GetString());
        Assert.Equal([1000, 100000], Numbers(traces[2], "x"));
        Assert.Equal("document 000: 250 ms", traces[2].GetProperty("name").GetString());
        Assert.Equal("log", figure.RootElement.GetProperty("layout").GetProperty("yaxis").GetProperty("type").GetString());
    }

    [Fact]
    public void Json_HeatMap_LeavesMissingCellsEmpty()
    {
        var spec = Spec(ChartKind.HeatMap, Metrics.TimeMs, x: "batch", seriesBy: "dim");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, Grid)));

        var rows = figure.RootElement.GetProperty("data")[0].GetProperty("z").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 4], rows[0].EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(JsonValueKind.Null, rows[1][2].ValueKind);
    }

    [Fact]
    public void Json_Waterfall_TotalStandsOnItsOwnValue()
    {
        var (_, spec, numbers) = All.Single(c => c.Name == "waterfall");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, numbers)));

        var trace = figure.RootElement.GetProperty("data")[0];
        Assert.Equal("waterfall", trace.GetProperty("type").GetString());
        Assert.Equal(numbers.Select(n => n.Value), Numbers(trace, "y"));
        Assert.Equal(["relative", "relative", "relative", "relative", "absolute"], Texts(trace, "measure"));
        Assert.Equal(["one by one", "dedup", "cache", "overlapped reads", "total"], Texts(trace, "x"));
    }

    [Fact]
    public void Json_Waterfalls_AreNamedOnTheAxis()
    {
        var (_, spec, numbers) = All.Single(c => c.Name == "waterfalls");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, numbers)));

        var traces = figure.RootElement.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["cold", "warm"], traces.Select(t => t.GetProperty("x")[0][0].GetString()));
        Assert.Equal("multicategory", figure.RootElement.GetProperty("layout").GetProperty("xaxis").GetProperty("type").GetString());
    }

    [Fact]
    public void Json_Timeline_HoldsEverySpanOnceInItsPhase()
    {
        var (_, spec, numbers) = All.Single(c => c.Name == "timeline");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, numbers)));

        var traces = figure.RootElement.GetProperty("data").EnumerateArray().Where(t => t.GetProperty("type").GetString() == "bar").ToArray();
        var drawn = traces.SelectMany(t => Texts(t, "y").Zip(Numbers(t, "base"), Numbers(t, "x")).Select(s => (s.First, t.GetProperty("name").GetString()!, s.Second, s.Third)));
        Assert.Equal(numbers.Select(n => (n["lane"].Text, n["phase"].Text, n["begin"].Number, n.Value)).Order(), drawn.Order());
        Assert.Equal("overlay", figure.RootElement.GetProperty("layout").GetProperty("barmode").GetString());
    }

    [Theory]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Bar)]
    [InlineData(ChartKind.HeatMap)]
    [InlineData(ChartKind.Waterfall)]
    [InlineData(ChartKind.Timeline)]
    public void Json_HostileText_CannotEndAScript(ChartKind kind)
    {
        var spec = Spec(kind, Metrics.Share, references: ReferenceLine.Horizontal(Hostile, 1)) with { Title = Hostile };

        var json = PlotlyFigure.Json(spec, Data(spec, [Number(Metrics.Share, 1, ValueKind.Counted, Hostile, ("rows", Hostile))]));

        Assert.DoesNotContain("<", json, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
    }

    [Fact]
    public void Json_Empty_SaysNotRun() =>
        Assert.Contains("Not run in this budget", PlotlyFigure.Json(Spec(ChartKind.Line, Metrics.Share), Data(Spec(ChartKind.Line, Metrics.Share), [])), StringComparison.Ordinal);

    private static IEnumerable<string> Texts(JsonElement trace, string name) => trace.GetProperty(name).EnumerateArray().Select(v => v.GetString()!);

    private static IEnumerable<double> Numbers(JsonElement trace, string name) => trace.GetProperty(name).EnumerateArray().Select(v => v.GetDouble());
}
