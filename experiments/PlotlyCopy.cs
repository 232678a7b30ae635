using System.ComponentModel;
using System.Diagnostics;

namespace HotRow.Lab;

/// <summary>The copy of plotly.js in the cache folder: fetched once by npm, checked against the hash in the source each time it is read.</summary>
internal static class PlotlyCopy
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Where the copy is kept.</summary>
    public static string FileName => Path.Combine(TableCache.Folder, $"plotly-{PlotlyScript.Version}", PlotlyScript.FileName);

    /// <summary>The script, fetched first if it is not there; null, with one line of why, when it cannot be had.</summary>
    public static PlotlyScript? Get(TextWriter errors) => Get(FileName, errors, Pack);

    /// <summary>The same from another place.</summary>
    /// <param name="file">The kept copy.</param>
    /// <param name="errors">Is told why there is none.</param>
    /// <param name="pack">Puts the package's archive into a folder and gives null, or the reason why not.</param>
    internal static PlotlyScript? Get(string file, TextWriter errors, Func<string, string?> pack)
    {
        try
        {
            if (Read(file) is { } kept)
            {
                return kept;
            }

            var reason = Fetch(file, pack);
            if (reason is null && Read(file) is { } fetched)
            {
                return fetched;
            }

            errors.WriteLine($"plotly.js {PlotlyScript.Version} is not to be had, so charts stay static without a network: {reason ?? "the kept copy changed while it was read"}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"plotly.js {PlotlyScript.Version} is not to be had, so charts stay static without a network: {error.Message}");
        }

        return null;
    }

    // A file that is not the one the source names is as good as none: it is fetched anew and replaced.
    private static PlotlyScript? Read(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length != PlotlyScript.LengthInBytes)
        {
            return null;
        }

        return PlotlyScript.Checked(File.ReadAllBytes(file));
    }

    private static string? Fetch(string file, Func<string, string?> pack)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        var work = Directory.CreateDirectory(Path.Combine(folder, $".fetch-{Guid.NewGuid():N}")).FullName;
        try
        {
            if (pack(work) is { } failed)
            {
                return failed;
            }

            var archives = Directory.GetFiles(work, "*.tgz");
            if (archives.Length != 1)
            {
                return $"npm left {archives.Length} archives instead of one";
            }

            if (PackageArchive.Read(archives[0], $"package/{PlotlyScript.FileName}", PlotlyScript.LengthInBytes) is not { } bytes || PlotlyScript.Checked(bytes) is null)
            {
                return "the fetched file is not the one whose hash stands in the source";
            }

            var temporary = Path.Combine(work, PlotlyScript.FileName);
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, file, overwrite: true);
            return null;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string? Pack(string folder)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["pack", $"{PlotlyScript.Package}@{PlotlyScript.Version}", "--ignore-scripts", "--silent", "--fetch-retries=0", "--no-update-notifier"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                return $"npm gave nothing within {s_patience.TotalSeconds:0} s";
            }

            return process.ExitCode == 0 ? null : $"'npm pack {PlotlyScript.Package}@{PlotlyScript.Version}' ended with {process.ExitCode}; is there a network?";
        }
        catch (Win32Exception)
        {
            return "npm is not installed, or not on PATH";
        }
    }
}
