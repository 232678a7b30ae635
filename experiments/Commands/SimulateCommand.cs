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
        var command = new Command("simulate", "Exact hit and miss counts of cache policies on a trace") { trace, policy, capacity, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var progress = new Progress(configuration.Error);
            var policies = FindPolicies(parsed.GetValue(policy)!);
            _ = CapacityList.Parse(parsed.GetValue(capacity)!, distinct: 1); // What is wrong with them is said before a long trace is read.
            var opened = input.Open(parsed, parsed.GetValue(trace)!, progress);
            var results = new Simulation(opened, progress).Run(policies, CapacityList.Parse(parsed.GetValue(capacity)!, opened.Distinct));
            configuration.Output.Write(parsed.GetValue(json) ? JsonOutput.Line(new { Results = results }) : Describe(opened, results));
            return CommandLine.Success;
        });
        return command;
    }

    private static IReadOnlyList<CachePolicyInfo> FindPolicies(string names) => string.Equals(names, "all", StringComparison.OrdinalIgnoreCase)
        ? CachePolicies.All
        : [.. names.Split(',', StringSplitOptions.TrimEntries).Select(CachePolicies.Find)];

    private static string Describe(TraceInput input, IReadOnlyList<SimulateLine> results)
    {
        var table = new TextTable("policy", "capacity", "of ids", "hit ratio", "hits", "misses", "M accesses/s");
        foreach (var result in results)
        {
            var above = result.Capacity > result.Distinct ? "*" : "";
            table.Add(result.Policy, $"{result.Capacity:N0}{above}", $"{100.0 * result.Capacity / result.Distinct:F2} %", $"{100 * result.HitRatio:F3} %",
                $"{result.Hits:N0}", $"{result.Misses:N0}", $"{result.AccessesPerSecond / 1e6:F1}");
        }

        var note = results.Any(r => r.Capacity > r.Distinct) ? "* above the distinct ids: nothing is ever evicted, and only first accesses miss.\n" : "";
        var timing = input.Rows is null ? "one run, in chunks" : $"median of {Simulation.Repeats} runs where one takes less than half a second";
        return $"{input.Name}: {input.Trace.IndexCount:N0} accesses, {input.Distinct:N0} distinct ids, which are as many compulsory misses; {input.Preparation}.\n"
            + $"{table}{note}Speed is that of the policy over dense row numbers in memory, {timing}.\n";
    }
}
