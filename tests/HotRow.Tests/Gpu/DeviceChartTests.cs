using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>Device charts over the points of one device and of two: numbers of different devices never stand as one.</summary>
public sealed class DeviceChartTests
{
    private const string Oracle = "cpu C# oracle";
    private const string Other = "cuda Second Device";

    public static TheoryData<string> Ids => DeviceExperimentTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void OptionalCharts_OfTwoDevices_KeepThemApart(string id)
    {
        var one = DeviceResults.OnOracle(id).Observations;
        var second = one.Select(o => o with { Parameters = Renamed(o.Parameters) }).ToArray();

        Assert.All(Experiments.Find(id).Charts.Where(c => c.Optional), chart =>
        {
            var (alone, both) = (ChartData.From(chart, one), ChartData.From(chart, [.. one, .. second]));
            if (chart.SliderBy == "device")
            {
                Assert.Equal([Oracle, Other], both.Steps.Select(s => s.Value.Text));
                Assert.All(both.Steps, s => Assert.Equal(alone.Points, s.Data.Points));
                Assert.Contains(Other, SvgChart.Render(chart, both), StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(2 * alone.Series.Count, both.Series.Count);
                Assert.Equal(alone.Series.Count, both.Series.Count(s => s.Name.Contains(Other, StringComparison.Ordinal)));
                Assert.All(both.Series, s => Assert.Contains(alone.Series, a => a.Points.SequenceEqual(s.Points)));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void OptionalCharts_OfOneDevice_NameItAndHaveNoSlider(string id)
    {
        var observations = DeviceResults.OnOracle(id).Observations;

        Assert.All(Experiments.Find(id).Charts.Where(c => c.Optional), chart =>
        {
            var data = ChartData.From(chart, observations);
            Assert.Empty(data.Steps);
            Assert.DoesNotContain("sliders", PlotlyFigure.Json(chart, data), StringComparison.Ordinal);
            Assert.Contains(Oracle, SvgChart.Render(chart, data), StringComparison.Ordinal);
        });
    }

    private static Parameters Renamed(Parameters parameters)
    {
        var renamed = new Parameters();
        foreach (var (name, value) in parameters)
        {
            renamed.Add(name, name == "device" ? Other : value);
        }

        return renamed;
    }
}
