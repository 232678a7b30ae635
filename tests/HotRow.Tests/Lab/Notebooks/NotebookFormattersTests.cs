using System.Xml.Linq;
using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class NotebookFormattersTests
{
    private static readonly Measured s_measured = new(new SampleExperiment(), new ResultSet([Point(0, 0.25), Point(1, 0.5)]));

    [Fact]
    public void Chart_HasEveryFormAndItsReportName()
    {
        var bundle = Bundle(s_measured.Chart(2));

        Assert.Equal("t09-sample-2", bundle.Id);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/html", "text/plain"], bundle.Data.Keys.Order(StringComparer.Ordinal));
        Assert.NotNull(bundle.Data["application/vnd.plotly.v1+json"]["data"]);
        Assert.Equal("svg", XDocument.Parse(Text(bundle, "image/svg+xml")).Root!.Name.LocalName);
        Assert.Contains("Shares as bars", Text(bundle, MimeBundle.PlainText), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Chart_NumberItHasNot_NamesThoseItHas(int number)
    {
        Assert.Equal($"t09-sample has no chart {number}; it has 1 (Shares), 2 (Shares as bars)", Assert.Throws<InputException>(() => s_measured.Chart(number)).Message);
    }

    [Fact]
    public void Verdicts_HaveSignAndWordAndAreEscaped()
    {
        var bundle = Bundle(s_measured.Verdicts);
        var rows = Rows(bundle);

        Assert.Equal(["\u2713 reproduced", "A <b>quarter</b> at 0.", "000, Solution 1", "0.25", ""], rows[0]);
        Assert.Equal(["\u2013 not run", "Something at 99.", "000, Solution 2", "", "Its points were not run in this budget"], rows[1]);
        Assert.Equal(
            "\u2713 reproduced: A <b>quarter</b> at 0. (000, Solution 1)\n    0.25\n\u2013 not run: Something at 99. (000, Solution 2)\n    Its points were not run in this budget",
            Text(bundle, MimeBundle.PlainText));
    }

    [Fact]
    public void Checks_ShowWhatWasExpectedAndWhatCame()
    {
        var bundle = Bundle(s_measured.Checks);
        var rows = Rows(bundle);

        Assert.Equal(["\u2713 pass", "share at 0 & more", "0.25 \u00b1 0.001", "0.25", "closed form"], rows[0]);
        Assert.Equal("\u2717 fail", rows[1][0]);
        Assert.Equal(["\u2013 not run", "share at 99", "1 \u00b1 0", "not run", "closed form"], rows[2]);
        Assert.Equal("\u2717 fail: share at 1: 0.5, expected 0.75 \u00b1 0.001 (<closed form>)", Text(bundle, MimeBundle.PlainText).Split('\n')[1]);
    }

    [Fact]
    public void NoClaimsAndNoFigures_AreSaid()
    {
        Assert.StartsWith("No claims", Text(Bundle(new VerdictView([])), MimeBundle.PlainText), StringComparison.Ordinal);
        Assert.StartsWith("This experiment has no figures", Text(Bundle(new CheckView([])), MimeBundle.PlainText), StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_ShowsItsCard()
    {
        var bundle = Bundle(HotRow.Lab.Cells.Machine());

        Assert.Equal(MachineCard.ThisMachine.Lines.Select(l => l.Value), Rows(bundle).Select(r => r[1]));
        Assert.Contains(MachineCard.ThisMachine.Processor, Text(bundle, MimeBundle.PlainText), StringComparison.Ordinal);
    }

    [Fact]
    public void Try_WithoutChart_IsATableWithTheKindOfEachNumber()
    {
        var bundle = Bundle(new TryResult("Half of <all>", [new("share", 0.5, "", ValueKind.Computed), new("time", double.NaN, "ms", ValueKind.Measured)]));

        Assert.Equal([["share", "0.5", "computed"], ["time", "-", "measured"]], Rows(bundle));
        Assert.StartsWith("Half of <all>\n", Text(bundle, MimeBundle.PlainText), StringComparison.Ordinal);
    }

    [Fact]
    public void Try_WithChart_KeepsNumbersBesideIt()
    {
        var chart = s_measured.Chart(1);
        var bundle = Bundle(new TryResult("Half", [new("share", 0.5, "", ValueKind.Computed)], chart.Spec, chart.Data));

        // A front end shows one form of an output: the numbers must stand in each of them.
        Assert.Equal([MimeBundle.HtmlText, MimeBundle.PlainText], bundle.Data.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("0.5", Text(bundle, MimeBundle.HtmlText), StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml;base64,", Text(bundle, MimeBundle.HtmlText), StringComparison.Ordinal);
        Assert.Contains("Shares", Text(bundle, MimeBundle.PlainText), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_HaveNoColoursOfTheirOwn()
    {
        foreach (var view in new object[] { s_measured.Verdicts, s_measured.Checks, HotRow.Lab.Cells.Machine() })
        {
            var html = Text(Bundle(view), MimeBundle.HtmlText);
            Assert.DoesNotContain("background", html, StringComparison.Ordinal);
            Assert.DoesNotContain(";color:", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Markdown_StaysMarkdownAndItsTextIsReadableWithoutIt()
    {
        var bundle = Bundle(new MarkdownView("**Why?** " + string.Concat(Enumerable.Repeat("`word` ", 30))));

        Assert.StartsWith("**Why?** `word`", Text(bundle, MimeBundle.MarkdownText), StringComparison.Ordinal);
        var lines = Text(bundle, MimeBundle.PlainText).Split('\n');
        Assert.StartsWith("Why? word word", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 72));
    }

    [Fact]
    public void OtherValues_AreLeftToTheSession()
    {
        Assert.All(NotebookFormatters.All, f => Assert.Null(f("text")));
    }

    private static PointResult Point(int i, double share) => new()
    {
        Experiment = "t09-sample",
        Parameters = new() { { "i", i } },
        Scale = Scale.Smoke,
        Status = PointStatus.Done,
        Observations = [new("t09-sample", new() { { "i", i } }, "", Metrics.Share.Id, ValueKind.Counted, share, double.NaN, double.NaN, 1)],
    };

    private static MimeBundle Bundle(object value) => Assert.IsType<MimeBundle>(NotebookFormatters.All.Select(f => f(value)).First(b => b is not null));

    private static string Text(MimeBundle bundle, string type) => bundle.Data[type].GetValue<string>();

    private static string[][] Rows(MimeBundle bundle) =>
        [.. XElement.Parse(Text(bundle, MimeBundle.HtmlText)).Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToArray())];
}
