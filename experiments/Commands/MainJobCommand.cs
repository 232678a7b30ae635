using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow</c> with no arguments: the main job.</summary>
internal static class MainJobCommand
{
    /// <summary>Makes the root command's own action the main job.</summary>
    public static void AttachTo(Command root)
    {
        var options = new RunOptions(root);
        root.SetAction(parsed => options.Job(parsed, Experiments.Lookup, _ => TimeSpan.FromSeconds(150)).Run(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
    }
}
