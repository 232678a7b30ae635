using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HotRow;

/// <summary>One chart in every form that a notebook's viewers understand.</summary>
/// <param name="PlotlyJson">A plotly.js figure with title and caption: application/vnd.plotly.v1+json.</param>
/// <param name="Html">An image that a script, where scripts run, replaces by the interactive chart: text/html.</param>
/// <param name="Svg">The static chart on a white card: image/svg+xml.</param>
/// <param name="Text">Title and numbers, at most <see cref="ChartText.MostRows"/> of them: text/plain.</param>
public sealed record ChartBundle(string PlotlyJson, string Html, string Svg, string Text)
{
    /// <summary>The forms of a chart.</summary>
    /// <param name="spec">What it shows.</param>
    /// <param name="data">Its numbers.</param>
    /// <param name="id">Name of the output it stands in; with the chart's contents it names the element, so outputs of one page need different ones.</param>
    /// <param name="embedded">A copy of plotly.js to put into the HTML: the page's first chart holds it for all after it. Null: pages load it from <see cref="PlotlyScript.Url"/>.</param>
    public static ChartBundle From(ChartSpec spec, ChartData data, string id, PlotlyScript? embedded = null)
    {
        var svg = SvgChart.Render(spec, data);
        return new(PlotlyFigure.Json(spec, data), Page(spec, data, ElementId(id, svg), svg, embedded), svg, ChartText.Table(spec, data));
    }

    // Letters and digits only: it stands in an attribute and in a script.
    private static string ElementId(string id, string svg) =>
        "hotrow-" + Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Length}:{id}{svg}"))).AsSpan(0, 8));

    private static string Page(ChartSpec spec, ChartData data, string element, string svg, PlotlyScript? embedded)
    {
        var image = Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
        var html = new StringBuilder();
        html.Append($"<div id=\"{element}\" class=\"hotrow-chart\" style=\"max-width:900px;margin-top:0.6em\">\n")
            .Append($"<img alt=\"{MarkupText.Escape(ChartText.Alternative(spec, data))}\" src=\"data:image/svg+xml;base64,{image}\" style=\"max-width:100%;height:auto\">\n</div>\n");
        if (data.IsEmpty)
            return html.ToString();

        if (embedded is not null)
            html.Append($"<script>{embedded.Text}</script>\n");

        // The serializer escapes what could end the script.
        var notes = JsonSerializer.Serialize(ChartText.Notes(spec, data).Append(spec.Caption).Where(l => l.Length > 0));
        return html.Append($"<script>\n{ChartScript.Text}(() => {{\n  const root = document.getElementById('{element}');\n  if (root) hotrowChart.output(root, {PlotlyFigure.Json(spec, data, titled: false)}, {JsonSerializer.Serialize(spec.Title)}, {notes});\n}})();\n</script>\n").ToString();
    }
}
