using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow report</c>: the report again, from stored results.</summary>
internal static class ReportCommand
{
    private static readonly string[] s_formats = ["html", "markdown", "writeup"];

    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Folder that holds the results and gets the report", DefaultValueFactory = _ => ResultsFolder.ToRead() };
        var scale = RunOptions.ScaleOption();
        var machine = new Option<string?>("--machine") { Description = "Whose results, by the machine's short name, when the folder holds several machines'" };
        var form = new Option<string?>("--as") { Description = "Print one form on stdout instead of writing files: html, markdown or writeup (for a course or an interview)" };
        var offline = new Option<bool>("--offline") { Description = "Put plotly.js into the page (1.5 MB), so that its charts are interactive without a network; npm fetches it once" };
        var command = new Command("report", "Write the report again from stored results.") { folder, scale, machine, form, offline };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var wantedScale = RunOptions.ScaleOf(parsed.GetValue(scale)!);
            var (card, results) = StoredResults.Require(parsed.GetValue(folder)!, parsed.GetValue(machine), wantedScale);
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
                "writeup" => WriteUp.Render(Topics.All, model, parsed.GetValue(folder)!),
                _ => throw new InputException($"--as '{wanted}' is no form of the report; known: {string.Join(", ", s_formats)}"),
            });
            return CommandLine.Success;
        });
        return command;
    }
}
