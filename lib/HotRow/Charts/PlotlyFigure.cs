using System.Text.Json.Nodes;

namespace HotRow;

/// <summary>Charts as plotly.js figures (data and layout), for notebooks and pages that bring plotly themselves.</summary>
public static partial class PlotlyFigure
{
    /// <summary>The figure as JSON text. The characters that could end a script element are escaped, so it may stand inside one.</summary>
    /// <param name="spec">What it shows.</param>
    /// <param name="data">Its numbers.</param>
    /// <param name="titled">Whether title and caption stand in the figure; false where the page brings them.</param>
    public static string Json(ChartSpec spec, ChartData data, bool titled = true)
    {
        var traces = Traces(spec, data);
        var categoriesHaveOnePlace = spec.Kind != ChartKind.Waterfall || data.Series.Count < 2;
        if (spec.Kind is not (ChartKind.HeatMap or ChartKind.Timeline) && categoriesHaveOnePlace)
            AddReferences(spec, data, traces);

        return new JsonObject { ["data"] = traces, ["layout"] = Layout(spec, data, titled) }.ToJsonString();
    }

    private static JsonArray Traces(ChartSpec spec, ChartData data) => spec.Kind switch
    {
        ChartKind.HeatMap => data.IsEmpty ? [] : [Cells(spec, data)],
        ChartKind.Timeline => Spans(spec, data),
        ChartKind.Waterfall => Array(data.Series, s => Steps(spec, s, data.Series.Count > 1)),
        ChartKind.Bar => Array(data.Series.Index(), s => Bars(spec, s.Item, new(s.Index))),
        _ => Array(data.Series.Index(), s => Points(spec, s.Item, new(s.Index))),
    };

    private static JsonObject Points(ChartSpec spec, ChartSeries series, SeriesStyle style)
    {
        var trace = Trace(spec, series, style, "scatter");
        trace["mode"] = spec.Kind == ChartKind.Line ? "lines+markers" : "markers";
        trace["line"] = new JsonObject { ["color"] = style.LightColour, ["dash"] = series.Points.All(p => p.Kind == ValueKind.Modelled) ? "dash" : "solid" };
        trace["marker"] = new JsonObject
        {
            ["color"] = style.LightColour,
            ["size"] = 8,
            ["symbol"] = Array(series.Points, p => style.PlotlySymbol + p.Kind switch
            {
                ValueKind.Modelled => "-open",
                ValueKind.Counted => "-dot",
                _ => "",
            }),
        };
        return trace;
    }

    private static JsonObject Bars(ChartSpec spec, ChartSeries series, SeriesStyle style)
    {
        var trace = Trace(spec, series, style, "bar");
        trace["marker"] = new JsonObject
        {
            ["color"] = style.LightColour,
            ["pattern"] = new JsonObject { ["shape"] = Array(series.Points, p => p.Kind == ValueKind.Modelled ? "/" : "") },
        };
        return trace;
    }

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
                ["array"] = Array(series.Points, p => p.HasInterval ? p.High - p.Y : 0),
                ["arrayminus"] = Array(series.Points, p => p.HasInterval ? p.Y - p.Low : 0),
                ["color"] = style.LightColour,
                ["thickness"] = 1.2,
            };
        }

        return trace;
    }

    private static JsonObject Cells(ChartSpec spec, ChartData data)
    {
        var values = new JsonArray();
        var texts = new JsonArray();
        foreach (var series in data.Series)
        {
            var points = data.Categories.Select(c => series.Points.LastOrDefault(p => p.X.Text == c.Text)).ToArray();
            values.Add((JsonNode)Array(points, p => p is null ? null : spec.LogY ? Math.Log10(p.Y) : p.Y));
            texts.Add((JsonNode)Array(points, p => p is null ? "" : NumberText.Figure(p.Y)));
        }

        return new()
        {
            ["type"] = "heatmap",
            ["x"] = Array(data.Categories, c => NumberText.Label(c)),
            ["y"] = Array(data.Series, s => MarkupText.Escape(s.Name)),
            ["z"] = values,
            ["text"] = texts,
            ["texttemplate"] = "%{text}",
            ["hoverinfo"] = "x+y+text",
            ["showscale"] = false,
            ["colorscale"] = Array([0, 0.25, 0.5, 0.75, 1.0], share => new JsonArray(share, ColourScale.At(share).Fill)),
        };
    }

    private static void AddReferences(ChartSpec spec, ChartData data, JsonArray traces)
    {
        var places = data.Points.Select(p => p.X.Number).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        foreach (var reference in spec.References)
        {
            var points = reference.Points.Where(p => double.IsFinite(p.Y)).ToArray();
            traces.Add((JsonNode)new JsonObject
            {
                ["type"] = "scatter",
                ["mode"] = "lines",
                ["name"] = MarkupText.Escape(reference.Label),
                ["x"] = Array(points, p => ReferenceX(p.X, places, data, spec.Kind is ChartKind.Bar or ChartKind.Waterfall)),
                ["y"] = Array(points, p => p.Y),
                ["line"] = new JsonObject { ["color"] = ChartTheme.Light.Reference, ["dash"] = "dot", ["width"] = 1.5 },
                ["hoverinfo"] = "name",
            });
        }
    }

    // A line across the whole chart runs from the first place to the last.
    private static JsonNode? ReferenceX(double x, double[] places, ChartData data, bool words)
    {
        if (data.IsEmpty)
            return double.IsFinite(x) ? x : null;

        if (double.IsFinite(x))
            return x;

        return data.NumericX && !words ? (x < 0 ? places.Min() : places.Max()) : NumberText.Label(x < 0 ? data.Categories[0] : data.Categories[^1]);
    }

    private static JsonObject Layout(ChartSpec spec, ChartData data, bool titled)
    {
        var words = spec.Kind != ChartKind.Timeline && (!data.NumericX || spec.Kind is ChartKind.Bar or ChartKind.HeatMap or ChartKind.Waterfall);
        var linear = spec.Kind is ChartKind.Waterfall or ChartKind.Timeline;
        var severalWaterfalls = spec.Kind == ChartKind.Waterfall && data.Series.Count > 1;
        var layout = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = titled ? MarkupText.Escape(spec.Title) : "" },
            ["xaxis"] = new JsonObject { ["title"] = new JsonObject { ["text"] = MarkupText.Escape(spec.XLabel ?? spec.X) }, ["type"] = severalWaterfalls ? "multicategory" : words ? "category" : spec.LogX && !linear ? "log" : "linear" },
            ["yaxis"] = spec.Kind is ChartKind.HeatMap or ChartKind.Timeline
                ? new JsonObject { ["type"] = "category", ["autorange"] = "reversed" }
                : new JsonObject { ["title"] = new JsonObject { ["text"] = MarkupText.Escape(spec.Y.Axis) }, ["type"] = spec.LogY && !linear ? "log" : "linear" },
        };
        if (spec.Kind == ChartKind.Timeline)
            layout["barmode"] = "overlay";


        if (data.IsEmpty)
            layout["annotations"] = new JsonArray(new JsonObject { ["text"] = "Not run in this budget", ["showarrow"] = false, ["xref"] = "paper", ["yref"] = "paper", ["x"] = 0.5, ["y"] = 0.5 });

        return layout;
    }

    private static JsonNode X(ParameterValue x, bool words) => x.IsNumber && !words ? x.Number : NumberText.Label(x);

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
