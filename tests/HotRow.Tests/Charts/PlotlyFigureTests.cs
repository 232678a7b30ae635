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
        Assert.Equal(2, traces.Length);
        Assert.Equal("log", Layout(figure).GetProperty("yaxis").GetProperty("type").GetString());
        Assert.Contains("95 % interval: 2.25 to 2.75\u00a0ms<br>n = 31, measured", Texts(traces[0], "text").First(), StringComparison.Ordinal);
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

    [Theory]
    [InlineData(ChartKind.Line, true, 2e7)]
    [InlineData(ChartKind.Line, true, 1e-6)]
    [InlineData(ChartKind.Line, false, 4000)]
    [InlineData(ChartKind.Scatter, true, 2e7)]
    [InlineData(ChartKind.Bar, true, 2e7)]
    [InlineData(ChartKind.Bar, false, 4000)]
    public void Json_ClaimFarBeyondTheData_IsDrawnInsideTheAxisWithItsLabel(ChartKind kind, bool log, double claim)
    {
        var spec = Spec(kind, Metrics.TimeMs, logY: log, references: ReferenceLine.Horizontal("document 000", claim));

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, Times)));

        var shape = Assert.Single(Layout(figure).GetProperty("shapes").EnumerateArray());
        Assert.Equal(("paper", claim, claim), (shape.GetProperty("xref").GetString(), shape.GetProperty("y0").GetDouble(), shape.GetProperty("y1").GetDouble()));
        var range = Numbers(Layout(figure).GetProperty("yaxis"), "range").ToArray();
        Assert.InRange(log ? Math.Log10(claim) : claim, range[0], range[1]);
        var label = Assert.Single(Layout(figure).GetProperty("annotations").EnumerateArray());
        Assert.Equal("<i>document 000</i>", label.GetProperty("text").GetString());
        Assert.InRange(label.GetProperty("y").GetDouble(), range[0], range[1]);
    }

    [Fact]
    public void Json_ClaimOfASpan_HasItsLabelBesideItsMarkHoweverNarrowThePlot()
    {
        var spec = Spec(ChartKind.Line, Metrics.TimeMs, references: new ReferenceLine("document 000: 20 to 30", [(1000, 20), (1000, 30)]));

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, Times)));

        var shape = Assert.Single(Layout(figure).GetProperty("shapes").EnumerateArray());
        var label = Assert.Single(Layout(figure).GetProperty("annotations").EnumerateArray());
        Assert.Equal(1000, label.GetProperty("x").GetDouble(), 1);
        // Pixels, as the span's width is: half of that, and room.
        var apart = label.GetProperty("xshift").GetDouble() * (label.GetProperty("xanchor").GetString() == "left" ? 1 : -1);
        Assert.InRange(apart, (shape.GetProperty("line").GetProperty("width").GetDouble() / 2) + 2, 20);
    }

    [Fact]
    public void Json_Quotes_AreWrittenAsPlotlyReadsThem()
    {
        var spec = Spec(ChartKind.Line, Metrics.TimeMs) with { Title = "How often \"the\" & 'a' occur", Caption = "\"<b>\"" };

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, Times)));

        // Of entities plotly.js knows numbers and mu, amp, lt, gt, nbsp, times, plusmn, deg.
        var title = Layout(figure).GetProperty("title");
        Assert.Equal("How often &#34;the&#34; &amp; &#39;a&#39; occur", title.GetProperty("text").GetString());
        Assert.EndsWith("&#34;&lt;b&gt;&#34;", title.GetProperty("subtitle").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Slider_HoldsEveryStepOnceAndShowsOne()
    {
        using var figure = JsonDocument.Parse(PlotlyFigure.Json(s_sliding, Data(s_sliding, Sliding)));
        var traces = figure.RootElement.GetProperty("data").EnumerateArray().ToArray();
        var slider = Layout(figure).GetProperty("sliders")[0];

        // Two series at each of three values; the wanted start is the second.
        Assert.Equal([false, false, true, true, false, false], traces.Select(t => t.GetProperty("visible").GetBoolean()));
        Assert.Equal([1, 2, 10, 20, 100, 200], traces.Select(t => Numbers(t, "y").First()));
        Assert.Equal(1, slider.GetProperty("active").GetInt32());
        Assert.Equal(["0.6", "1", "1.3"], slider.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("label").GetString()));
        foreach (var (i, step) in slider.GetProperty("steps").EnumerateArray().Index())
        {
            var shown = step.GetProperty("args")[0].GetProperty("visible").EnumerateArray().Select(v => v.GetBoolean());
            Assert.Equal(Enumerable.Range(0, 6).Select(t => t / 2 == i), shown);
        }

        var range = Numbers(Layout(figure).GetProperty("yaxis"), "range").ToArray();
        Assert.All([1, 200], y => Assert.InRange(y, range[0], range[1]));
        Assert.Equal(traces[0].GetProperty("line").GetProperty("color").GetString(), traces[2].GetProperty("line").GetProperty("color").GetString());
        Assert.Contains("alpha: 1.3", traces[4].GetProperty("hovertemplate").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_SliderWithoutStart_ShowsTheMiddleAndSaysSo()
    {
        var data = Data(s_sliding with { SliderStart = null }, Sliding);

        Assert.Equal([10, 20], data.Points.Select(p => p.Y));
        Assert.Contains("First shown: alpha 1; the interactive chart has a slider from 0.6 to 1.3.", data.Notes);
        Assert.Contains("First shown: alpha 1;", SvgChart.Render(s_sliding, data), StringComparison.Ordinal);
    }

    [Fact]
    public void From_SliderWithOneValue_IsAChartWithoutSlider()
    {
        var data = Data(s_sliding, [.. Sliding.Where(o => o["alpha"].Number == 0.6)]);

        Assert.Empty(data.Steps);
        Assert.DoesNotContain("sliders", PlotlyFigure.Json(s_sliding, data), StringComparison.Ordinal);
        Assert.Contains("Shown: alpha 0.6, the only value there is.", data.Notes);
    }

    [Fact]
    public void Json_SliderOverWords_GivesEachItsOwnScaleInTheOrderOfItsCharacters()
    {
        Observation[] sliding = [.. Sliding.Select(o => o with { Parameters = Words(o.Parameters), Value = o["alpha"].Number < 1 ? o.Value : o.Value * 1000 })];
        var spec = s_sliding with { SliderStart = null, LogY = false };
        var data = Data(spec, sliding);
        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, data));
        var steps = Layout(figure).GetProperty("sliders")[0].GetProperty("steps").EnumerateArray().ToArray();

        Assert.Equal(["word 0.6", "word 1", "word 1.3"], steps.Select(s => s.GetProperty("label").GetString()));
        Assert.Contains("First shown: alpha word 1; the interactive chart has a slider over word 0.6, word 1, word 1.3.", data.Notes);
        Assert.All(steps, s => Assert.Equal("update", s.GetProperty("method").GetString()));
        var ranges = steps.Select(s => Numbers(s.GetProperty("args")[1], "yaxis.range").ToArray()).ToArray();
        Assert.InRange(ranges[0][1], 2, 4);
        Assert.InRange(ranges[2][1], 200_000, 400_000);
        Assert.Equal(ranges[1], Numbers(Layout(figure).GetProperty("yaxis"), "range"));
    }

    private static Parameters Words(Parameters parameters)
    {
        var words = new Parameters();
        foreach (var (name, value) in parameters.Reverse())
        {
            words.Add(name, name == "alpha" ? $"word {value.Text}" : value);
        }

        return words;
    }

    [Fact]
    public void Json_Waterfall_FloatsAndItsTotalStandsOnItsOwnValue()
    {
        var (_, spec, numbers) = All.Single(c => c.Name == "waterfall");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, numbers)));

        // 1000, then 400, 550, 300; the clock says 290.
        var bars = figure.RootElement.GetProperty("data").EnumerateArray().Where(t => t.GetProperty("type").GetString() == "bar")
            .SelectMany(t => Numbers(t, "x").Zip(Numbers(t, "base"), Numbers(t, "y"))).Order();
        Assert.Equal([(0, 0, 1000), (1, 1000, -600), (2, 400, 150), (3, 550, -250), (4, 0, 290)], bars);
        Assert.Equal(["one by one", "dedup", "cache", "overlapped<br>reads", "total"], Texts(Layout(figure).GetProperty("xaxis"), "ticktext").Select(t => t.Replace("overlapped reads", "overlapped<br>reads", StringComparison.Ordinal)));
        Assert.DoesNotContain("\"waterfall\"", figure.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Waterfalls_AreNamedAboveTheirSteps()
    {
        var (_, spec, numbers) = All.Single(c => c.Name == "waterfalls");

        using var figure = JsonDocument.Parse(PlotlyFigure.Json(spec, Data(spec, numbers)));

        var names = Layout(figure).GetProperty("annotations").EnumerateArray().Select(a => (a.GetProperty("text").GetString(), a.GetProperty("x").GetDouble()));
        Assert.Equal([("cold", 2.0), ("warm", 8.0)], names);
    }

    [Fact]
    public void Json_UsesOnlyTracesOfTheCartesianBundle() => Assert.All(All, c =>
    {
        using var figure = JsonDocument.Parse(PlotlyFigure.Json(c.Spec, Data(c.Spec, c.Numbers)));
        Assert.All(figure.RootElement.GetProperty("data").EnumerateArray(), t => Assert.Contains(t.GetProperty("type").GetString(), (string[])["scatter", "bar", "heatmap"]));
    });

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

    private static readonly ChartSpec s_sliding = Spec(ChartKind.Line, Metrics.Share) with { SliderBy = "alpha", SliderStart = 1.0 };

    private static IReadOnlyList<Observation> Sliding { get; } =
    [
        .. from step in ((double Alpha, int Scale)[])[(1.3, 100), (0.6, 1), (1.0, 10)]
           from series in ((string Name, int Times)[])[("a", 1), ("b", 2)]
           select Number(Metrics.Share, step.Scale * series.Times, ValueKind.Computed, series.Name, ("rows", 1000), ("alpha", step.Alpha)),
    ];

    private static JsonElement Layout(JsonDocument figure) => figure.RootElement.GetProperty("layout");

    private static IEnumerable<string> Texts(JsonElement trace, string name) => trace.GetProperty(name).EnumerateArray().Select(v => v.GetString()!);

    private static IEnumerable<double> Numbers(JsonElement trace, string name) => trace.GetProperty(name).EnumerateArray().Select(v => v.GetDouble());
}
