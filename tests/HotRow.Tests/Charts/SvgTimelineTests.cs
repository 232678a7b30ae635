using System.Xml.Linq;
using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class SvgTimelineTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly ChartSpec ByLaneAndPhase = Spec(ChartKind.Timeline, Span, x: "begin", seriesBy: "lane+phase");

    [Fact]
    public void From_LaneAndPhase_AreApart()
    {
        var data = Data(ByLaneAndPhase, Spans);

        Assert.Equal(["lookup", "reader", "compute"], data.Series.Select(s => s.Name));
        Assert.Equal(["dedup", "wait", "dedup", "wait"], data.Series[0].Points.Select(p => p.Phase));
        Assert.Equal(["dedup", "wait", "fetch", "compute"], SvgTimeline.Colours(data));
        Assert.Equal(["lookup", "reader", "compute"], SvgTimeline.Colours(Data(ByLaneAndPhase with { SeriesBy = "lane" }, Spans)));
    }

    [Fact]
    public void From_NoBeginningOrNegativeLength_IsLeftOutAndSaid()
    {
        var data = Data(ByLaneAndPhase, [.. Spans, Number(Span, 1, ValueKind.Measured, "", ("lane", "x"), ("begin", "soon")), Number(Span, -1, ValueKind.Measured, "", ("lane", "x"), ("begin", 1))]);

        Assert.Equal(Spans.Count, data.Points.Count());
        Assert.Contains("2 values without a beginning and a length are left out.", data.Notes);
    }

    [Fact]
    public void Rows_Overlaps_GetRowsOfTheirOwnAndNeighboursDoNot()
    {
        // 0.1 + 0.2 is a little more than 0.3: no overlap.
        ChartPoint[] points = [At(0.1, 0.2), At(0.3, 1), At(0.5, 0.1), At(0.55, 0.1), At(1.3, 1)];

        Assert.Equal([0, 0, 1, 2, 0], SvgTimeline.Rows(points));

        static ChartPoint At(double begin, double length) => new(begin, length, double.NaN, double.NaN, ValueKind.Measured, 1);
    }

    [Fact]
    public void Render_ThousandsOfShortSpans_StayVisibleAndInPlace()
    {
        var numbers = Enumerable.Range(0, 4000).Select(i => Number(Span, 0.01, ValueKind.Measured, "", ("lane", "reads"), ("begin", i * 10))).ToArray();
        var spec = ByLaneAndPhase with { SeriesBy = "lane" };

        var spans = Marks(SvgChart.Render(spec, Data(spec, numbers)));

        Assert.Equal(4000, spans.Length);
        Assert.All(spans, s => Assert.True(s.Width >= 1));
        var step = (spans[^1].X - spans[0].X) / 3999;
        for (var i = 0; i < spans.Length; i++)
        {
            Assert.InRange(spans[i].X, spans[0].X + (i * step) - 0.02, spans[0].X + (i * step) + 0.02);
        }
    }

    [Fact]
    public void Render_Labels_LieInsideTheirSpans()
    {
        var svg = XDocument.Parse(SvgChart.Render(ByLaneAndPhase, Data(ByLaneAndPhase, Spans)));
        var labelled = svg.Descendants(Svg + "g").Where(g => g.Element(Svg + "text") is not null && ((string)g.Attribute("class")!).StartsWith("mark", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["dedup 40", "wait 110", "dedup 40", "compute 200"], labelled.Select(g => g.Element(Svg + "text")!.Value));
        Assert.All(labelled, g =>
        {
            var (rect, text) = (g.Element(Svg + "rect")!, g.Element(Svg + "text")!);
            Assert.True(MarkupText.Width(text.Value, 12) < (double)rect.Attribute("width")!);
            Assert.InRange((double)text.Attribute("y")!, (double)rect.Attribute("y")!, (double)rect.Attribute("y")! + (double)rect.Attribute("height")!);
        });
    }

    [Fact]
    public void Render_Lengths_AreInProportion()
    {
        var spans = Marks(SvgChart.Render(ByLaneAndPhase, Data(ByLaneAndPhase, Spans)));

        // The seam to the neighbour takes half a pixel.
        Assert.Equal(110.0 / 40, (spans[1].Width + 0.5) / (spans[0].Width + 0.5), 2);
        Assert.Equal(spans[0].X + spans[0].Width + 0.5, spans[1].X, 1);
    }

    private static (double X, double Width)[] Marks(string svg) =>
    [
        .. XDocument.Parse(svg).Descendants(Svg + "g").Where(g => ((string)g.Attribute("class")!).StartsWith("mark", StringComparison.Ordinal))
            .Select(g => g.Element(Svg + "rect")!).Select(r => ((double)r.Attribute("x")!, (double)r.Attribute("width")!)),
    ];
}
