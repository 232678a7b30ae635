using System.Globalization;
using System.Xml.Linq;
using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    public static TheoryData<ChartKind, bool> KindsAndScales => new(from kind in Enum.GetValues<ChartKind>() from log in new[] { false, true } select (kind, log));

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_FixedNumbers_MatchesGolden(string name)
    {
        var (_, spec, numbers) = All.Single(c => c.Name == name);

        var svg = SvgChart.Render(spec, Data(spec, numbers));

        Assert.NotNull(XDocument.Parse(svg).Root);
        Golden.Matches("Charts", $"{name}.svg", svg);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_DecimalComma_ChangesNothing(string name)
    {
        var (_, spec, numbers) = All.Single(c => c.Name == name);
        var expected = SvgChart.Render(spec, Data(spec, numbers)) + PlotlyFigure.Json(spec, Data(spec, numbers));
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "\u2212";
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal("-1,5", (-1.5).ToString().Replace('\u2212', '-'));
            Assert.Equal(expected, SvgChart.Render(spec, Data(spec, numbers)) + PlotlyFigure.Json(spec, Data(spec, numbers)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndScales))]
    public void Render_HostileTexts_StaysWellFormed(ChartKind kind, bool log)
    {
        var spec = Spec(kind, Metrics.Share with { Label = Hostile, Unit = "\"<" }, logX: log, logY: log, seriesBy: "variant+s", references: [ReferenceLine.Horizontal(Hostile, 2), new(Hostile, [(1, 1), (1, 3)])]) with
        {
            Title = Hostile,
            XLabel = Hostile,
            Caption = Hostile,
        };
        var numbers = Enumerable.Range(1, 6).Select(i => Number(Metrics.Share, i, i - 0.5, i + 0.5, (ValueKind)(i % 4), Hostile, ("rows", i % 2 == 0 ? Hostile : i), ("s", Hostile + (i % 2)))).ToArray();

        foreach (var use in Enum.GetValues<SvgUse>())
        {
            var svg = SvgChart.Render(spec, Data(spec, numbers), use);

            Assert.NotNull(XDocument.Parse(svg).Root);
            Assert.DoesNotContain("<b ", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("</script", svg, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndScales))]
    public void Render_ExtremeValues_HasOnlyFiniteCoordinates(ChartKind kind, bool log)
    {
        var values = new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -3, 1e-310, double.Epsilon, 1e-12, 1e299, double.MaxValue, -0.0 };
        var numbers = values.SelectMany((v, i) => new[]
        {
            Number(Metrics.Share, v, v - 1, v + 1, ValueKind.Measured, "a", ("rows", i)),
            Number(Metrics.Share, 1, double.NegativeInfinity, 2, ValueKind.Measured, "b", ("rows", v)),
        }).ToArray();
        var spec = Spec(kind, Metrics.Share, logX: log, logY: log, references: [ReferenceLine.Horizontal("nowhere", double.NaN), ReferenceLine.Horizontal("below", -1), new("one point", [(1, 1)]), new("none", [])]);

        var svg = XDocument.Parse(SvgChart.Render(spec, Data(spec, numbers)));

        Assert.All(svg.Descendants().Attributes().Select(a => a.Value), v =>
        {
            Assert.DoesNotContain("NaN", v, StringComparison.Ordinal);
            Assert.DoesNotContain("\u221e", v, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", v, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Scatter)]
    [InlineData(ChartKind.Bar)]
    [InlineData(ChartKind.HeatMap)]
    [InlineData(ChartKind.Timeline)]
    public void Render_EveryNumber_HasOneMarkWithItsFigures(ChartKind kind)
    {
        var spec = Spec(kind, Metrics.TimeMs);
        var marks = XDocument.Parse(SvgChart.Render(spec, Data(spec, Times))).Descendants(Svg + "g").Where(g => ((string?)g.Attribute("class"))!.StartsWith("mark", StringComparison.Ordinal)).Select(g => g.Element(Svg + "title")!.Value).ToArray();

        Assert.Equal(Times.Count, marks.Length);
        Assert.Contains("one-hot\nRows in the table: 10k\nTime per call: 25\u00a0ms\n95 % interval: 22.5 to 27.5\u00a0ms\nn = 31, measured", marks);
        Assert.Contains("gather\nRows in the table: 1,000\nTime per call: 0.5\u00a0ms\nn = 1, modelled", marks);
    }

    [Fact]
    public void Render_ModelledNumbers_LookOtherThanMeasured()
    {
        var spec = Spec(ChartKind.Line, Metrics.TimeMs);
        string Drawn(ValueKind kind) => SvgChart.Render(spec, Data(spec, [.. Times.Select(o => o with { Kind = kind, Low = double.NaN, High = double.NaN })]), SvgUse.Embedded);

        Assert.Contains("line dash", Drawn(ValueKind.Modelled), StringComparison.Ordinal);
        Assert.Contains("modelled, not measured", Drawn(ValueKind.Modelled), StringComparison.Ordinal);
        Assert.DoesNotContain("line dash", Drawn(ValueKind.Measured), StringComparison.Ordinal);
        Assert.Equal(4, Enum.GetValues<ValueKind>().Select(Drawn).Distinct().Count());
    }

    [Fact]
    public void Render_TwelveSeries_LabelsKeepApart()
    {
        var numbers = Enumerable.Range(0, 12).SelectMany(s => new[] { 1, 2 }.Select(x => Number(Metrics.Share, 0.5 + (s / 1000.0), ValueKind.Counted, $"series {s}", ("rows", x)))).ToArray();
        var spec = Spec(ChartKind.Line, Metrics.Share);

        var heights = XDocument.Parse(SvgChart.Render(spec, Data(spec, numbers))).Descendants(Svg + "text").Where(t => t.Value.StartsWith("series ", StringComparison.Ordinal)).Select(t => (double)t.Attribute("y")!).Order().ToArray();

        Assert.Equal(12, heights.Length);
        for (var i = 1; i < 12; i++)
        {
            Assert.True(heights[i] - heights[i - 1] >= 14);
        }
    }

    [Fact]
    public void Render_ReferenceBeyondTheData_KeepsItsSlope()
    {
        // One place per row of the axis: y = x from 0 to 100 over data from 0 to 10 must leave the plot at y = 10, not bend.
        var numbers = new[] { 0, 10 }.Select(x => Number(Metrics.Share, x, ValueKind.Counted, "", ("rows", x))).ToArray();
        var spec = Spec(ChartKind.Line, Metrics.Share, references: new ReferenceLine("y = x", [(0, 0), (100, 100)]));

        var svg = XDocument.Parse(SvgChart.Render(spec, Data(spec, numbers)));
        var paths = svg.Descendants(Svg + "path").ToDictionary(p => (string)p.Attribute("class")!, p => ((string)p.Attribute("d")!).Split('M', 'L', ' ').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray());

        double Slope(double[] p) => (p[^1] - p[1]) / (p[^2] - p[0]);
        Assert.Equal(Slope(paths["line"]), Slope(paths["ref"]), 2);
    }

    [Theory]
    [InlineData("trace", false)]
    [InlineData("variant", true)]
    public void Render_BarsNamedByTheirGroup_NeedNoLegend(string seriesBy, bool named)
    {
        // One bar per trace either way; only with the traces as series does the axis already say all.
        var numbers = new[] { "docs", "zipf" }.Select(t => Number(Metrics.Speedup, 2, ValueKind.Measured, $"policy of {t}", ("trace", t))).ToArray();
        var spec = Spec(ChartKind.Bar, Metrics.Speedup, x: "trace", seriesBy: seriesBy);

        Assert.Equal(named, SvgChart.Render(spec, Data(spec, numbers), SvgUse.Embedded).Contains(">policy of docs</text>", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_ReferenceWithSeveralHeights_IsToldBelowBars()
    {
        var spec = Spec(ChartKind.Bar, Metrics.Speedup, x: "trace", references: new ReferenceLine("document 001", [(0, 2), (1, 3)]));

        Assert.Contains("document 001: 2 to 3\u00d7", SvgChart.Render(spec, Data(spec, Speedups)), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Embedded_BringsNoStyleAndNoId()
    {
        foreach (var (_, spec, numbers) in All)
        {
            var svg = SvgChart.Render(spec, Data(spec, numbers), SvgUse.Embedded);

            Assert.DoesNotContain("<style", svg, StringComparison.Ordinal);
            Assert.DoesNotContain(" id=", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_Empty_SaysNotRun() =>
        Assert.Contains("Not run in this budget", SvgChart.Render(Spec(ChartKind.HeatMap, Metrics.Share), Data(Spec(ChartKind.HeatMap, Metrics.Share), [])), StringComparison.Ordinal);
}
