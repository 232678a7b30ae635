using System.Diagnostics;
using System.Text.Json;

namespace HotRow.Lab;

/// <summary>PyTorch on this machine, where a Python has it: runs a short script of <c>peers/</c> and reads the JSON of its last line.</summary>
internal static class PythonPeer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> s_version = new(() => Run(["-c", "import torch; print(torch.__version__)"], out _));

    /// <summary>The version of torch, or null when no Python here has it.</summary>
    public static string? TorchVersion() => s_version.Value;

    /// <summary>Runs a script of <c>peers/</c>.</summary>
    /// <returns>The JSON document of its last line; null when Python, torch or the script failed.</returns>
    public static JsonDocument? RunScript(string name, params string[] arguments) => RunScript(name, out _, arguments);

    /// <summary>Runs a script of <c>peers/</c>, and tells why it gave nothing when it did not; "" when it did.</summary>
    /// <returns>The JSON document of its last line; null when Python, torch or the script failed.</returns>
    public static JsonDocument? RunScript(string name, out string whyNot, params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers", name);
        whyNot = $"there is no {script}";
        var line = File.Exists(script) ? Run([script, .. arguments], out whyNot) : null;
        try
        {
            return line is null ? null : JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            whyNot = "its last line is no JSON";
            return null;
        }
    }

    private static string? Run(string[] arguments, out string whyNot)
    {
        whyNot = "";
        var python = Environment.GetEnvironmentVariable("HOTROW_PYTHON") ?? (OperatingSystem.IsWindows() ? "python" : "python3");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                whyNot = $"no answer within {s_patience.TotalSeconds:0} s";
                return null;
            }

            if (process.ExitCode == 0)
            {
                return output.Result.Trim().Split('\n')[^1];
            }

            // Python's own last word: the exception, or what the script said when it gave up.
            var last = PrintableText.Line(errors.Result.Trim().Split('\n')[^1]);
            whyNot = last.Length > 0 ? last : $"exit code {process.ExitCode}";
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            whyNot = "no Python on the path";
            return null;
        }
    }
}
