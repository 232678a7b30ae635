using System.CommandLine;

namespace HotRow.Lab;

/// <summary>The executable <c>hotrow</c>.</summary>
internal static class Program
{
    public static int Main(string[] args) => CommandLine.Run(CreateRoot(), args, Console.Out, Console.Error);

    /// <summary>Every command, one line each.</summary>
    internal static RootCommand CreateRoot() => new("Why are these lookups slow, and what actually makes them faster?")
    {
        SimulateCommand.Create(),
        TraceCommand.Create(),
    };
}
