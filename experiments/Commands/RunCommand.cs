using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow run ID...</c>: one or more experiments.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("ID") { Description = "Experiment ids, or their first part: l05", Arity = ArgumentArity.OneOrMore };
        var command = new Command("run", "Run one or more experiments; points that are stored for the same parameters, scale, machine and build are not run again.") { ids };
        var options = new RunOptions(command);
        command.SetAction(parsed =>
        {
            var experiments = parsed.GetValue(ids)!.Select(Experiments.Find).Distinct().OrderBy(e => e.Id, StringComparer.Ordinal).ToArray();
            var perExperiment = (Scale scale) => scale switch { Scale.Tiny => 5, Scale.Smoke => 30, _ => 300 };
            return options.Job(parsed, experiments, scale => TimeSpan.FromSeconds(perExperiment(scale) * experiments.Length)).Run(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        });
        return command;
    }
}
