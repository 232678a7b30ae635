using System.Text.RegularExpressions;

namespace HotRow.Tests;

/// <summary>Jupyter's own client runs a notebook with our kernel, and a browser opens the page it makes.</summary>
public sealed class NbconvertTests(NbconvertPage page) : IClassFixture<NbconvertPage>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Execute_OurKernel_ShowsStreamTableAndCharts()
    {
        var html = page.Html();

        Assert.Contains("\nstreamed line 3 of 3\n", html, StringComparison.Ordinal);
        Assert.Contains(">Zipf, alpha 1, 100,000 rows</caption>", html, StringComparison.Ordinal);
        Assert.Equal(NbconvertPage.Charts, Regex.Count(html, "class=\"hotrow-chart\""));
        // What nbconvert calls the output of a cell that failed.
        Assert.DoesNotContain("application/vnd.jupyter.error", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithPlotly_DrawsChartsAndAHoverShowsItsLabel()
    {
        Browser.Require();
        var script = FetchedPlotly.Script();
        var html = page.Html().Replace("</head>", $"<script>{script.Text}</script></head>", StringComparison.Ordinal);

        var dom = Browser.Dom(html, NbconvertPage.Charts, _folder);

        Assert.Contains($"data-plots=\"{NbconvertPage.Charts}\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-images=\"0\"", dom, StringComparison.Ordinal);
        Assert.Contains("alpha 1", Regex.Match(dom, "data-label=\"([^\"]*)\"").Groups[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutPlotly_ShowsTheStaticCharts()
    {
        Browser.Require();
        var html = page.Html().Replace(PlotlyScript.Url, "http://127.0.0.1:9/plotly.js", StringComparison.Ordinal);

        var dom = Browser.Dom(html, NbconvertPage.Charts, _folder);

        Assert.Contains("data-plots=\"0\"", dom, StringComparison.Ordinal);
        Assert.Contains($"data-images=\"{NbconvertPage.Charts}\"", dom, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
