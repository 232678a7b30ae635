using System.CommandLine;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary><c>hotrow serve-sim</c>: what requests would meet at servers of a model, by simulation.</summary>
internal static class ServeSimCommand
{
    internal static Command Create()
    {
        var price = DecimalNumber.Option("--price", "What one accelerator costs, $/h; no cost is shown without it", 1e-6, 1e6);
        var slo = new Option<string?>("--slo") { Description = "Limits that a request must keep all of, in ms: ttft=200,tpot=100, and e2e; or a set by name: " + string.Join(", ", SloPresets.All.Select(s => s.Name)) };
        var percentile = new Option<string>("--percentile") { Description = "How percentiles are read: " + string.Join(", ", PercentileDefinitions.All.Select(d => d.Name)), DefaultValueFactory = _ => PercentileDefinitions.Linear.Name };
        var outcomes = new Option<string?>("--outcomes") { Description = "A new CSV file with a row for each request: when it arrived, began, had its first and its last token" };
        var force = new Option<bool>("--force") { Description = "Replace the file of --outcomes when it is there" };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var (trace, fleet) = (new ServingTraceOptions(), new ServedFleetOptions());
        var command = new Command("serve-sim", "Simulate servers of a language model under arrivals, and show latencies, objectives, use and cost.");
        trace.AddTo(command);
        fleet.AddTo(command);
        foreach (var option in new Option[] { price, slo, percentile, outcomes, force, json })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            // What is wrong with the options is said before a long file is read.
            var configuration = parsed.InvocationConfiguration;
            var served = fleet.Read(parsed, trace.Seed(parsed));
            var objectives = parsed.GetValue(slo) is { } text ? SloPresets.Parse(text) : new ServiceObjectives();
            var definition = PercentileDefinitions.Find(parsed.GetValue(percentile)!);
            var file = parsed.GetValue(outcomes);
            if (file is not null)
            {
                OutputFile.RequireFree(file, parsed.GetValue(force));
            }

            using var listening = CommandLine.ListenForStop();
            var opened = trace.Open(parsed);
            var report = ServeSimReport.Simulate(opened, served(opened.LongestAnswer()), objectives, definition, parsed.GetValue(price), new Progress(configuration.Error));
            if (file is not null)
            {
                OutcomesFile.Write(file, parsed.GetValue(force), report.Run);
            }

            configuration.Output.Write(parsed.GetValue(json) ? JsonOutput.Line(ServeSimDocument.Of(report, trace.Seed(parsed))) : ServeSimText.Of(report));
            return CommandLine.Success;
        });
        return command;
    }
}
