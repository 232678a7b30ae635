using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    private const double SpanWidth = 14;

    // Straight claims are shapes, which the legend cannot switch off and which reach across the whole plot; curves are traces and have a hover label.
    private static void References(ChartSpec spec, ChartData data, JsonObject layout, JsonArray traces, SvgPlot plot)
    {
        var (shapes, labels) = (new JsonArray(), new JsonArray());
        foreach (var reference in spec.References)
        {
            var points = reference.Points.Where(p => double.IsFinite(p.Y) && Math.Abs(p.Y) < 1e300 && (!spec.LogY || p.Y > 0) && (!spec.LogX || !data.NumericX || p.X > 0 || double.IsInfinity(p.X))).ToArray();
            if (points.Length == 2)
                shapes.Add((JsonNode)Straight(points[0], points[1], plot.IsSpan(points[0], points[1])));
            else if (points.Length > 2)
                traces.Add((JsonNode)Curve(reference.Label, points));
        }

        // With a slider the curves move, and a label away from them at one value may lie on them at the next: it stands beside its mark.
        foreach (var reference in data.IsMoving ? spec.References : [])
        {
            var label = Label(reference.Label, Place(plot.X, plot.X.Place(reference.Points[0].X)), Place(plot.Y, plot.Y.Place(reference.Points.Average(p => p.Y))));
            (label["xanchor"], label["xshift"]) = plot.X.Share(reference.Points[0].X) > 0.5 ? ("right", -12) : ("left", 12);
            labels.Add((JsonNode)label);
        }

        foreach (var (text, box) in data.IsMoving ? [] : plot.Labels)
        {
            // Read towards the middle: the plot may be narrower than the static one.
            var right = (box.Left + (box.Width / 2) - plot.X.From) / (plot.X.To - plot.X.From) > 0.5;
            var label = Label(text, Place(plot.X, right ? box.Left + box.Width : box.Left), Place(plot.Y, box.Top + (box.Height / 2)));
            label["xanchor"] = right ? "right" : "left";
            if (spec.References.FirstOrDefault(r => r.Label == text && IsSpan(r, plot)) is { } span)
                KeepBeside(label, box, span.Points[0].X, plot);

            labels.Add((JsonNode)label);
        }

        (layout["shapes"], layout["annotations"]) = (shapes, labels);
    }

    private static bool IsSpan(ReferenceLine reference, SvgPlot plot) => reference.Points.Count == 2 && plot.IsSpan(reference.Points[0], reference.Points[1]);

    // A span is as wide on every plot: on a narrow one a label that the static chart put close beside it would lie on it.
    private static void KeepBeside(JsonObject label, LabelBox box, double x, SvgPlot plot)
    {
        var mark = plot.X.Place(x);
        var apart = Math.Max(box.Left - mark, mark - box.Left - box.Width);
        if (apart is < 0 or > 2 * SpanWidth)
            return;

        label["x"] = Place(plot.X, mark);
        (label["xanchor"], label["xshift"]) = box.Left < mark ? ("right", -12) : ("left", 12);
    }

    private static JsonObject Straight((double X, double Y) from, (double X, double Y) to, bool span)
    {
        var across = double.IsInfinity(from.X) || double.IsInfinity(to.X);
        return new()
        {
            ["type"] = "line",
            ["layer"] = span ? "above" : "below",
            ["xref"] = across ? "paper" : "x",
            ["x0"] = across ? 0 : from.X,
            ["x1"] = across ? 1 : to.X,
            ["y0"] = from.Y,
            ["y1"] = to.Y,
            ["opacity"] = span ? 0.35 : 1,
            ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Reference, ["dash"] = span ? "solid" : "dot", ["width"] = span ? SpanWidth : 1.8 },
        };
    }

    private static JsonObject Curve(string label, (double X, double Y)[] points) => new()
    {
        ["type"] = "scatter",
        ["mode"] = "lines",
        ["name"] = MarkupText.Escape(label),
        ["x"] = Array(points, p => p.X),
        ["y"] = Array(points, p => p.Y),
        ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Reference, ["dash"] = "dot", ["width"] = 1.8 },
        ["hoverinfo"] = "name",
        ["hoverlabel"] = new JsonObject { ["namelength"] = -1 },
        ["showlegend"] = false,
    };

    // Beside the plot: on it they would lie on the bars.
    private static void LevelReferences(ChartSpec spec, JsonObject layout, AxisScale y)
    {
        var (shapes, labels) = (new JsonArray(), new JsonArray());
        var levels = spec.References.Where(SvgBar.IsLevel).Where(r => !spec.LogY || r.Points[0].Y > 0).ToArray();
        var lines = levels.Select(r => MarkupText.Wrap(r.Label, 130, 12)).ToArray();
        if (levels.Length > 0)
        {
            var heights = levels.Select(r => y.Place(r.Points[0].Y)).ToArray();
            var apart = LabelPlacement.Spread(heights, 15.0 * lines.Max(l => l.Count), Math.Min(y.From, y.To), Math.Max(y.From, y.To));
            for (var i = 0; i < levels.Length; i++)
            {
                shapes.Add((JsonNode)Straight((double.NegativeInfinity, levels[i].Points[0].Y), (double.PositiveInfinity, levels[i].Points[0].Y), span: false));
                var label = Label("", 1, Place(y, heights[i]));
                label["text"] = $"<i>{string.Join("<br>", lines[i].Select(MarkupText.Escape))}</i>";
                (label["xref"], label["xanchor"], label["xshift"], label["yshift"], label["align"]) = ("paper", "left", 6, heights[i] - apart[i], "left");
                labels.Add((JsonNode)label);
            }

            layout["margin"]!["r"] = Math.Ceiling(lines.SelectMany(l => l).Max(l => MarkupText.Width(l, 12))) + 14;
        }

        (layout["shapes"], layout["annotations"]) = (shapes, labels);
    }

    // A reference is a moment here: the place of its first point.
    private static void Moments(ChartSpec spec, ChartData data, JsonObject layout)
    {
        var moments = spec.References.Where(r => r.Points.Count > 0 && double.IsFinite(r.Points[0].X)).ToArray();
        layout["shapes"] = Array(moments, r => new JsonObject
        {
            ["type"] = "line",
            ["yref"] = "paper",
            ["x0"] = r.Points[0].X,
            ["x1"] = r.Points[0].X,
            ["y0"] = 0,
            ["y1"] = 1,
            ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Reference, ["dash"] = "dot", ["width"] = 1.8 },
        });
        var places = data.Points.SelectMany(p => new[] { p.X.Number, p.X.Number + p.Y }).Concat(moments.Select(r => r.Points[0].X)).ToArray();
        var scale = LinearScale.Over(places.Min(), places.Max(), 0, 1, snap: false, zero: false);
        layout["xaxis"]!["range"] = new JsonArray(scale.Low, scale.High);
        layout["annotations"] = Array(moments.Index(), m =>
        {
            var label = Label(m.Item.Label, m.Item.Points[0].X, 1);
            (label["yref"], label["yanchor"], label["yshift"], label["xanchor"]) = ("paper", "bottom", 14 * (m.Index % 2), scale.Share(m.Item.Points[0].X) > 0.5 ? "right" : "left");
            return label;
        });
    }

    private static JsonObject Label(string text, double x, double y) => new()
    {
        ["text"] = $"<i>{MarkupText.Escape(text)}</i>",
        ["x"] = x,
        ["y"] = y,
        ["showarrow"] = false,
        ["font"] = new JsonObject { ["color"] = ChartTheme.Light.Reference },
        ["borderpad"] = 0,
    };

    // Where a pixel of the static chart lies on plotly's axis: annotations take decimal logarithms and numbers of categories.
    private static double Place(AxisScale scale, double pixel)
    {
        var share = (pixel - scale.From) / (scale.To - scale.From);
        return Rounded(scale switch
        {
            LogScale s => s.Low + (share * (s.High - s.Low)),
            LinearScale s => s.Low + (share * (s.High - s.Low)),
            _ => (share * ((CategoryScale)scale).Names.Count) - 0.5,
        });
    }
}
