using System.Globalization;
using System.Net;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>Pages in a real, headless browser, where the machine has one.</summary>
internal static class Browser
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
            const seen = [...document.querySelectorAll('.hotrow-chart > img')].filter(image => image.offsetWidth > 100 && image.naturalWidth > 100);
            document.body.dataset.plots = plots.length;
            document.body.dataset.images = seen.length;
            document.body.dataset.label = label;
            document.body.dataset.errors = errors.join(' | ');
          }, 50);
        })();
        </script>
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>Skips the test where there is no browser.</summary>
    public static void Require() => Assert.SkipWhen(StaticImages.Browser is null, "no Chromium, Chrome or Edge: name one in HOTROW_BROWSER");

    /// <summary>The page after its scripts ran, decoded. Its body's data-plots, data-images, data-label and data-errors say how many figures and static charts are seen, what the first figure's first mark says, and what went wrong.</summary>
    /// <param name="html">The page.</param>
    /// <param name="wanted">How many figures are waited for.</param>
    /// <param name="folder">For the page and the browser's profile.</param>
    public static string Dom(string html, int wanted, TempFolder folder)
    {
        // Only the page's own body: figures of a notebook may hold the word in a script.
        var body = html.IndexOf('>', html.IndexOf("<body", StringComparison.Ordinal)) + 1;
        var page = folder.Write("page.html", html.Insert(body, Probe.Replace("WANTED", wanted.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        string[] sandbox = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        string[] arguments = ["--headless", .. sandbox, "--disable-gpu", "--no-first-run", "--disable-background-networking", "--window-size=1200,4000", "--virtual-time-budget=30000", $"--user-data-dir={Path.Combine(folder.Path, "profile")}", "--dump-dom", new Uri(page).AbsoluteUri];
        return WebUtility.HtmlDecode(new Tool(StaticImages.Browser!, s_patience).Run(arguments).Output);
    }
}
