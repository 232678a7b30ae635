using System.Diagnostics;
using System.Text.Json;

namespace HotRow.Lab;

/// <summary>PyTorch on this machine, where a Python has it: runs a short script of <c>peers/</c> and reads the JSON of its last line.</summary>
internal static class PythonPeer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> s_version = new(() => Run(["-c", "import torch; print(torch.__version__)"]));

    /// <summary>The version of torch, or null when no Python here has it.</summary>
    public static string? TorchVersion() => s_version.Value;

    /// <summary>Runs a script of <c>peers/</c>.</summary>
    /// <returns>The JSON document of its last line; null when Python, torch or the script failed.</returns>
    public static JsonDocument? RunScript(string name, params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers", name);
        var line = File.Exists(script) ? Run([script, .. arguments]) : null;
        try
        {
            return line is null ? null : JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Run(string[] arguments)
    {
        var python = Environment.GetEnvironmentVariable("HOTROW_PYTHON") ?? (OperatingSystem.IsWindows() ? "python" : "python3");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return process.ExitCode == 0 ? output.Result.Trim().Split('\n')[^1] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // No Python on the path.
        }
    }
}
