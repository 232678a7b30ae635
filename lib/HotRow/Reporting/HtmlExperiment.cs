using System.Globalization;
using System.Text;
using static HotRow.HtmlReport;

namespace HotRow;

/// <summary>One experiment's section of the page.</summary>
internal static class HtmlExperiment
{
    /// <summary>Question, headline, charts, widget, verdicts, check rows, points, and all numbers.</summary>
    public static void Section(StringBuilder html, ReportModel model, ReportExperiment entry)
    {
        var experiment = entry.Experiment;
        var id = E(experiment.Id);
        html.Append($"<section class=\"experiment\" id=\"{id}\" aria-labelledby=\"{id}-title\">\n<p class=\"eyebrow\">{id}</p>\n<h2 id=\"{id}-title\">{E(experiment.Title)}</h2>\n<p class=\"question\">{E(experiment.Question)}</p>\n");
        var headline = experiment.Headline(entry.Results);
        html.Append($"<p class=\"headline\">{HtmlSummary.Figure(headline)}<small>{E(headline.Label)}</small></p>\n");
        Charts(html, entry);
        if (experiment is IReportWidget widget)
            html.Append(widget.WidgetHtml).Append('\n');

        Verdicts(html, model, experiment);
        Checks(html, entry);
        Points(html, entry.Results);
        Numbers(html, entry);
        html.Append("</section>\n");
    }

    private static void Charts(StringBuilder html, ReportExperiment entry)
    {
        foreach (var (_, spec, data) in ReportModel.Charts(entry))
        {
            html.Append($"<figure>\n<h3>{E(spec.Title)}</h3>\n<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\"Chart: {E(spec.Title)}. Its numbers are in the table of this section.\">\n{SvgChart.Render(spec, data, SvgUse.Embedded)}</div>\n");
            if (spec.Caption.Length > 0)
                html.Append($"<figcaption>{E(spec.Caption)}</figcaption>\n");

            if (!data.IsEmpty)
            {
                html.Append($"<p class=\"chartnotes\" hidden>{string.Join(' ', ChartText.Notes(spec, data).Select(E))}</p>\n");
                html.Append($"<script type=\"application/json\">{PlotlyFigure.Json(spec, data, titled: false)}</script>\n");
            }

            html.Append("</figure>\n");
        }
    }

    private static void Verdicts(StringBuilder html, ReportModel model, IExperiment experiment)
    {
        var claims = model.Claims.Where(c => c.Experiment.Id == experiment.Id).ToArray();
        if (claims.Length == 0)
            return;

        html.Append("<h3>Verdicts</h3>\n<ul class=\"verdicts\">\n");
        foreach (var (_, claim, verdict) in claims)
        {
            html.Append($"<li>{Chip(verdict.Kind, ReportText.Name(verdict.Kind))}<div>{E(claim.Statement)}<small>Document {E(claim.Document)}</small></div><div>{HtmlSummary.Outcome(verdict)}</div></li>\n");
        }

        html.Append("</ul>\n");
    }

    private static void Checks(StringBuilder html, ReportExperiment entry)
    {
        var figures = ReportModel.Figures(entry);
        if (figures.Count == 0)
            return;

        html.Append("<h3>Figures that must come out</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Check figures\"><table class=\"checks\">\n<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\" class=\"num\">Expected</th><th scope=\"col\" class=\"num\">Here</th><th scope=\"col\">Outcome</th><th scope=\"col\">Source</th></tr></thead>\n<tbody>\n");
        foreach (var check in figures)
        {
            var (figure, measured) = check;
            var state = check.Passed switch
            {
                true => "v-reproduced",
                false => "v-contradicted",
                _ => "v-not-run",
            };
            html.Append($"<tr><th scope=\"row\">{E(figure.Label)}</th><td class=\"num\">{E(NumberText.Figure(figure.Expected))}{E(NumberText.UnitSuffix(figure.Unit))} <span class=\"interval\">\u00b1\u00a0{E(NumberText.Figure(figure.Tolerance))}</span></td>");
            html.Append($"<td class=\"num\">{E(ReportText.Figure(measured, figure.Unit))}</td><td><span class=\"chip {state}\">{ReportText.Outcome(check.Passed)}</span></td><td class=\"source\">{E(figure.Source)}</td></tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static void Points(StringBuilder html, ResultSet results)
    {
        html.Append($"<p class=\"points\">{E(ReportText.Points(results))}</p>\n");
        var told = results.Points.Where(p => p.Status != PointStatus.Done || p.Note.Length > 0).ToArray();
        if (told.Length == 0)
            return;

        var open = told.Any(p => p.Status == PointStatus.CheckFailed) ? " open" : "";
        html.Append($"<details{open}><summary>Points with something to say: {told.Length}</summary>\n<ul class=\"told\">\n");
        foreach (var point in told)
        {
            html.Append($"<li><code>{E(point.Parameters.ToString())}</code> {ReportText.Name(point.Status)}. {E(ReportText.Why(point))}</li>\n");
        }

        html.Append("</ul></details>\n");
    }

    private static void Numbers(StringBuilder html, ReportExperiment entry)
    {
        var observations = entry.Results.Observations;
        if (observations.Count == 0)
            return;

        var names = observations.SelectMany(o => o.Parameters).Select(p => p.Key).Distinct().ToArray();
        html.Append($"<details><summary>All {observations.Count} numbers</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"All numbers\"><table class=\"numbers\">\n<thead><tr>");
        foreach (var name in names.Append("variant"))
        {
            html.Append($"<th scope=\"col\">{E(name)}</th>");
        }

        html.Append("<th scope=\"col\">quantity</th><th scope=\"col\" class=\"num\">value</th><th scope=\"col\" class=\"num\">95 % interval</th><th scope=\"col\" class=\"num\">n</th><th scope=\"col\">kind</th></tr></thead>\n<tbody>\n");
        foreach (var observation in observations)
        {
            Number(html, entry.Experiment, names, observation);
        }

        html.Append($"</tbody>\n</table></div></details>\n<details><summary>The same as CSV, in full precision</summary>\n<pre class=\"csv\" tabindex=\"0\">{E(ReportText.Csv(entry.Results))}</pre></details>\n");
    }

    private static void Number(StringBuilder html, IExperiment experiment, string[] names, Observation observation)
    {
        var (label, unit) = ReportText.MetricOf(experiment, observation.Metric);
        html.Append("<tr>");
        foreach (var name in names)
        {
            html.Append($"<td>{E(NumberText.Label(observation.Parameters[name]))}</td>");
        }

        var interval = double.IsFinite(observation.Low) && double.IsFinite(observation.High) ? $"{NumberText.Figure(observation.Low)} to {NumberText.Figure(observation.High)}" : "";
        html.Append($"<td>{E(observation.Variant)}</td><td>{E(label)}</td><td class=\"num\">{E(NumberText.Figure(observation.Value))}{E(NumberText.UnitSuffix(unit))}</td><td class=\"num\">{E(interval)}</td>");
        html.Append($"<td class=\"num\">{observation.Samples.ToString(CultureInfo.InvariantCulture)}</td><td><span class=\"kind k-{ReportText.Name(observation.Kind)}\">{ReportText.Name(observation.Kind)}</span></td></tr>\n");
    }
}
