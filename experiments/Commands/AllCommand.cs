using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow all</c>: every experiment and the report; what run-all calls.</summary>
internal static class AllCommand
{
    public static Command Create()
    {
        var command = new Command("all", "Run every experiment and write the report.");
        var options = new RunOptions(command);
        command.SetAction(parsed => options.Job(parsed, Experiments.All, scale => scale == Scale.Full ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(10)).Run(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }
}
