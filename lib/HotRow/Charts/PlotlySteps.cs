using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    private const double LaneShare = 0.84;
    private const double StepShare = 0.72;

    // Bars with a base, not plotly's waterfall: its bundle of cartesian charts has none, and its totals are sums that hide a gap.
    private static JsonArray Steps(ChartSpec spec, ChartData data)
    {
        var traces = new JsonArray();
        var steps = SvgWaterfall.Steps(data);
        foreach (var group in steps.GroupBy(s => s.Colour).OrderBy(g => g.Key))
        {
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "bar",
                ["name"] = SvgWaterfall.NameOf(group.Key),
                ["x"] = Array(group, s => s.Place),
                ["base"] = Array(group, s => s.From),
                ["y"] = Array(group, s => s.To - s.From),
                ["width"] = StepShare,
                ["text"] = Array(group, s => NumberText.Tick(s.Point.Y)),
                ["textposition"] = group.Any(s => s.Point.HasInterval) ? "inside" : "outside",
                ["textangle"] = 0,
                ["cliponaxis"] = false,
                ["hovertext"] = Array(group, s => Hover(spec, s.Series, s.Point) + (s.IsTotal ? "" : $"<br>after this step: {NumberText.Figure(s.To)}{MarkupText.Escape(NumberText.UnitSuffix(spec.Y.Unit))}")),
                ["hoverinfo"] = "text",
                ["marker"] = BarFace(new(group.Key), [.. group.Select(s => s.Point)]),
            });
        }

        if (steps.Any(s => s.Point.HasInterval))
            traces.Add((JsonNode)Whiskers([.. steps.Where(s => s.Point.HasInterval)]));

        return traces;
    }

    private static JsonObject Whiskers(SvgWaterfall.Step[] steps) => new()
    {
        ["type"] = "scatter",
        ["mode"] = "markers",
        ["x"] = Array(steps, s => s.Place),
        ["y"] = Array(steps, s => s.To),
        ["marker"] = new JsonObject { ["opacity"] = 0 },
        ["hoverinfo"] = "skip",
        ["showlegend"] = false,
        ["error_y"] = new JsonObject
        {
            ["type"] = "data",
            ["symmetric"] = false,
            ["array"] = Array(steps, s => Rounded(s.Point.High - s.Point.Y)),
            ["arrayminus"] = Array(steps, s => Rounded(s.Point.Y - s.Point.Low)),
            ["color"] = ChartTheme.Light.Ink,
            ["thickness"] = 1.2,
            ["width"] = 3,
        },
    };

    // The steps' names below, the series' names above, and a thin line from each step to the next.
    private static void StepAxis(ChartSpec spec, ChartData data, JsonObject layout)
    {
        var steps = SvgWaterfall.Steps(data);
        var room = Math.Max(60, 700.0 / (steps[^1].Place + 1));
        var axis = Axis(spec.XLabel ?? spec.X, "linear");
        axis["range"] = new JsonArray(-0.6, steps[^1].Place + 0.6);
        axis["showgrid"] = false;
        axis["tickvals"] = Array(steps, s => s.Place);
        axis["ticktext"] = Array(steps, s => Broken(NumberText.Label(s.Point.X), room));
        layout["xaxis"] = axis;
        foreach (var (step, next) in steps.Zip(steps.Skip(1)).Where(p => p.First.Series == p.Second.Series))
        {
            layout["shapes"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["type"] = "line",
                ["layer"] = "below",
                ["x0"] = step.Place + (StepShare / 2),
                ["x1"] = next.Place - (StepShare / 2),
                ["y0"] = step.To,
                ["y1"] = step.To,
                ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Muted, ["width"] = 1 },
            });
        }

        foreach (var series in data.Series.Where(s => s.Name.Length > 0))
        {
            var label = Label(series.Name, steps.Where(s => s.Series == series).Average(s => s.Place), 1);
            (label["yref"], label["yanchor"], label["text"]) = ("paper", "top", MarkupText.Escape(series.Name));
            layout["annotations"]!.AsArray().Add((JsonNode)label);
        }
    }

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
