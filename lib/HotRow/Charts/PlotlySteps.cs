using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
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
            ["hovertext"] = Array(series.Points, p => Hover(spec, series, p)),
            ["hoverinfo"] = "text",
            ["increasing"] = Marker(SvgWaterfall.Up),
            ["decreasing"] = Marker(SvgWaterfall.Down),
            ["totals"] = Marker(SvgWaterfall.Whole),
            ["showlegend"] = false,
        };
    }

    private static JsonObject Marker(int colour) => new() { ["marker"] = new JsonObject { ["color"] = new SeriesStyle(colour).LightColour } };

    // One trace for each colour, so that plotly's legend names the colours.
    private static JsonArray Spans(ChartSpec spec, ChartData data)
    {
        var traces = new JsonArray();
        var phases = data.Points.Any(p => p.Phase.Length > 0);
        var colours = SvgTimeline.Colours(data);
        for (var i = 0; i < colours.Count; i++)
        {
            var spans = data.Series.SelectMany(s => s.Points.Where(p => (phases ? p.Phase : s.Name) == colours[i]).Select(p => (Series: s, Point: p))).ToArray();
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "bar",
                ["orientation"] = "h",
                ["name"] = MarkupText.Escape(colours[i]),
                ["base"] = Array(spans, s => s.Point.X.Number),
                ["x"] = Array(spans, s => s.Point.Y),
                ["y"] = Array(spans, s => MarkupText.Escape(s.Series.Name)),
                ["text"] = Array(spans, s => Hover(spec, s.Series, s.Point)),
                ["textposition"] = "none",
                ["hoverinfo"] = "text",
                ["showlegend"] = phases,
                ["marker"] = new JsonObject
                {
                    ["color"] = new SeriesStyle(i).LightColour,
                    ["pattern"] = new JsonObject { ["shape"] = Array(spans, s => s.Point.Kind == ValueKind.Modelled ? "/" : "") },
                },
            });
        }

        foreach (var reference in spec.References.Where(r => r.Points.Count > 0 && double.IsFinite(r.Points[0].X) && !data.IsEmpty))
        {
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "lines",
                ["name"] = MarkupText.Escape(reference.Label),
                ["x"] = new JsonArray(reference.Points[0].X, reference.Points[0].X),
                ["y"] = new JsonArray(MarkupText.Escape(data.Series[0].Name), MarkupText.Escape(data.Series[^1].Name)),
                ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Reference, ["dash"] = "dot", ["width"] = 1.5 },
                ["hoverinfo"] = "name",
            });
        }

        return traces;
    }

    private static string Hover(ChartSpec spec, ChartSeries series, ChartPoint point) =>
        MarkupText.Escape(SvgChart.Tooltip(spec, series, point)).Replace("\n", "<br>", StringComparison.Ordinal);
}
