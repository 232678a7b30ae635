using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

public class ChartBundleTests
{
    [Fact]
    public void From_EveryKind_HoldsTheSameChartFourTimes() => Assert.All(All, c =>
    {
        var data = Data(c.Spec, c.Numbers);
        var bundle = ChartBundle.From(c.Spec, data, "cell-1");

        using var figure = JsonDocument.Parse(bundle.PlotlyJson);
        Assert.Equal(c.Spec.Title, figure.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(SvgChart.Render(c.Spec, data), bundle.Svg);
        Assert.Equal(bundle.Svg, Encoding.UTF8.GetString(Convert.FromBase64String(Regex.Match(bundle.Html, "base64,([^\"]+)\"").Groups[1].Value)));
        Assert.StartsWith(c.Spec.Title + "\n", bundle.Text, StringComparison.Ordinal);
        Assert.Equal(!data.IsEmpty, bundle.Html.Contains(PlotlyScript.Integrity, StringComparison.Ordinal));
    });

    [Fact]
    public void From_SameChartInTwoOutputs_HasTwoElements()
    {
        var (_, spec, numbers) = All.First();
        var data = Data(spec, numbers);

        string[] ids = [Id(ChartBundle.From(spec, data, "a")), Id(ChartBundle.From(spec, data, "b")), Id(ChartBundle.From(spec with { Title = "Other" }, data, "a"))];

        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^hotrow-[0-9a-f]{16}$", id));
        Assert.Equal(ids[0], Id(ChartBundle.From(spec, data, "a")));
    }

    [Theory]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Bar)]
    [InlineData(ChartKind.HeatMap)]
    [InlineData(ChartKind.Waterfall)]
    [InlineData(ChartKind.Timeline)]
    public void From_HostileText_LeavesNoElementAndNoScriptOfItsOwn(ChartKind kind)
    {
        var spec = Spec(kind, Metrics.Share, references: ReferenceLine.Horizontal(Hostile, 1)) with { Title = Hostile, Caption = Hostile, XLabel = Hostile };

        var bundle = ChartBundle.From(spec, Data(spec, [Number(Metrics.Share, 1, ValueKind.Counted, Hostile, ("rows", kind == ChartKind.Timeline ? 1 : Hostile))]), Hostile);

        Assert.Equal(1, Regex.Count(bundle.Html, "<script"));
        Assert.Equal(1, Regex.Count(bundle.Html, "</script"));
        Assert.DoesNotContain("<b a=", bundle.Html, StringComparison.Ordinal);
        var before = bundle.Html[..bundle.Html.IndexOf("<script", StringComparison.Ordinal)];
        var root = XElement.Parse(Regex.Replace(before, "(<img[^>]*)>", "$1/>"));
        Assert.Equal(["img"], root.Elements().Select(e => e.Name.LocalName));
        // Front ends that strip scripts strip styles too: words that a style hides would be seen.
        Assert.Equal("", root.Value.Trim());
    }

    [Fact]
    public void Table_ManyNumbers_IsCutAndSaysSo()
    {
        var spec = Spec(ChartKind.Line, Metrics.Share);
        var data = Data(spec, [.. Enumerable.Range(0, 100).Select(i => Number(Metrics.Share, i, ValueKind.Counted, "a", ("rows", i)))]);

        var lines = ChartText.Table(spec, data).TrimEnd().Split('\n');

        Assert.Equal(ChartText.MostRows + 3, lines.Length);
        Assert.Equal("... and 60 more", lines[^1]);
    }

    [Fact]
    public void Alternative_SaysWhatIsInIt()
    {
        var (_, spec, numbers) = All.First();

        Assert.Equal($"What to see. Line chart: {Metrics.TimeMs.Axis} by Rows in the table; one-hot, gather; 6 values from 0.5 to 250.", ChartText.Alternative(spec, Data(spec, numbers)));
    }

    [Fact]
    public void Checked_ChangedFile_IsRefused()
    {
        Assert.Null(PlotlyScript.Checked(new byte[PlotlyScript.LengthInBytes]));
        Assert.Null(PlotlyScript.Checked([]));
    }

    private static string Id(ChartBundle bundle) => Regex.Match(bundle.Html, "id=\"([^\"]*)\"").Groups[1].Value;
}
