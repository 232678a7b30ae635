using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace HotRow.Lab;

/// <summary>Static charts as PNG images, drawn by a browser that this machine happens to have: what viewers without SVG show.</summary>
/// <param name="tell">Is told, once, why there are none.</param>
/// <param name="program">The browser; null for <see cref="Browser"/>.</param>
internal sealed partial class StaticImages(Action<string> tell, string? program = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly string[] s_variables = ["HOTROW_BROWSER", "CHROME_PATH"];
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

    private bool _told;

    /// <summary>The browser: what HOTROW_BROWSER or CHROME_PATH names, else the first known one on PATH; null when there is none.</summary>
    public static string? Browser => BrowserFrom(Environment.GetEnvironmentVariable);

    /// <summary>One PNG as base64 for each SVG, in one run of the browser; null, with one line of why the first time, when there is no browser or it fails.</summary>
    public IReadOnlyList<string>? Png(IReadOnlyList<string> svgs)
    {
        if (svgs.Count == 0)
        {
            return [];
        }

        if ((program ?? Browser) is not { } browser)
        {
            return Nothing(Named(Environment.GetEnvironmentVariable) is { } named
                ? $"there is no browser '{named}'"
                : "no Chromium, Chrome or Edge on PATH; name one in HOTROW_BROWSER");
        }

        var folder = Directory.CreateTempSubdirectory("hotrow-images-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, Page(svgs));
            var dom = Dump(browser, page, Path.Combine(folder, "profile"));
            var images = dom is null ? [] : ImageText().Matches(dom).Select(m => m.Groups["data"].Value).ToArray();
            return images.Length == svgs.Count && Array.TrueForAll(images, i => i.Length > 0) ? [.. images.Select(PalettePng.Smaller)] : Nothing($"'{browser}' drew {images.Count(i => i.Length > 0)} of {svgs.Count} images");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return Nothing(error.Message);
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>The browser for given environment variables.</summary>
    internal static string? BrowserFrom(Func<string, string?> variable)
    {
        if (Named(variable) is { } named)
        {
            return File.Exists(named) ? named : null;
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);
        var candidates = from name in s_names from folder in folders select Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string? Named(Func<string, string?> variable) => s_variables.Select(variable).FirstOrDefault(v => !string.IsNullOrEmpty(v));

    private IReadOnlyList<string>? Nothing(string why)
    {
        if (!_told)
        {
            tell($"static charts stay SVG, which GitHub may not show: {why}");
        }

        _told = true;
        return null;
    }

    // The images are part of the page, so its load event waits for them, and what the event's handler writes is in the dumped page.
    private static string Page(IReadOnlyList<string> svgs)
    {
        var page = new StringBuilder("<!DOCTYPE html><meta charset=\"utf-8\"><body>\n");
        foreach (var svg in svgs)
        {
            page.Append("<img src=\"data:image/svg+xml;base64,").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))).Append("\"><pre></pre>\n");
        }

        return page.Append("""
            <script>
            onload = () => {
              for (const image of document.images) {
                const scale = Math.min(2, 1600 / image.naturalWidth);
                const canvas = document.createElement('canvas');
                canvas.width = Math.round(image.naturalWidth * scale);
                canvas.height = Math.round(image.naturalHeight * scale);
                const context = canvas.getContext('2d');
                context.fillStyle = '#fff';
                context.fillRect(0, 0, canvas.width, canvas.height);
                context.drawImage(image, 0, 0, canvas.width, canvas.height);
                image.nextElementSibling.textContent = canvas.toDataURL('image/png');
              }
            };
            </script>
            """).ToString();
    }

    private static string? Dump(string browser, string page, string profile)
    {
        var start = new ProcessStartInfo(browser) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var argument in (string[])["--headless", .. RootOnly(), "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", $"--user-data-dir={profile}", "--dump-dom", new Uri(page).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync();
        if (output.Wait(s_patience) && process.WaitForExit(s_patience))
        {
            return output.Result;
        }

        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return null;
    }

    // Chromium refuses to run as root within its sandbox; the page holds nothing but our own images.
    private static string[] RootOnly() => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];

    // A browser's last helper may still write when its parent has ended.
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A few files stay in the temporary folder, which the system clears.
        }
    }

    [GeneratedRegex("<pre>(data:image/png;base64,)?(?<data>[A-Za-z0-9+/=]*)</pre>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ImageText();
}
