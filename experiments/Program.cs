using System.CommandLine;
using System.CommandLine.Help;

namespace HotRow.Lab;

/// <summary>The executable <c>hotrow</c>.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        // Not a return alone: a thread that a cell left behind would keep the process.
        Environment.Exit(CommandLine.Run(CreateRoot(), args, Console.Out, Console.Error));
        return CommandLine.Failure;
    }

    /// <summary>Every command, one line each.</summary>
    internal static Command CreateRoot()
    {
        // Not a RootCommand: that one is named after its file in help and errors.
        var root = new Command("hotrow", "Why are these lookups slow, and what actually makes them faster? Without a command: the main job, every experiment on lookups at Smoke scale and the report.")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
            AllCommand.Create(),
            RunCommand.Create(),
            ListCommand.Create(),
            SimulateCommand.Create(),
            CurveCommand.Create(),
            ServeSimCommand.Create(),
            PlanCommand.Create(),
            TraceCommand.Create(),
            TableCommand.Create(),
            ReportCommand.Create(),
            AskCommand.Create(),
            CompareCommand.Create(),
            BenchCommand.Create(),
            NotebookCommand.Create(),
            KernelCommand.Create(),
            DoctorCommand.Create(),
            GpuSuiteCommand.Create(),
        };
        MainJobCommand.AttachTo(root);
        return root;
    }
}
