using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace HotRow.Tests;

/// <summary>A program of this machine, run to its end and killed with all its children when it hangs.</summary>
/// <param name="path">The program.</param>
/// <param name="patience">How long it may take; it guards against hanging, nothing more.</param>
internal sealed class Tool(string path, TimeSpan patience)
{
    /// <summary>Environment variables set beside those of this process.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Whether the program can be started with these arguments and ends well.</summary>
    public bool Works(params string[] arguments)
    {
        try
        {
            return Run(arguments).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Exit code and output of one run.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!Task.WaitAll([output, errors], (int)patience.TotalMilliseconds, TestContext.Current.CancellationToken) || !process.WaitForExit(patience))
            {
                Assert.Fail($"'{path}' did not end within {patience.TotalSeconds:0} s");
            }

            return (process.ExitCode, output.Result, errors.Result);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
