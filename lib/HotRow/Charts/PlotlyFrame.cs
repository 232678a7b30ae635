using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    private const double PlotHeight = 340;
    private const double UsualWidth = 860;

    // Title and caption inside a figure do not wrap by themselves, and a notebook's cell may be narrow: what is too wide is cut off.
    private const double TextWidth = 600;

    private const double BelowPlot = 70;

    // The buttons' row: on a narrow figure the title would lie under them.
    private const double Buttons = 26;
    private const double LegendRow = 20;

    // The height is fixed so that what stands above the plot can be placed in pixels: title, caption, then the legend, which takes room from the plot's
    // reserve and never covers data.
    private static JsonObject Frame(ChartSpec spec, ChartData data, bool titled)
    {
        var title = titled ? MarkupText.Wrap(spec.Title, TextWidth, 16) : [];
        var caption = titled ? MarkupText.Wrap(string.Join(' ', ChartText.Notes(spec, data).Append(spec.Caption)), TextWidth, 12) : [];
        var names = LegendNames(spec, data);
        var top = titled ? Buttons + 8 + (22 * title.Count) + (16 * caption.Count) : Buttons;
        var rows = Math.Max(names.Count > 0 ? 1 : 0, Math.Ceiling(names.Sum(n => MarkupText.Width(n, 12) + 52) / UsualWidth));
        var lanes = spec.Kind is ChartKind.HeatMap or ChartKind.Timeline ? Math.Clamp((data.Series.Count * 44) + 20, 120, 560) : PlotHeight;
        var height = Math.Round(top + (rows * LegendRow) + lanes + BelowPlot + (data.Steps.Count > 0 ? 90 : 0) + (spec.Kind == ChartKind.Timeline && spec.References.Count > 0 ? 32 : 0));
        var layout = new JsonObject
        {
            ["title"] = new JsonObject
            {
                ["text"] = string.Join("<br>", title.Select(MarkupText.Escape)),
                ["subtitle"] = new JsonObject { ["text"] = string.Join("<br>", caption.Select(MarkupText.Escape)), ["font"] = Font(12, ChartTheme.Light.Muted) },
                ["font"] = Font(16, ChartTheme.Light.Ink),
                ["x"] = 0,
                ["xref"] = "container",
                ["pad"] = new JsonObject { ["l"] = 12 },
                ["y"] = 1 - (Buttons / height),
                ["yref"] = "container",
                ["yanchor"] = "top",
            },
            ["height"] = height,
            ["margin"] = new JsonObject { ["l"] = 30, ["r"] = 20, ["t"] = top + (spec.Kind == ChartKind.Timeline && spec.References.Count > 0 ? 36 : 10), ["b"] = 40 },
            ["font"] = new JsonObject { ["family"] = ChartTheme.Fonts, ["size"] = 12, ["color"] = ChartTheme.Light.Ink },
            ["paper_bgcolor"] = ChartTheme.Light.Card,
            ["plot_bgcolor"] = ChartTheme.Light.Card,
            ["hovermode"] = "closest",
            ["hoverlabel"] = new JsonObject { ["bgcolor"] = ChartTheme.Light.Card, ["bordercolor"] = ChartTheme.Light.Muted, ["align"] = "left", ["font"] = Font(12, ChartTheme.Light.Ink) },
            ["showlegend"] = names.Count > 0,
            ["legend"] = new JsonObject { ["orientation"] = "h", ["xref"] = "container", ["x"] = 0, ["xanchor"] = "left", ["yref"] = "container", ["y"] = 1 - (top / height), ["yanchor"] = "top", ["bgcolor"] = "rgba(0,0,0,0)" },
            ["modebar"] = new JsonObject { ["bgcolor"] = "rgba(0,0,0,0)", ["color"] = ChartTheme.Light.Muted, ["activecolor"] = ChartTheme.Light.Ink },
            ["barmode"] = spec.Kind == ChartKind.Timeline ? "overlay" : "group",
        };
        if (spec.Kind is ChartKind.Timeline or ChartKind.Waterfall)
            layout["uniformtext"] = new JsonObject { ["mode"] = spec.Kind == ChartKind.Timeline ? "hide" : "show", ["minsize"] = 9 };

        if (data.IsEmpty)
        {
            layout["annotations"] = new JsonArray(new JsonObject { ["text"] = "Not run in this budget", ["showarrow"] = false, ["xref"] = "paper", ["yref"] = "paper", ["x"] = 0.5, ["y"] = 0.5 });
            (layout["xaxis"], layout["yaxis"]) = (new JsonObject { ["visible"] = false }, new JsonObject { ["visible"] = false });
        }

        return layout;
    }

    private static List<string> LegendNames(ChartSpec spec, ChartData data) => spec.Kind switch
    {
        ChartKind.HeatMap => [],
        ChartKind.Waterfall => SvgWaterfall.Steps(data).Select(s => s.Colour).Distinct().Count() > 1 ? ["takes away", "adds", "total"] : [],
        ChartKind.Timeline => data.Points.Any(p => p.Phase.Length > 0) ? [.. SvgTimeline.Colours(data)] : [],
        _ => data.IsEmpty || IsPlain(spec, data) ? [] : [.. data.Series.Select(s => s.Name)],
    };

    private static JsonObject Font(int size, string colour) => new() { ["size"] = size, ["color"] = colour };
}
