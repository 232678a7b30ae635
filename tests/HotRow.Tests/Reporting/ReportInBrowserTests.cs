using System.Text.RegularExpressions;
using static HotRow.Tests.ReportSamples;

namespace HotRow.Tests;

/// <summary>The report's page in a real browser, where the machine has one and plotly.js is to be had.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Offline_Report_DrawsItsChartsAndAHoverShowsItsLabel()
    {
        Browser.Require();

        var dom = Browser.Dom(HtmlReport.Render(Model(), FetchedPlotly.Script()), 1, _folder);

        Assert.Contains("data-plots=\"1\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-errors=\"\"", dom, StringComparison.Ordinal);
        var label = Regex.Match(dom, "data-label=\"([^\"]*)\"").Groups[1].Value;
        Assert.Contains("one-hot", label, StringComparison.Ordinal);
        Assert.Contains("95 % interval: 2.25 to 2.75", label, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WithoutANetwork_KeepsItsStaticCharts()
    {
        Browser.Require();
        var html = HtmlReport.Render(Model()).Replace("https://cdn.jsdelivr.net", "http://127.0.0.1:9", StringComparison.Ordinal);

        var dom = Browser.Dom(html, 1, _folder);

        Assert.Contains("data-plots=\"0\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"live\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("plot still", dom, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_OfEveryKind_BecomesAFigure()
    {
        Browser.Require();
        var script = FetchedPlotly.Script();
        var outputs = ChartSamples.All.Where(c => c.Numbers.Count > 0).Select((c, i) => ChartBundle.From(c.Spec, ChartSamples.Data(c.Spec, c.Numbers), $"cell-{i}", i == 0 ? script : null).Html).ToArray();

        var dom = Browser.Dom($"<!DOCTYPE html><meta charset=\"utf-8\"><body>{string.Concat(outputs)}</body>", outputs.Length, _folder);

        Assert.Contains($"data-plots=\"{outputs.Length}\"", dom, StringComparison.Ordinal);
        Assert.Contains("data-errors=\"\"", dom, StringComparison.Ordinal);
        Assert.Equal(outputs.Length, Regex.Count(dom, "<img alt=[^>]*display: ?none"));
    }

    [Fact]
    public void Output_BesideOneOfAnotherBuild_BecomesAFigure()
    {
        Browser.Require();
        var script = FetchedPlotly.Script();
        var (_, spec, numbers) = ChartSamples.All.First();
        var output = ChartBundle.From(spec, ChartSamples.Data(spec, numbers), "cell-1", script).Html;

        var dom = Browser.Dom($"<!DOCTYPE html><meta charset=\"utf-8\"><body><script>window.hotrowChart = {{ version: 'older', output() {{ }} }};</script>{output}</body>", 1, _folder);

        Assert.Contains("data-plots=\"1\"", dom, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
