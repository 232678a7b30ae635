using System.Diagnostics;
using System.Globalization;

namespace HotRow.Lab;

/// <summary>Does a step in a child of this program, and tells what became of it whatever that was: a lost device, a crash of native code, silence.</summary>
internal static class StepProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Ends this process, which is a step, when the suite that started it is gone: the suite holds the other end of its standard input, and writes nothing.</summary>
    public static void EndWithTheSuite() => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        _ = input.ReadByte();
        Environment.Exit(CommandLine.Failure);
    })
    { IsBackground = true }.Start();

    /// <summary>Runs it; what it writes on stderr goes to the log line by line.</summary>
    /// <param name="order">The step.</param>
    /// <param name="limit">When it is ended by force.</param>
    /// <param name="log">Is given each line.</param>
    /// <returns>Why it left no report, "" when it left one.</returns>
    public static string Run(StepOrder order, TimeSpan limit, Action<string> log)
    {
        var program = KernelCommand.Program();
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. Arguments(order)]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var last = "";
        using var child = new Process { StartInfo = start };
        void Line(string? line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                last = line;
                log(PrintableText.Line(line));
            }
        }

        child.OutputDataReceived += (_, e) => Line(e.Data);
        child.ErrorDataReceived += (_, e) => Line(e.Data);
        child.Start();
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(CommandLine.Stop);
        both.CancelAfter(limit);
        try
        {
            child.WaitForExitAsync(both.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);

            // A process that waits in a driver which does not answer cannot be killed; the others are tried without it.
            var gone = child.WaitForExit(s_patience);
            return CommandLine.Stop.IsCancellationRequested ? "it was stopped by the user"
                : string.Create(CultureInfo.InvariantCulture, $"it was ended after {limit.TotalSeconds:0} s{(gone ? "" : ", and is still there")}{LastLine()}");
        }

        // A code above 128 is a signal that native code died of.
        return File.Exists(order.Report) ? "" : $"it died with exit code {child.ExitCode} and left no report{LastLine()}";

        string LastLine() => last.Length > 0 ? $"; its last line: {last}" : "";
    }

    private static IEnumerable<string> Arguments(StepOrder order) =>
        [GpuSuiteCommand.Name, "--step", order.Step, "--device", order.Device, "--scale", order.Scale.ToString().ToLowerInvariant(),
            "--budget", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, order.Budget.TotalSeconds):0.0}s"), "--out", order.Folder];
}
