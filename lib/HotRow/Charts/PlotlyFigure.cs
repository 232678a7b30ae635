using System.Text.Json.Nodes;

namespace HotRow;

/// <summary>Charts as plotly.js figures (data and layout), for notebooks and pages that bring plotly themselves.</summary>
/// <remarks>Axes, their ranges and the places of labels are those of the static chart. Colours are <see cref="ChartTheme.Light"/>'s on white;
/// the script of our own pages exchanges them on dark ones.</remarks>
public static partial class PlotlyFigure
{
    /// <summary>The figure as JSON text. The characters that could end a script element are escaped, so it may stand inside one.</summary>
    /// <param name="spec">What it shows.</param>
    /// <param name="data">Its numbers.</param>
    /// <param name="titled">Whether title and caption stand in the figure; false where the page brings them.</param>
    public static string Json(ChartSpec spec, ChartData data, bool titled = true)
    {
        var layout = Frame(spec, data, titled);
        var traces = data.Steps.Count > 0 ? Slider(spec, data, layout) : Traces(spec, data, [.. data.Series.Select(s => s.Name)]);
        if (!data.IsEmpty)
            Axes(spec, data, layout, traces);

        if (data.Steps.Count > 0 && data.Steps.Any(s => !s.Value.IsNumber))
            OwnRanges(spec, data, layout);

        return new JsonObject { ["data"] = traces, ["layout"] = layout }.ToJsonString();
    }

    private static JsonArray Traces(ChartSpec spec, ChartData data, List<string> names) => spec.Kind switch
    {
        ChartKind.HeatMap => data.IsEmpty ? [] : [Cells(spec, data)],
        ChartKind.Timeline => Spans(spec, data),
        ChartKind.Waterfall => Steps(spec, data),
        ChartKind.Bar => Array(data.Series, s => Bars(spec, s, HasFigures(data), new(IsPlain(spec, data) ? 0 : names.IndexOf(s.Name)))),
        _ => Array(data.Series, s => Points(spec, s, new(names.IndexOf(s.Name)))),
    };

    // When the groups' names already tell the bars apart, colours would only be noise.
    private static bool IsPlain(ChartSpec spec, ChartData data) => data.Series is [{ Name: "" }] || (spec.Kind == ChartKind.Bar && spec.X == spec.SeriesBy);

    // All figures or none: a few would look as if only those were known.
    private static bool HasFigures(ChartData data) =>
        !data.Points.Any(p => p.HasInterval) && data.Points.Max(p => MarkupText.Width(NumberText.Tick(p.Y), 12)) <= 640.0 / (data.Series.Count * data.Categories.Count);

    private static JsonObject Points(ChartSpec spec, ChartSeries series, SeriesStyle style)
    {
        var trace = Trace(spec, series, style, "scatter");
        var computed = series.Points.All(p => p.Kind == ValueKind.Computed);
        trace["mode"] = spec.Kind == ChartKind.Line ? "lines+markers" : "markers";
        if (spec.Kind == ChartKind.Line)
            trace["line"] = new JsonObject { ["color"] = style.LightColour, ["width"] = computed ? 1.5 : 2, ["dash"] = series.Points.All(p => p.Kind == ValueKind.Modelled) ? "dash" : "solid" };

        trace["marker"] = new JsonObject
        {
            ["color"] = style.LightColour,
            ["size"] = series.Points.Count > 40 ? 5 : 8,
            ["opacity"] = Shared(series.Points, p => p.Kind == ValueKind.Computed ? 0.5 : 1),
            ["symbol"] = Shared(series.Points, p => style.PlotlySymbol + p.Kind switch
            {
                ValueKind.Modelled => "-open",
                ValueKind.Counted => "-dot",
                _ => "",
            }),
        };
        return trace;
    }

    private static JsonObject Bars(ChartSpec spec, ChartSeries series, bool figures, SeriesStyle style)
    {
        var trace = Trace(spec, series, style, "bar");
        trace["marker"] = BarFace(style, series.Points);
        trace["hovertext"] = Array(series.Points, p => Hover(spec, series, p));
        trace["text"] = figures ? Array(series.Points, p => NumberText.Tick(p.Y)) : "";
        trace["textposition"] = figures ? "outside" : "none";
        trace["cliponaxis"] = false;
        return trace;
    }

    private static JsonObject BarFace(SeriesStyle style, IReadOnlyList<ChartPoint> points) => new()
    {
        ["color"] = style.LightColour,
        ["opacity"] = Shared(points, p => p.Kind == ValueKind.Computed ? 0.5 : 1),
        ["pattern"] = new JsonObject { ["shape"] = Shared(points, p => p.Kind == ValueKind.Modelled ? "/" : ""), ["fillmode"] = "replace", ["size"] = 7 },
    };

    private static JsonObject Trace(ChartSpec spec, ChartSeries series, SeriesStyle style, string type)
    {
        var trace = new JsonObject
        {
            ["type"] = type,
            ["name"] = MarkupText.Escape(series.Name),
            ["x"] = Array(series.Points, p => X(p.X, type == "bar")),
            ["y"] = Array(series.Points, p => p.Y),
            ["text"] = Array(series.Points, p => Hover(spec, series, p)),
            ["hoverinfo"] = "text",
        };
        if (series.Points.Any(p => p.HasInterval))
        {
            trace["error_y"] = new JsonObject
            {
                ["type"] = "data",
                ["symmetric"] = false,
                ["array"] = Array(series.Points, p => p.HasInterval ? Rounded(p.High - p.Y) : 0),
                ["arrayminus"] = Array(series.Points, p => p.HasInterval ? Rounded(p.Y - p.Low) : 0),
                ["color"] = type == "bar" ? ChartTheme.Light.Muted : style.LightColour,
                ["thickness"] = 1.2,
                ["width"] = series.Points.Count > 14 ? 0 : 3,
            };
        }

        return trace;
    }

    // A label of an interval's end needs no seventeen digits.
    private static double Rounded(double length) => double.Parse(length.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static string Hover(ChartSpec spec, ChartSeries series, ChartPoint point) =>
        MarkupText.Escape(SvgChart.Tooltip(spec, series, point)).Replace("\n", "<br>", StringComparison.Ordinal);

    private static JsonNode X(ParameterValue x, bool words) => x.IsNumber && !words ? x.Number : MarkupText.Escape(NumberText.Label(x));

    // One value when all points agree: figures stay small.
    private static JsonNode? Shared<T>(IReadOnlyList<ChartPoint> points, Func<ChartPoint, T> value)
    {
        var values = points.Select(value).ToArray();
        return values.Distinct().Count() == 1 ? JsonValue.Create(values[0]) : Array(values, v => JsonValue.Create(v));
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add(node(item));
        }

        return array;
    }
}
