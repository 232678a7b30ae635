using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    private const double LaneShare = 0.84;

    // Not plotly's measure "total", which would be the sum of the other steps and hide that the total differs from it.
    private static JsonObject Steps(ChartSpec spec, ChartSeries series, bool several)
    {
        var names = Array(series.Points, p => X(p.X, words: true));
        return new()
        {
            ["type"] = "waterfall",
            ["name"] = MarkupText.Escape(series.Name),
            ["x"] = several ? new JsonArray(Array(series.Points, _ => MarkupText.Escape(series.Name)), names) : names,
            ["y"] = Array(series.Points, p => p.Y),
            ["measure"] = Array(series.Points, p => SvgWaterfall.IsTotalOf(series, p) ? "absolute" : "relative"),
            ["text"] = Array(series.Points, p => NumberText.Tick(p.Y)),
            ["textposition"] = "outside",
            ["cliponaxis"] = false,
            ["hovertext"] = Array(series.Points, p => Hover(spec, series, p)),
            ["hoverinfo"] = "text",
            ["increasing"] = Marker(SvgWaterfall.Up),
            ["decreasing"] = Marker(SvgWaterfall.Down),
            ["totals"] = Marker(SvgWaterfall.Whole),
            ["connector"] = new JsonObject { ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Muted, ["width"] = 1 } },
            ["showlegend"] = false,
        };
    }

    private static JsonObject Marker(int colour) => new() { ["marker"] = new JsonObject { ["color"] = new SeriesStyle(colour).LightColour } };

    // One trace for each colour, so that plotly's legend names the colours. Spans of a lane that overlap stand below one another.
    private static JsonArray Spans(ChartSpec spec, ChartData data)
    {
        var traces = new JsonArray();
        var phases = data.Points.Any(p => p.Phase.Length > 0);
        var colours = SvgTimeline.Colours(data);
        var lanes = data.Series.Select(s => (Series: s, Rows: SvgTimeline.Rows(s.Points))).ToArray();
        for (var i = 0; i < colours.Count; i++)
        {
            var spans = lanes.SelectMany(l => l.Series.Points.Select((p, n) => (l.Series, Point: p, Row: l.Rows[n], Thick: LaneShare / (l.Rows.Max() + 1))))
                .Where(s => (phases ? s.Point.Phase : s.Series.Name) == colours[i]).ToArray();
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "bar",
                ["orientation"] = "h",
                ["name"] = MarkupText.Escape(colours[i]),
                ["base"] = Array(spans, s => s.Point.X.Number),
                ["x"] = Array(spans, s => s.Point.Y),
                ["y"] = Array(spans, s => MarkupText.Escape(s.Series.Name)),
                ["offset"] = Array(spans, s => Rounded((s.Row * s.Thick) - (LaneShare / 2))),
                ["width"] = Array(spans, s => Rounded(s.Thick)),
                ["text"] = Array(spans, s => MarkupText.Escape(NumberText.Tick(s.Point.Y))),
                ["textposition"] = "inside",
                ["insidetextanchor"] = "middle",
                ["textangle"] = 0,
                ["hovertext"] = Array(spans, s => Hover(spec, s.Series, s.Point)),
                ["hoverinfo"] = "text",
                ["showlegend"] = phases,
                ["marker"] = BarFace(new(i), [.. spans.Select(s => s.Point)]),
            });
        }

        return traces;
    }
}
