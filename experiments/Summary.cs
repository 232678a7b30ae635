using System.Globalization;
using System.Text.Json.Nodes;

namespace HotRow.Lab;

/// <summary>The closing table of a run: experiment, headline figure with its interval, verdicts, and where the report is.</summary>
internal static class Summary
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results, ReportFiles files, TimeSpan elapsed, bool json)
    {
        var table = new TextTable("experiment", "headline", "verdicts") { AlignRight = false };
        foreach (var (experiment, set) in results)
        {
            table.Add(experiment.Id, Figure(experiment.Headline(set)), Verdicts(experiment, set));
        }

        output.Write(table.ToString());
        output.WriteLine();
        foreach (var line in Remarks(results))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"{elapsed.TotalSeconds:0} s. The report: {files.Html}  (Markdown: {files.Markdown})");
        if (json)
        {
            output.WriteLine(ToJson(results, files, elapsed).ToJsonString());
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

    private static string Verdicts(IExperiment experiment, ResultSet set) => string.Join(", ", experiment.Claims
        .GroupBy(c => c.Judge(set).Kind)
        .OrderBy(g => g.Key)
        .Select(g => $"{g.Count()} {Word(g.Key)}"));

    private static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Reproduced => "reproduced",
        VerdictKind.Contradicted => "contradicted",
        VerdictKind.Depends => "depends",
        VerdictKind.NotTestableHere => "not testable here",
        _ => "not run",
    };

    private static IEnumerable<string> Remarks(IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results)
    {
        foreach (var (experiment, set) in results)
        {
            foreach (var point in set.Points.Where(p => p.Status == PointStatus.CheckFailed))
            {
                yield return $"{experiment.Id}: WRONG RESULT at {point.Parameters}: {point.Note}; no time of this point is shown";
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
    }

    private static JsonObject ToJson(IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results, ReportFiles files, TimeSpan elapsed) => new()
    {
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 1),
        ["reports"] = new JsonArray(files.Html, files.Markdown),
        ["experiments"] = new JsonArray([.. results.Select(r => (JsonNode)ExperimentJson(r.Experiment, r.Results))]),
    };

    private static JsonObject ExperimentJson(IExperiment experiment, ResultSet set)
    {
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
            ["checkFailed"] = set.Points.Count(p => p.Status == PointStatus.CheckFailed),
            ["verdicts"] = new JsonArray([.. experiment.Claims.Select(c => (JsonNode)new JsonObject { ["claim"] = c.Id, ["verdict"] = c.Judge(set).Kind.ToString(), ["figure"] = c.Judge(set).Figure })]),
        };
    }

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? value : null;
}
