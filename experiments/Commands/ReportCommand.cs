using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow report</c>: the report again, from stored results.</summary>
internal static class ReportCommand
{
    private static readonly string[] s_formats = ["html", "markdown"];

    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "folder that holds the results and gets the report", DefaultValueFactory = _ => "results" };
        var scale = new Option<Scale>("--scale") { Description = "which results: tiny, smoke or full", DefaultValueFactory = _ => Scale.Smoke };
        var form = new Option<string?>("--as") { Description = "print one form on stdout instead of writing files: html or markdown" };
        var command = new Command("report", "Write the report again from stored results.") { folder, scale, form };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var results = Stored(parsed.GetValue(folder)!, parsed.GetValue(scale));
            IReadOnlyList<ReportFact> facts = [new("Scale", parsed.GetValue(scale).ToString())];
            if (parsed.GetValue(form) is not { } wanted)
            {
                var files = ReportFolder.Write(parsed.GetValue(folder)!, results, MachineCard.ThisMachine, facts);
                output.WriteLine($"{files.Html}  {files.Markdown}  and {files.Charts.Count} charts");
                return CommandLine.Success;
            }

            var model = ReportFolder.Model(results, MachineCard.ThisMachine, facts);
            output.WriteLine(wanted.ToLowerInvariant() switch
            {
                "html" => HtmlReport.Render(model),
                "markdown" => MarkdownReport.Render(model),
                _ => throw new InputException($"--as '{wanted}' is no form of the report; known: {string.Join(", ", s_formats)}"),
            });
            return CommandLine.Success;
        });
        return command;
    }

    // Of a point that was measured several times the last one counts; the points stand in the order their experiment declares them today.
    private static (IExperiment, ResultSet)[] Stored(string folder, Scale scale)
    {
        var machine = Path.Combine(folder, MachineCard.ThisMachine.Name);
        var points = ResultStore.Read(Directory.Exists(machine) ? machine : folder).Where(p => p.Scale == scale).ToLookup(p => p.Experiment);
        var results = Experiments.All.Where(e => points.Contains(e.Id))
            .Select(e => (e, new ResultSet([.. points[e.Id].GroupBy(p => p.Parameters.Key).Select(g => g.Last())])))
            .ToArray();
        return results.Length > 0 ? results : throw new InputException($"no results at {scale} scale in '{folder}'; run 'hotrow' first, or name another folder with --out");
    }
}
