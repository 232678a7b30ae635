using System.Diagnostics;
using System.Text.RegularExpressions;
using HotRow.Lab;
using static HotRow.Tests.ReportSamples;

namespace HotRow.Tests;

/// <summary>The report's page in a real browser, where the machine has one and the cache holds plotly.js.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    // Waits for the charts, points at one mark, and writes what it saw where the dumped page shows it.
    private const string Probe = """
        <script>
        (() => {
          const errors = [];
          addEventListener('error', event => errors.push(event.message || 'not loaded: ' + (event.target.src || event.target)), true);
          addEventListener('unhandledrejection', event => errors.push(String(event.reason)));
          addEventListener('securitypolicyviolation', event => errors.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
          const warn = console.warn;
          console.warn = console.error = text => { errors.push(String(text)); warn(text); };
          let rounds = 0;
          const timer = setInterval(() => {
            const plots = document.querySelectorAll('.js-plotly-plot');
            if (plots.length < WANTED && ++rounds < 100) return;
            clearInterval(timer);
            let label = '';
            if (plots.length) {
              Plotly.Fx.hover(plots[0], [{ curveNumber: 0, pointNumber: 0 }]);
              label = [...plots[0].querySelectorAll('.hoverlayer text')].map(text => text.textContent).join(' ');
            }
            document.body.dataset.plots = plots.length;
            document.body.dataset.label = label;
            document.body.dataset.errors = errors.join(' | ');
          }, 50);
        })();
        </script>
        """;

    private readonly TempFolder _folder = new();

    [Fact]
    public void Offline_Report_DrawsItsChartsAndAHoverShowsItsLabel()
    {
        var dom = Dom(HtmlReport.Render(Model(), Script()), wanted: 1);

        Assert.Contains("data-plots=\"1\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-errors=\"\"", dom, StringComparison.Ordinal);
        var label = Regex.Match(dom, "data-label=\"([^\"]*)\"").Groups[1].Value;
        Assert.Contains("one-hot", label, StringComparison.Ordinal);
        Assert.Contains("95 % interval: 2.25 to 2.75", label, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WithoutANetwork_KeepsItsStaticCharts()
    {
        Script();
        var html = HtmlReport.Render(Model()).Replace("https://cdn.jsdelivr.net", "http://127.0.0.1:9", StringComparison.Ordinal);

        var dom = Dom(html, wanted: 1);

        Assert.Contains("data-plots=\"0\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"live\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("plot still", dom, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_OfEveryKind_BecomesAFigure()
    {
        var script = Script();
        var outputs = ChartSamples.All.Where(c => c.Numbers.Count > 0).Select((c, i) => ChartBundle.From(c.Spec, ChartSamples.Data(c.Spec, c.Numbers), $"cell-{i}", i == 0 ? script : null).Html).ToArray();

        var dom = Dom($"<!DOCTYPE html><meta charset=\"utf-8\"><body>{string.Concat(outputs)}</body>", outputs.Length);

        Assert.Contains($"data-plots=\"{outputs.Length}\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-errors=\"\"", dom, StringComparison.Ordinal);
        Assert.Equal(outputs.Length, Regex.Count(dom, "<img alt=[^>]*display: ?none"));
    }

    public void Dispose() => _folder.Dispose();

    private static PlotlyScript Script()
    {
        Assert.SkipWhen(StaticImages.Browser is null, "no Chromium, Chrome or Edge: name one in HOTROW_BROWSER");
        Assert.SkipUnless(File.Exists(PlotlyCopy.FileName), "no copy of plotly.js in the cache: 'hotrow report --offline' fetches one");
        return PlotlyScript.Checked(File.ReadAllBytes(PlotlyCopy.FileName))!;
    }

    private string Dom(string html, int wanted)
    {
        var probe = Probe.Replace("WANTED", wanted.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var page = _folder.Write("page.html", html.Replace("<body>", "<body>" + probe, StringComparison.Ordinal));
        var start = new ProcessStartInfo(StaticImages.Browser!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] sandbox = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        foreach (var argument in (string[])["--headless", .. sandbox, "--disable-gpu", "--no-first-run", "--disable-background-networking", "--window-size=1200,4000", "--virtual-time-budget=30000", $"--user-data-dir={Path.Combine(_folder.Path, "profile")}", "--dump-dom", new Uri(page).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!output.Wait(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the browser gave no page within 120 s");
        }

        process.WaitForExit();
        return System.Net.WebUtility.HtmlDecode(output.Result);
    }
}
