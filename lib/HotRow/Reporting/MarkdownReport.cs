using System.Text;

namespace HotRow;

/// <summary>The report as GitHub-flavoured Markdown; its charts are SVG files in the folder beside it.</summary>
public static class MarkdownReport
{
    /// <summary>The whole report.</summary>
    public static string Render(ReportModel model)
    {
        var text = new StringBuilder();
        text.Append($"# {E(model.Question)}\n\n{E(ReportText.Verdicts(model))}\n\nMeasured on {E(model.Machine)}. {E(ReportText.Health(model))}\n\n");
        Summary(text, model);
        Ledger(text, model);
        foreach (var entry in model.Experiments)
        {
            Experiment(text, entry);
        }

        text.Append("## How to read this\n\n");
        foreach (var (term, line) in ReportGuide.Lines)
        {
            text.Append($"- **{term}.** {E(line)}\n");
        }

        Facts(text, "The machine", model.MachineCard);
        Facts(text, "The run", model.Run);
        return text.ToString();
    }

    private static void Summary(StringBuilder text, ReportModel model)
    {
        text.Append("| experiment | headline | figure | verdicts |\n|---|---|---|---|\n");
        foreach (var entry in model.Experiments)
        {
            var headline = entry.Experiment.Headline(entry.Results);
            var verdicts = string.Join(", ", model.VerdictsOf(entry.Experiment).Select(v => $"{ReportText.Sign(v.Kind)} {v.Count} {ReportText.Name(v.Kind)}"));
            text.Append($"| [{E(entry.Experiment.Title)}](#{Anchor(entry.Experiment)}) | {E(headline.Label)} | {Headline(headline)} | {verdicts} |\n");
        }

        text.Append('\n');
    }

    private static void Ledger(StringBuilder text, ReportModel model)
    {
        text.Append("## Claim ledger\n\n");
        Claims(text, model.Claims);
        text.Append('\n');
    }

    /// <summary>Judged claims as a table.</summary>
    internal static void Claims(StringBuilder text, IEnumerable<JudgedClaim> claims)
    {
        text.Append("| verdict | claim | document | figure | why |\n|---|---|---|---|---|\n");
        foreach (var (_, claim, verdict) in claims)
        {
            text.Append($"| {ReportText.Sign(verdict.Kind)}&nbsp;{ReportText.Name(verdict.Kind)} | {E(claim.Statement)} | {E(claim.Document)} | {E(verdict.Figure)} | {E(ReportText.Reason(verdict))} |\n");
        }
    }

    private static void Experiment(StringBuilder text, ReportExperiment entry)
    {
        var experiment = entry.Experiment;
        text.Append($"## {E(experiment.Title)} ({E(experiment.Id)})\n\n{E(experiment.Question)}\n\n");
        var headline = experiment.Headline(entry.Results);
        text.Append($"**{E(headline.Label)}: {Headline(headline)}**\n\n");
        foreach (var (index, spec, _) in ReportModel.Charts(entry))
        {
            text.Append($"![{E(spec.Title)}]({ReportModel.ChartFile(experiment, index)})\n\n");
        }

        Checks(text, ReportModel.Figures(entry));
        text.Append(E(ReportText.Points(entry.Results))).Append("\n\n");
        var told = entry.Results.Points.Where(p => p.Status != PointStatus.Done || p.Note.Length > 0).ToArray();
        foreach (var point in told)
        {
            text.Append($"- {E(point.Parameters.ToString())}: {ReportText.Name(point.Status)}. {E(ReportText.Why(point))}\n");
        }

        if (told.Length > 0)
            text.Append('\n');
    }

    private static void Checks(StringBuilder text, IReadOnlyList<CheckedFigure> figures)
    {
        if (figures.Count == 0)
            return;

        text.Append("| check | expected | here | outcome | source |\n|---|---|---|---|---|\n");
        foreach (var check in figures)
        {
            var (figure, measured) = check;
            text.Append($"| {E(figure.Label)} | {E(Expected(figure))} | {E(ReportText.Figure(measured, figure.Unit))} | {ReportText.Outcome(check.Passed)} | {E(figure.Source)} |\n");
        }

        text.Append('\n');
    }

    private static string Expected(CheckFigure figure) => $"{NumberText.Figure(figure.Expected)} \u00b1 {NumberText.Figure(figure.Tolerance)}{NumberText.UnitSuffix(figure.Unit)}";

    private static string Headline(Headline headline) => double.IsNaN(headline.Value) ? "not run" : $"{E(ReportText.WithInterval(headline))} ({ReportText.Name(headline.Kind)})";

    /// <summary>A heading and facts as a table; nothing when there are none.</summary>
    internal static void Facts(StringBuilder text, string title, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0)
            return;

        text.Append($"\n## {title}\n\n| | |\n|---|---|\n");
        foreach (var fact in facts)
        {
            text.Append($"| {E(fact.Label)} | {E(fact.Value)} |\n");
        }
    }

    // GitHub's own rule for anchors of headings: lower case, blanks to hyphens, other signs dropped.
    private static string Anchor(IExperiment experiment)
    {
        var heading = $"{experiment.Title} ({experiment.Id})".ToLowerInvariant();
        return string.Concat(heading.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));
    }

    private static string E(string text) => MarkdownText.Escape(text);
}
