using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace HotRow.Lab;

/// <summary>fio, the usual measure of a disk, where it is on the PATH: random direct reads of the same file.</summary>
internal static class FioPeer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly string[] s_engines = ["io_uring", "libaio", "psync"];

    private static readonly Lazy<bool> s_there = new(() => Run(["--version"]) is not null);

    /// <summary>Whether there is a fio.</summary>
    public static bool IsThere => s_there.Value;

    /// <summary>Reads per second of one run with the first engine that works here; null when none does.</summary>
    public static double? ReadsPerSecond(string file, int blockBytes, int depth, TimeSpan runTime)
    {
        foreach (var engine in s_engines)
        {
            var answer = Run(
            [
                "--name=rows", $"--filename={file.Replace(":", "\\:", StringComparison.Ordinal)}", "--readonly", "--rw=randread", $"--bs={blockBytes}", $"--iodepth={depth}", $"--ioengine={engine}",
                "--direct=1", "--norandommap", "--time_based", $"--runtime={runTime.TotalMilliseconds:0}ms", "--output-format=json",
            ]);
            if (answer is not null && Iops(answer) is > 0 and var iops)
            {
                return iops;
            }
        }

        return null;
    }

    /// <summary>Reads per second in fio's JSON; null when it is none or holds no job.</summary>
    internal static double? Iops(string answer)
    {
        try
        {
            // Some versions say something before the document.
            using var document = JsonDocument.Parse(answer[Math.Max(0, answer.IndexOf('{', StringComparison.Ordinal))..]);
            return document.RootElement.GetProperty("jobs")[0].GetProperty("read").GetProperty("iops").GetDouble();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Run(string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("fio", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return process.ExitCode == 0 ? output.Result : null;
        }
        catch (Win32Exception)
        {
            return null; // No fio on the PATH.
        }
    }
}
