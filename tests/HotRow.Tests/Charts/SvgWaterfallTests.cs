using System.Xml.Linq;
using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class SvgWaterfallTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly ChartSpec Spec1 = Spec(ChartKind.Waterfall, Span, x: "step", seriesBy: "variant");

    [Fact]
    public void Steps_RunningTotal_IsThatOfTheSteps()
    {
        var steps = SvgWaterfall.Steps(Data(Spec1, Steps));

        Assert.Equal([(0.0, 1000.0), (1000, 400), (400, 550), (550, 300), (0, 290)], steps.Select(s => (s.From, s.To)));
        Assert.Equal([SvgWaterfall.Up, SvgWaterfall.Down, SvgWaterfall.Up, SvgWaterfall.Down, SvgWaterfall.Whole], steps.Select(s => s.Colour));
    }

    [Fact]
    public void Steps_TotalThatIsNotLast_IsAStepLikeOthers()
    {
        var steps = SvgWaterfall.Steps(Data(Spec1, [.. Steps.Reverse()]));

        Assert.Equal(("total", 0, SvgWaterfall.Up), (steps[0].Point.X.Text, steps[0].Place, steps[0].Colour));
        Assert.Equal((40.0, 190.0), (steps[2].From, steps[2].To));
        Assert.False(steps[0].IsTotal);
    }

    [Fact]
    public void Steps_SeveralSeries_BeginAtZeroEachWithAPlaceBetween()
    {
        var steps = SvgWaterfall.Steps(Data(Spec1, [.. Steps, .. Steps.Select(s => s with { Variant = "warm" })]));

        Assert.Equal([0, 1, 2, 3, 4, 6, 7, 8, 9, 10], steps.Select(s => s.Place));
        Assert.Equal([0.0, 0], steps.Where(s => s.Point.X.Text == "one by one").Select(s => s.From));
    }

    [Fact]
    public void Render_Bars_MeetTheConnectors()
    {
        var svg = XDocument.Parse(SvgChart.Render(Spec1, Data(Spec1, [.. Steps.Select(s => s with { Kind = ValueKind.Measured, Low = double.NaN, High = double.NaN })])));
        var bars = svg.Descendants(Svg + "g").Where(g => Class(g).StartsWith("mark", StringComparison.Ordinal)).Select(g => g.Element(Svg + "rect")!).ToArray();
        var connectors = svg.Descendants(Svg + "line").Where(l => Class(l) == "minor").ToArray();

        Assert.Equal((5, 4), (bars.Length, connectors.Length));
        for (var i = 0; i < 4; i++)
        {
            // Each connector lies at one end of the bar before it and of the one after, but for the total, which stands on its own.
            var level = Number(connectors[i], "y1");
            Assert.Equal(level, Number(connectors[i], "y2"));
            Assert.Contains(Ends(bars[i]), end => Math.Abs(end - level) < 0.02);
            Assert.True(i == 3 || Ends(bars[i + 1]).Any(end => Math.Abs(end - level) < 0.02));
        }

        Assert.Equal(Ends(bars[0])[1], Ends(bars[4])[1], 1);
        Assert.Equal(1000.0 / 290, Number(bars[0], "height") / Number(bars[4], "height"), 1);
    }

    [Fact]
    public void Render_EveryStep_HasItsFigureAndName()
    {
        var svg = XDocument.Parse(SvgChart.Render(Spec1, Data(Spec1, Steps)));
        var texts = svg.Descendants(Svg + "text").Select(t => t.Value).ToArray();

        Assert.Superset(new HashSet<string> { "1k", "-600", "150", "-250", "290", "adds", "takes away", "total", "dedup", "cache" }, texts.ToHashSet());
        Assert.Contains(svg.Descendants(Svg + "title"), t => t.Value.Contains("after this step: 400\u00a0us", StringComparison.Ordinal));
    }

    private static string Class(XElement element) => (string?)element.Attribute("class") ?? "";

    private static double Number(XElement element, string name) => (double)element.Attribute(name)!;

    private static double[] Ends(XElement bar) => [Number(bar, "y"), Number(bar, "y") + Number(bar, "height")];
}
