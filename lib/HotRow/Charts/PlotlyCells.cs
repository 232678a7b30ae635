using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    private static string Written(ChartPoint point, string colour)
    {
        var figure = $"<span style=\"color:{colour}\">{NumberText.Figure(point.Y)}</span>";
        return point.Kind == ValueKind.Modelled ? $"<i>{figure}</i>" : figure;
    }

    private static JsonObject Cells(ChartSpec spec, ChartData data)
    {
        var (values, texts, hovers) = (new JsonArray(), new JsonArray(), new JsonArray());
        var (low, high) = (data.Points.Min(Height), data.Points.Max(Height));
        foreach (var series in data.Series)
        {
            var points = data.Categories.Select(c => series.Points.LastOrDefault(p => p.X.Text == c.Text)).ToArray();
            values.Add((JsonNode)Array(points, p => p is null ? null : Height(p)));
            texts.Add((JsonNode)Array(points, p => p is null ? "" : Written(p, ColourScale.At((Height(p) - low) / Math.Max(high - low, double.Epsilon)).Text)));
            hovers.Add((JsonNode)Array(points, p => p is null ? "" : Hover(spec, series, p)));
        }

        return new()
        {
            ["type"] = "heatmap",
            ["x"] = Array(data.Categories, c => X(c, words: true)),
            ["y"] = Array(data.Series, s => MarkupText.Escape(s.Name)),
            ["z"] = values,
            ["text"] = texts,
            ["texttemplate"] = "%{text}",

            // Its own choice of a size counts the markup of the colour as letters.
            ["textfont"] = new JsonObject { ["size"] = data.Categories.Count > 10 ? 9 : 12 },
            ["hovertext"] = hovers,
            ["hoverinfo"] = "text",
            ["hoverongaps"] = false,
            ["showscale"] = false,
            ["xgap"] = 2,
            ["ygap"] = 2,
            ["colorscale"] = Array([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0], share => new JsonArray(share, ColourScale.At(share).Fill)),
        };

        double Height(ChartPoint point) => spec.LogY ? Math.Log10(point.Y) : point.Y;
    }
}
