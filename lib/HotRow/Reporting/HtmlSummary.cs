using System.Text;
using static HotRow.HtmlReport;

namespace HotRow;

/// <summary>What a stranger sees first, and the ledger of all claims.</summary>
internal static class HtmlSummary
{
    /// <summary>Question, outcome, machine, tally, and one row per experiment.</summary>
    public static void FirstScreen(StringBuilder html, ReportModel model)
    {
        html.Append("<header>\n<div class=\"bar\"><span class=\"brand\">HotRow</span>\n<nav aria-label=\"Parts of the report\"><a href=\"#claims\">Claims</a><a href=\"#experiments\">Experiments</a><a href=\"#reading\">How to read this</a></nav></div>\n");
        html.Append($"<h1>{E(model.Question)}</h1>\n<p class=\"lead\">{E(ReportText.Verdicts(model))}</p>\n<p class=\"machine\">Measured on {E(model.Machine)}.<br>{E(ReportText.Health(model))}</p>\n");
        Tally(html, model);
        html.Append("<table class=\"summary\">\n<thead><tr><th scope=\"col\">Experiment</th><th scope=\"col\">Headline</th><th scope=\"col\">Verdicts</th></tr></thead>\n<tbody>\n");
        foreach (var entry in model.Experiments)
        {
            Row(html, model, entry);
        }

        html.Append("</tbody>\n</table>\n</header>\n");
    }

    /// <summary>Every claim with its verdict.</summary>
    public static void Ledger(StringBuilder html, ReportModel model)
    {
        html.Append("<section id=\"claims\" aria-labelledby=\"claims-title\">\n<h2 id=\"claims-title\">What the documents claim, and what came out</h2>\n");
        if (model.Claims.Count == 0)
        {
            html.Append("<p>No claims were judged.</p>\n</section>\n");
            return;
        }

        html.Append("<div class=\"filter\" role=\"group\" aria-label=\"Show claims by verdict\" hidden><button type=\"button\" data-show=\"\" aria-pressed=\"true\">All ");
        html.Append($"{model.Claims.Count}</button>");
        foreach (var (kind, count) in model.Verdicts)
        {
            html.Append($"<button type=\"button\" data-show=\"{Class(kind)}\" aria-pressed=\"false\">{ReportText.Sign(kind)} {Capital(ReportText.Name(kind))} {count}</button>");
        }

        html.Append("<input type=\"search\" aria-label=\"Filter claims by text\" placeholder=\"Filter by text\"></div>\n");
        html.Append("<table class=\"ledger\">\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Claim</th><th scope=\"col\">What came out</th></tr></thead>\n<tbody>\n");
        foreach (var (experiment, claim, verdict) in model.Claims)
        {
            html.Append($"<tr id=\"{E(experiment.Id)}-{E(claim.Id)}\" data-verdict=\"{Class(verdict.Kind)}\"><td>{Chip(verdict.Kind, ReportText.Name(verdict.Kind))}</td>");
            html.Append($"<td>{E(claim.Statement)}<small>Document {E(claim.Document)} \u00b7 <a href=\"#{E(experiment.Id)}\">{E(experiment.Title)}</a></small></td>");
            html.Append($"<td>{Outcome(verdict)}</td></tr>\n");
        }

        html.Append("</tbody>\n</table>\n<p class=\"none\" hidden>No claim matches.</p>\n</section>\n");
    }

    /// <summary>Figure and reason of a verdict.</summary>
    public static string Outcome(Verdict verdict)
    {
        var figure = verdict.Figure.Length > 0 ? $"<strong>{E(verdict.Figure)}</strong>" : "";
        return verdict.Reason.Length > 0 ? $"{figure}<small>{E(ReportText.Reason(verdict))}</small>" : figure;
    }

    /// <summary>A headline's figure: value large, interval and kind small.</summary>
    public static string Figure(Headline headline)
    {
        if (double.IsNaN(headline.Value))
            return "<span class=\"value absent\">not run</span>";

        var text = NumberText.WithInterval(headline.Value, headline.Low, headline.High);
        var split = text.IndexOf(" [", StringComparison.Ordinal);
        var value = split < 0 ? text : text[..split];
        var interval = split < 0 ? "" : $" <span class=\"interval\" title=\"95 % interval\">{E(text[(split + 1)..])}</span>";
        return $"<span class=\"value\">{E(value + NumberText.UnitSuffix(headline.Unit))}</span>{interval} <span class=\"kind k-{ReportText.Name(headline.Kind)}\">{ReportText.Name(headline.Kind)}</span>";
    }

    private static string Capital(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    private static void Tally(StringBuilder html, ReportModel model)
    {
        if (model.Claims.Count == 0)
            return;

        html.Append("<div class=\"tally\">\n<div class=\"stack\" aria-hidden=\"true\">");
        foreach (var (kind, count) in model.Verdicts)
        {
            html.Append($"<span class=\"{Class(kind)}\" style=\"flex-grow:{count}\"></span>");
        }

        html.Append("</div>\n<ul>");
        foreach (var (kind, count) in model.Verdicts)
        {
            html.Append($"<li class=\"{Class(kind)}\"><b>{count}</b> <span><span aria-hidden=\"true\">{ReportText.Sign(kind)}</span> {ReportText.Name(kind)}</span></li>");
        }

        html.Append("</ul>\n</div>\n");
    }

    private static void Row(StringBuilder html, ReportModel model, ReportExperiment entry)
    {
        var experiment = entry.Experiment;
        var headline = experiment.Headline(entry.Results);
        html.Append($"<tr><th scope=\"row\"><a href=\"#{E(experiment.Id)}\">{E(experiment.Title)}</a><small>{E(experiment.Question)}</small></th>");
        html.Append($"<td>{Figure(headline)}<small>{E(headline.Label)}</small></td><td class=\"chips\">");
        foreach (var (kind, count) in model.VerdictsOf(experiment))
        {
            html.Append(Chip(kind, $"{count} {ReportText.Name(kind)}")).Append(' ');
        }

        html.Append("</td></tr>\n");
    }
}
