using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow simulate</c>: exact hit and miss counts of policies on a trace.</summary>
internal static class SimulateCommand
{
    internal static Command Create()
    {
        var trace = new Option<string>("--trace") { Description = TraceInputOptions.TraceDescription, DefaultValueFactory = _ => "docs" };
        var policy = new Option<string>("--policy") { Description = "Policies by name, separated by commas, or all", DefaultValueFactory = _ => "all" };
        var capacity = new Option<string>("--capacity") { Description = "Cached rows, or shares of the distinct ids: 184,922,5%", DefaultValueFactory = _ => "1%,5%,10%,20%" };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var input = new TraceInputOptions();
        var command = new Command("simulate", "Count the hits and misses of cache policies on a trace exactly.") { trace, policy, capacity, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var progress = new Progress(configuration.Error);
            var policies = FindPolicies(parsed.GetValue(policy)!);
            _ = CapacityList.Parse(parsed.GetValue(capacity)!, distinct: 1); // What is wrong with them is said before a long trace is read.
            var opened = input.Open(parsed, parsed.GetValue(trace)!, progress);
            var results = new Simulation(opened, progress).Run(policies, CapacityList.Parse(parsed.GetValue(capacity)!, opened.Distinct));
            configuration.Output.Write(parsed.GetValue(json) ? JsonOutput.Line(new { Results = results }) : SimulationText.Of(opened, results));
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The policies of those names, or all of them.</summary>
    internal static IReadOnlyList<CachePolicyInfo> FindPolicies(string names) => string.Equals(names, "all", StringComparison.OrdinalIgnoreCase)
        ? CachePolicies.All
        : [.. names.Split(',', StringSplitOptions.TrimEntries).Select(CachePolicies.Find)];
}
