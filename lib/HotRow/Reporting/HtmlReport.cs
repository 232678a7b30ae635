using System.Text;

namespace HotRow;

/// <summary>The report as one HTML file that needs no network and no scripts; scripts add a filter, tooltips and, where plotly.js can be had, interactive charts.</summary>
public static class HtmlReport
{
    /// <summary>The whole page.</summary>
    /// <param name="model">What it shows.</param>
    /// <param name="embedded">plotly.js to put into the page, which then loads nothing; null: charts that come near the screen load it from its one address, and stay static without a network.</param>
    public static string Render(ReportModel model, PlotlyScript? embedded = null)
    {
        var html = new StringBuilder(1 << 16);
        Head(html, model, mayLoad: embedded is null);
        html.Append("<body>\n<a class=\"skip\" href=\"#claims\">Skip to the claims</a>\n");
        HtmlSummary.FirstScreen(html, model);
        html.Append("<main>\n");
        HtmlSummary.Ledger(html, model);
        html.Append("<div id=\"experiments\">\n");
        foreach (var entry in model.Experiments)
        {
            HtmlExperiment.Section(html, model, entry);
        }

        html.Append("</div>\n</main>\n");
        Footer(html, model);
        if (embedded is not null)
            html.Append($"<script>{embedded.Text}</script>\n");

        html.Append($"<script>\n{ChartScript.Text}{ReportResource.Text("report.js")}{ReportResource.Text("report-charts.js")}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Text as HTML.</summary>
    internal static string E(string text) => MarkupText.Escape(text);

    /// <summary>A verdict as a chip: sign, text and colour together.</summary>
    internal static string Chip(VerdictKind kind, string text) => $"<span class=\"chip {Class(kind)}\"><span aria-hidden=\"true\">{ReportText.Sign(kind)}</span> {text}</span>";

    /// <summary>The style class of a verdict.</summary>
    internal static string Class(VerdictKind kind) => "v-" + ReportText.Name(kind).Replace(' ', '-');

    private static void Head(StringBuilder html, ReportModel model, bool mayLoad)
    {
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");

        // The page promises to load nothing, or this one file; this makes the browser hold it to that. plotly's own pictures are blobs.
        var scripts = mayLoad ? $"'unsafe-inline' {PlotlyScript.Url}" : "'unsafe-inline'";
        html.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src {scripts}; img-src data: blob:; base-uri 'none'; form-action 'none'\">\n");
        html.Append($"<meta name=\"color-scheme\" content=\"light dark\">\n<title>HotRow report: {E(model.Question)}</title>\n<style>\n{ReportResource.Text("report.css")}{ChartTheme.Light.Css}");
        html.Append($"@media screen and (prefers-color-scheme: dark){{\n{ChartTheme.Dark.Colours}}}\n</style>\n</head>\n");
    }

    private static void Footer(StringBuilder html, ReportModel model)
    {
        html.Append("<footer id=\"reading\">\n<div class=\"columns\">\n<section aria-labelledby=\"how\"><h2 id=\"how\">How to read this</h2>\n<dl class=\"guide\">\n");
        foreach (var (term, text) in ReportGuide.Lines)
        {
            html.Append($"<dt>{E(term)}</dt><dd>{E(text)}</dd>\n");
        }

        html.Append("</dl></section>\n<div>\n");
        Facts(html, "machine", "The machine", model.MachineCard);
        Facts(html, "run", "The run", model.Run);
        html.Append("</div>\n</div>\n</footer>\n");
    }

    private static void Facts(StringBuilder html, string id, string title, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0)
            return;

        html.Append($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>\n<dl class=\"facts\">\n");
        foreach (var fact in facts)
        {
            html.Append($"<dt>{E(fact.Label)}</dt><dd>{E(fact.Value)}</dd>\n");
        }

        html.Append("</dl></section>\n");
    }
}
