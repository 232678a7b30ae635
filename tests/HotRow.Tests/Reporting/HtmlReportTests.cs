using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using static HotRow.Tests.ReportSamples;

namespace HotRow.Tests;

public partial class HtmlReportTests
{
    [Fact]
    public void Render_HostileText_IsWellFormedAndEscaped()
    {
        var html = HtmlReport.Render(Model(ChartSamples.Hostile));

        var page = Parse(html);

        Assert.DoesNotContain("<b a=", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "<script>"));
        Assert.Equal(1, Regex.Count(html, "<script type=\"application/json\">"));
        Assert.Equal(3, Regex.Count(html, "</script>"));
        Assert.Equal(2, page.Descendants("{http://www.w3.org/2000/svg}svg").Count());
    }

    [Fact]
    public void Render_Page_NeedsNoNetwork()
    {
        var html = HtmlReport.Render(Model());

        Assert.DoesNotMatch("(src|href)=\"(?!#)", html);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Page_MayLoadOneFileAndNothingElse()
    {
        var html = HtmlReport.Render(Model());
        var policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;

        Assert.Equal([PlotlyScript.Url], Regex.Matches(policy, "https?:[^ ;]+").Select(m => m.Value));
        Assert.Contains($"script.integrity = '{PlotlyScript.Integrity}'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Offline_HoldsTheScriptAndMayLoadNothing()
    {
        var script = FetchedPlotly.Script();

        var html = HtmlReport.Render(Model(), script);

        Assert.Contains(script.Text, html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_EveryNumber_StandsInTableAndCsv()
    {
        var page = Parse(HtmlReport.Render(Model()));
        var cells = page.Descendants("table").Single(t => (string?)t.Attribute("class") == "numbers").Descendants("td").Select(c => c.Value).ToHashSet();
        var csv = page.Descendants("pre").Single().Value;

        foreach (var number in ChartSamples.Times)
        {
            Assert.Contains(NumberText.Figure(number.Value) + "\u00a0ms", cells);
            Assert.Contains($"{number.Parameters["rows"].Text},{number.Variant},time-ms,{number.Value.ToString("R", CultureInfo.InvariantCulture)},", csv, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_Verdicts_AreCountedAndListed()
    {
        var page = Parse(HtmlReport.Render(Model()));
        var ledger = page.Descendants("table").Single(t => (string?)t.Attribute("class") == "ledger");

        // Two experiments with four claims each; without results the two that rest on a number count as not run.
        Assert.Equal(8, ledger.Element("tbody")!.Elements("tr").Count());
        Assert.Contains("Of 8 claims in the documents, 1 came out as written, 2 depend on a condition, 1 cannot be tested on this machine and 4 were not reached.", page.ToString(), StringComparison.Ordinal);
        Assert.Contains("Depends on the skew", ledger.Value, StringComparison.Ordinal);
        Assert.Contains("question to the results is not precise enough", ledger.Value, StringComparison.Ordinal);
        Assert.Contains("2 of 6 check figures came out (3 not run), 1 of 2 points done, 1 failed its check.", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Links_LeadToExistingPlaces()
    {
        var page = Parse(HtmlReport.Render(Model()));
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a").Attributes("href"), h => Assert.Contains(h.Value[1..], ids));
        Assert.All(page.Descendants().Attributes("aria-labelledby"), a => Assert.Contains(a.Value, ids));
    }

    [Fact]
    public void Render_WaterfallAndTimeline_AreDrawnWithEveryMark()
    {
        var page = Parse(HtmlReport.Render(StepsAndSpans()));
        var marks = page.Descendants("{http://www.w3.org/2000/svg}svg").Select(svg => svg.Descendants("{http://www.w3.org/2000/svg}g").Count(g => ((string)g.Attribute("class")!).StartsWith("mark", StringComparison.Ordinal)));

        Assert.Equal([ChartSamples.Steps.Count, ChartSamples.Spans.Count], marks);
    }

    [Fact]
    public void Render_NothingAtAll_IsStillAPage()
    {
        var page = Parse(HtmlReport.Render(new("a machine", [], [], [])));

        Assert.Contains("No claims of the documents were judged.", page.ToString(), StringComparison.Ordinal);
    }

    // The page is written so that it is XML too, but for what HTML allows and XML does not: the doctype, void elements, bare attributes, raw script and style.
    private static XElement Parse(string html)
    {
        var text = RawText().Replace(html, "<${name}/>");
        text = VoidElement().Replace(text.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<${name}${rest}/>");
        text = BareAttribute().Replace(text, "${name}=\"\"${end}").Replace("&nbsp;", "&#160;", StringComparison.Ordinal);
        return XDocument.Parse(text).Root!;
    }

    [GeneratedRegex("<(?<name>script|style)( type=\"application/json\")?>.*?</\\k<name>>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex RawText();

    [GeneratedRegex("<(?<name>meta|input|br)(?<rest>( [^<>]*?)?)>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex VoidElement();

    [GeneratedRegex("(?<=<[a-z][^<>]*)(?<name> hidden| open)(?<end>>| )", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex BareAttribute();
}
