using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow report</c>: the report again, from stored results.</summary>
internal static class ReportCommand
{
    private static readonly string[] s_formats = ["html", "markdown"];

    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Folder that holds the results and gets the report", DefaultValueFactory = _ => "results" };
        var scale = RunOptions.ScaleOption();
        var machine = new Option<string?>("--machine") { Description = "Whose results, by the machine's short name, when the folder holds several machines'" };
        var form = new Option<string?>("--as") { Description = "Print one form on stdout instead of writing files: html or markdown" };
        var offline = new Option<bool>("--offline") { Description = "Put plotly.js into the page (1.5 MB), so that its charts are interactive without a network; npm fetches it once" };
        var command = new Command("report", "Write the report again from stored results.") { folder, scale, machine, form, offline };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var wantedScale = RunOptions.ScaleOf(parsed.GetValue(scale)!);
            var (card, from) = MachineOf(parsed.GetValue(folder)!, parsed.GetValue(machine));
            var results = Stored(from, wantedScale);
            var embedded = parsed.GetValue(offline) ? PlotlyCopy.Get(parsed.InvocationConfiguration.Error) : null;
            IReadOnlyList<ReportFact> facts = [new("Scale", wantedScale.ToString())];
            if (parsed.GetValue(form) is not { } wanted)
            {
                var files = ReportFolder.Write(parsed.GetValue(folder)!, results, card, facts, embedded);
                output.WriteLine($"{files.Html}  {files.Markdown}  and {files.Charts.Count} charts");
                return CommandLine.Success;
            }

            var model = ReportFolder.Model(results, card, facts);
            output.WriteLine(wanted.ToLowerInvariant() switch
            {
                "html" => HtmlReport.Render(model, embedded),
                "markdown" => MarkdownReport.Render(model),
                _ => throw new InputException($"--as '{wanted}' is no form of the report; known: {string.Join(", ", s_formats)}"),
            });
            return CommandLine.Success;
        });
        return command;
    }

    // This machine's results where there are some, else the only machine's: a report shows one machine, the one that measured.
    private static (MachineCard Card, string Folder) MachineOf(string folder, string? wanted)
    {
        var machines = ResultStore.Machines(folder);
        var name = wanted ?? (machines.Count == 1 ? machines[0].Card.Name : MachineCard.ThisMachine.Name);
        foreach (var machine in machines)
        {
            if (machine.Card.Name == name)
            {
                return machine;
            }
        }

        throw new InputException(machines.Count == 0
            ? $"no results in '{folder}'; run 'hotrow' first, or name another folder with --out"
            : $"no results of machine '{name}' in '{folder}'; name one with --machine: {string.Join(", ", machines.Select(m => m.Card.Name))}");
    }

    // Of a point that was measured several times the last one counts; the points stand in the order their experiment declares them today.
    private static (IExperiment, ResultSet)[] Stored(string folder, Scale scale)
    {
        var points = ResultStore.Read(folder).Where(p => p.Scale == scale).ToLookup(p => p.Experiment);
        var results = Experiments.All.Where(e => points.Contains(e.Id))
            .Select(e => (e, new ResultSet([.. points[e.Id].GroupBy(p => p.Parameters.Key).Select(g => g.Last())])))
            .ToArray();
        return results.Length > 0 ? results : throw new InputException($"no results at {scale} scale in '{folder}'; run 'hotrow' first, or name another folder with --out");
    }
}
