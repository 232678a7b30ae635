using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    // Ranges come from the static chart, drawn once for that: claims stay inside on logarithmic axes too, and both charts look alike.
    private static void Axes(ChartSpec spec, ChartData data, JsonObject layout, JsonArray traces)
    {
        var whole = data.Whole;
        var frame = new SvgFrame(spec, whole, SvgUse.Embedded);
        switch (spec.Kind)
        {
            case ChartKind.Line:
            case ChartKind.Scatter:
                var plot = spec.Kind == ChartKind.Line ? SvgLine.Draw(frame) : SvgScatter.Draw(frame);
                layout["xaxis"] = XAxis(spec, whole, plot.X, plot.OwnTicks);
                layout["yaxis"] = YAxis(spec, plot.Y);
                References(spec, whole, layout, traces, plot);
                break;
            case ChartKind.Bar:
            case ChartKind.Waterfall:
                var y = spec.Kind == ChartKind.Bar ? SvgBar.Draw(frame) : SvgWaterfall.Draw(frame);
                layout["yaxis"] = YAxis(spec, y);
                LevelReferences(spec, layout, y);
                if (spec.Kind == ChartKind.Bar)
                    layout["xaxis"] = Names(spec, whole.Categories);
                else
                    StepAxis(spec, data, layout);

                break;
            case ChartKind.HeatMap:
                layout["xaxis"] = Names(spec, data.Categories);
                layout["yaxis"] = Lanes(data);
                break;
            default:
                layout["xaxis"] = Axis(spec.XLabel ?? spec.X, "linear");
                layout["yaxis"] = Lanes(whole);
                Moments(spec, data, layout);
                break;
        }
    }

    private static JsonObject Axis(string label, string type) => new()
    {
        ["title"] = new JsonObject { ["text"] = MarkupText.Escape(label), ["standoff"] = 12 },
        ["type"] = type,
        ["automargin"] = true,
        ["gridcolor"] = ChartTheme.Light.Grid,
        ["linecolor"] = ChartTheme.Light.Muted,
        ["zeroline"] = false,
        ["exponentformat"] = "SI",
    };

    private static JsonObject Scaled(string label, AxisScale scale)
    {
        var (type, low, high) = scale switch
        {
            LogScale s => ("log", s.Low, s.High),
            LinearScale s => ("linear", s.Low, s.High),
            _ => ("category", -0.5, ((CategoryScale)scale).Names.Count - 0.5),
        };
        var axis = Axis(label, type);

        // Marks on the border would be cut in half.
        var rim = (high - low) * 0.015;
        axis["range"] = new JsonArray(scale is LinearScale && low == 0 ? 0 : low - rim, high + rim);
        if (scale is LogScale log)
        {
            // Whole numbers in every decade ("20", not a small "2"): thousands as k where nothing is below one, powers where digits would be many.
            if (log.Low < -4)
                axis["exponentformat"] = "power";
            else
                axis["tickformat"] = log.Low >= -1e-9 ? "~s" : ",~r";
        }

        return axis;
    }

    private static JsonObject XAxis(ChartSpec spec, ChartData data, AxisScale scale, bool ownTicks)
    {
        if (scale is CategoryScale)
            return Names(spec, data.Categories);

        var axis = Scaled(spec.XLabel ?? spec.X, scale);
        axis["showline"] = true;
        axis["nticks"] = scale is LogScale ? 6 : 9;
        if (ownTicks)
        {
            axis["tickvals"] = Array(data.Categories, c => c.Number);
            axis["ticktext"] = Array(data.Categories, c => NumberText.Label(c));
        }

        return axis;
    }

    private static JsonObject YAxis(ChartSpec spec, AxisScale scale)
    {
        var better = spec.Y.HigherIsBetter is { } higher ? (higher ? "higher is better" : "lower is better") : "";
        var axis = Scaled("", scale);
        axis["title"]!["text"] = string.Join("<br>", MarkupText.Wrap(spec.Y.Axis, 300, 13).Select(MarkupText.Escape)) + (better.Length > 0 ? $"<br><i>{better}</i>" : "");
        axis["nticks"] = scale is LogScale ? 4 : 8;
        if (scale is LinearScale { Low: < 0 })
            (axis["zeroline"], axis["zerolinecolor"]) = (true, ChartTheme.Light.Muted);

        return axis;
    }

    // Long names are broken into lines; where they still would not fit, plotly turns them.
    private static JsonObject Names(ChartSpec spec, IReadOnlyList<ParameterValue> categories)
    {
        var axis = Axis(spec.XLabel ?? spec.X, "category");
        var room = Math.Max(70, 640.0 / Math.Max(1, categories.Count));
        axis["showgrid"] = false;
        axis["showline"] = true;
        axis["tickvals"] = Array(categories, c => X(c, words: true));
        axis["ticktext"] = Array(categories, c => Broken(NumberText.Label(c), room));
        axis["categoryorder"] = "array";
        axis["categoryarray"] = axis["tickvals"]!.DeepClone();
        return axis;
    }

    private static string Broken(string name, double room) => string.Join("<br>", MarkupText.Wrap(MarkupText.Fit(name, 300, 12), room, 12).Select(MarkupText.Escape));

    private static JsonObject Lanes(ChartData data)
    {
        var axis = Axis("", "category");
        axis["autorange"] = "reversed";
        axis["showgrid"] = false;
        var names = data.Series.Select(s => s.Name).Distinct().ToArray();
        axis["tickvals"] = Array(names, n => MarkupText.Escape(n));
        axis["ticktext"] = Array(names, n => Broken(n, 170));
        axis["ticklabelstandoff"] = 4;
        return axis;
    }
}
