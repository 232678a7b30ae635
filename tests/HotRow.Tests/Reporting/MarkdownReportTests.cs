using static HotRow.Tests.ReportSamples;

namespace HotRow.Tests;

public class MarkdownReportTests
{
    [Fact]
    public void Render_FixedModel_MatchesGolden() => Golden.Matches("Reporting", "report.md", MarkdownReport.Render(Model()));

    [Fact]
    public void Render_HostileText_OpensNoElementAndNoCell()
    {
        var markdown = MarkdownReport.Render(Model(ChartSamples.Hostile + "|\n|x[a](b)"));

        Assert.DoesNotContain("<", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("x[a](b)", markdown, StringComparison.Ordinal);
        Assert.All(markdown.Split('\n').Where(l => l.StartsWith("| \u2713&nbsp;", StringComparison.Ordinal)), row => Assert.Equal(6, row.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')));
    }
}
