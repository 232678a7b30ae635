using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>The views of cells as HTML tables and, for terminals and repositories, as plain text that is good on its own.</summary>
internal static class ViewBundles
{
    // Front ends break longer lines of plain text in the middle of words.
    private const int TextWidth = 72;

    /// <summary>Verdicts.</summary>
    internal static MimeBundle Of(VerdictView view)
    {
        if (view.Claims.Count == 0)
        {
            return MimeBundle.Text("No claims of the documents are judged by this experiment.");
        }

        var table = new HtmlTable("The documents' claims, judged by what was measured here", "verdict", "claim", "document", "figure", "why");
        var lines = new List<string>();
        foreach (var (_, claim, verdict) in view.Claims)
        {
            var outcome = $"{ReportText.Sign(verdict.Kind)} {ReportText.Name(verdict.Kind)}";
            var reason = ReportText.Reason(verdict);
            table.Add(outcome, claim.Statement, claim.Document, verdict.Figure, reason);
            lines.Add($"{outcome}: {claim.Statement} ({claim.Document})");
            lines.AddRange(new[] { verdict.Figure, reason }.Where(t => t.Length > 0).Select(t => "    " + t));
        }

        return MimeBundle.Html(table.ToString(), string.Join('\n', lines));
    }

    /// <summary>Check rows.</summary>
    internal static MimeBundle Of(CheckView view)
    {
        if (view.Figures.Count == 0)
        {
            return MimeBundle.Text("This experiment has no figures that must come out.");
        }

        var table = new HtmlTable("Figures that must come out", "outcome", "check", "expected", "here", "source");
        var lines = new List<string>();
        foreach (var check in view.Figures)
        {
            var figure = check.Figure;
            var unit = NumberText.UnitSuffix(figure.Unit);
            var expected = $"{NumberText.Figure(figure.Expected)} \u00b1 {NumberText.Figure(figure.Tolerance)}{unit}";
            var here = ReportText.Figure(check.Measured, figure.Unit);
            table.Add(ReportText.Outcome(check.Passed), figure.Label, expected, here, figure.Source);
            lines.Add($"{ReportText.Outcome(check.Passed)}: {figure.Label}: {here}, expected {expected} ({figure.Source})");
        }

        return MimeBundle.Html(table.ToString(), string.Join('\n', lines));
    }

    /// <summary>A machine's card.</summary>
    internal static MimeBundle Of(MachineView view)
    {
        var table = new HtmlTable("The machine that measures", "", "");
        var text = new TextTable("", "") { AlignRight = false };
        foreach (var (label, value) in view.Card.Lines)
        {
            table.Add(label, value);
            text.Add(label, value);
        }

        return MimeBundle.Html(table.ToString(), text.ToString().Trim('\n'));
    }

    /// <summary>The numbers of a try; its chart, where it has one, is <paramref name="chart"/>'s.</summary>
    internal static MimeBundle Of(TryResult view, Func<ChartView, MimeBundle> chart)
    {
        var table = new HtmlTable(view.Title, "number", "value", "from");
        var text = new TextTable("number", "value", "from") { AlignRight = false };
        foreach (var number in view.Numbers)
        {
            var value = NumberText.Figure(number.Value) + (double.IsNaN(number.Value) ? "" : NumberText.UnitSuffix(number.Unit));
            table.Add(number.Label, value, ReportText.Name(number.Kind));
            text.Add(number.Label, value, ReportText.Name(number.Kind));
        }

        var html = table.ToString();
        var plain = view.Title + "\n" + text.ToString().TrimEnd('\n');
        if (view.Chart is not { } spec || view.Data is not { } data)
        {
            return MimeBundle.Html(html, plain);
        }

        // One output holds both: a form that could show only the chart would hide the numbers.
        var drawn = chart(new("try: " + view.Title, spec, data)).Data;
        return MimeBundle.Html(html + drawn[MimeBundle.HtmlText].GetValue<string>(), $"{plain}\n{drawn[MimeBundle.PlainText].GetValue<string>()}");
    }

    /// <summary>What was recorded elsewhere: the line first, then its charts, each drawn by <paramref name="chart"/>.</summary>
    internal static MimeBundle Of(RecordedView view, Func<ChartView, MimeBundle> chart)
    {
        var drawn = view.Charts.Select(c => chart(c).Data).ToArray();
        return drawn.Length == 0
            ? MimeBundle.Text(view.Line)
            : MimeBundle.Html(
                $"<p>{MarkupText.Escape(view.Line)}</p>\n" + string.Concat(drawn.Select(d => d[MimeBundle.HtmlText].GetValue<string>())),
                string.Join('\n', drawn.Select(d => d[MimeBundle.PlainText].GetValue<string>()).Prepend(view.Line)));
    }

    /// <summary>Markdown; as plain text without its marks, for front ends that show no Markdown of a notebook they do not trust.</summary>
    internal static MimeBundle Of(MarkdownView view) => new(new Dictionary<string, JsonNode>
    {
        [MimeBundle.MarkdownText] = view.Markdown,
        [MimeBundle.PlainText] = TerminalMarkdown.Render(view.Markdown, TextWidth).TrimEnd('\n'),
    });
}
