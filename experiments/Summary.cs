using System.Globalization;
using System.Text.Json.Nodes;

namespace HotRow.Lab;

/// <summary>The closing table of a run: experiment, headline figure with its interval, verdicts, and where the report is.</summary>
internal static class Summary
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, ReportModel model, ReportFiles files, TimeSpan elapsed, bool json)
    {
        var table = new TextTable("experiment", "headline", "verdicts") { AlignRight = false };
        foreach (var (experiment, set) in model.Experiments)
        {
            table.Add(experiment.Id, Figure(experiment.Headline(set)), string.Join(", ", model.VerdictsOf(experiment).Select(v => $"{v.Count} {ReportText.Name(v.Kind)}")));
        }

        output.Write(table.ToString());
        output.WriteLine();
        foreach (var line in Remarks(model))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"{elapsed.TotalSeconds:0} s. The report: {files.Html}  (Markdown: {files.Markdown})");
        if (json)
        {
            output.WriteLine(ToJson(model, files, elapsed).ToJsonString());
        }
    }

    /// <summary>A headline in words: "gather over staging: 1.62 x [1.58, 1.66]".</summary>
    internal static string Figure(Headline headline)
    {
        if (double.IsNaN(headline.Value))
        {
            return $"{headline.Label}: not run in this budget";
        }

        var interval = double.IsNaN(headline.Low) ? "" : $" [{Number(headline.Low)}, {Number(headline.High)}]";
        var unit = headline.Unit.Length == 0 ? "" : " " + headline.Unit;
        var kind = headline.Kind == ValueKind.Modelled ? ", modelled" : "";
        return $"{headline.Label}: {Number(headline.Value)}{unit}{interval}{kind}";
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "#,0" : "G3", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Remarks(ReportModel model)
    {
        // Tiny proves correctness: its figures and times are no results.
        var tiny = model.Experiments.Any(e => e.Results.Points.Any(p => p.Scale == Scale.Tiny));
        foreach (var entry in model.Experiments)
        {
            var (experiment, set) = entry;
            foreach (var point in set.Points.Where(p => p.Status == PointStatus.CheckFailed))
            {
                yield return $"{experiment.Id}: WRONG RESULT at {point.Parameters}: {point.Note}; no time of this point is shown (if rows came from a table file, delete {TableCache.Folder} and run again)";
            }

            foreach (var point in set.Points.Where(p => p.Status == PointStatus.Failed))
            {
                yield return $"{experiment.Id}: BROKE OFF at {point.Parameters}: {point.Note}";
            }

            foreach (var (figure, measured) in ReportModel.Figures(entry).Where(f => f.Passed == false && !tiny))
            {
                yield return $"{experiment.Id}: check figure did not come out: {figure.Label}: {Number(measured)}, expected {Number(figure.Expected)} +- {Number(figure.Tolerance)} ({figure.Source})";
            }

            var notRun = set.Points.Count(p => p.Status == PointStatus.NotRun);
            if (notRun > 0)
            {
                yield return $"{experiment.Id}: {notRun} of {set.Points.Count} points not run in this budget (the report lists them)";
            }

            foreach (var note in set.Points.Where(p => p.Status == PointStatus.Skipped).Select(p => p.Note).Distinct(StringComparer.Ordinal))
            {
                yield return $"{experiment.Id}: skipped: {note}";
            }
        }

        if (!tiny && ReportText.Noise(model.Experiments.SelectMany(e => e.Results.Points)).Trim() is { Length: > 0 } noise)
        {
            yield return noise;
        }
    }

    private static JsonObject ToJson(ReportModel model, ReportFiles files, TimeSpan elapsed) => new()
    {
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 1),
        ["reports"] = new JsonArray(files.Html, files.Markdown),
        ["experiments"] = new JsonArray([.. model.Experiments.Select(e => (JsonNode)ExperimentJson(model, e))]),
    };

    private static JsonObject ExperimentJson(ReportModel model, ReportExperiment entry)
    {
        var (experiment, set) = entry;
        var headline = experiment.Headline(set);
        return new()
        {
            ["id"] = experiment.Id,
            ["headline"] = headline.Label,
            ["value"] = Finite(headline.Value),
            ["low"] = Finite(headline.Low),
            ["high"] = Finite(headline.High),
            ["unit"] = headline.Unit,
            ["kind"] = headline.Kind.ToString(),
            ["points"] = set.Points.Count,
            ["done"] = set.Points.Count(p => p.Status == PointStatus.Done),
            ["failed"] = set.Points.Count(p => p.Status == PointStatus.Failed),
            ["checkFailed"] = set.Points.Count(p => p.Status == PointStatus.CheckFailed),
            ["verdicts"] = new JsonArray([.. model.Claims.Where(c => c.Experiment == experiment).Select(c => (JsonNode)new JsonObject { ["claim"] = c.Claim.Id, ["verdict"] = c.Verdict.Kind.ToString(), ["figure"] = c.Verdict.Figure })]),
        };
    }

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? value : null;
}
