using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>The part that an experiment has for a device, at Tiny scale on the C# oracle: right results, charts of its own, and nothing of the host's part changed by it.</summary>
public sealed class DeviceExperimentTests
{
    public static TheoryData<string> Ids => [.. Experiments.All.Where(e => e is IDeviceExperiment).Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_EveryDevicePoint_IsCheckedAndDone(string id)
    {
        var points = DeviceResults.OnOracle(id).Points;

        Assert.NotEmpty(points);
        Assert.All(points, p => Assert.True(
            p.Status == PointStatus.Done || (p.Status == PointStatus.Skipped && p.Note.Length > 0),
            $"{p.Parameters}: {p.Status}, {p.Note}"));
        Assert.All(points.Where(p => p.Samples.Count > 0), p => Assert.NotEmpty(p.Checks));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DevicePoints_Parameters_BeginWithPartAndDevice(string id)
    {
        Assert.All(DeviceResults.OnOracle(id).Points, p =>
        {
            Assert.Equal(["part", "device"], p.Parameters.Select(v => v.Key).Take(2));
            Assert.Equal("device", p.Parameters["part"].Text);
            Assert.Equal("cpu C# oracle", p.Parameters["device"].Text);
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void OptionalCharts_OfADeviceExperiment_StandLastAndHaveDataThen(string id)
    {
        var charts = Experiments.Find(id).Charts;
        var optional = charts.Where(c => c.Optional).ToArray();

        Assert.NotEmpty(optional);
        Assert.Equal(optional, charts.TakeLast(optional.Length));
        Assert.All(optional, c => Assert.False(ChartData.From(c, DeviceResults.OnOracle(id).Observations).IsEmpty, c.Title));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DevicePoints_HostsVerdictsFiguresAndCharts_StayAsTheyAre(string id)
    {
        var experiment = Experiments.Find(id);
        var host = Contracts.TinyResults.Of(id);
        var both = new ResultSet([.. DeviceResults.OnOracle(id).Points, .. host.Points]);

        Assert.Equal(experiment.Headline(host), experiment.Headline(both));
        Assert.Equal(experiment.Figures.Select(f => f.Measured(host)), experiment.Figures.Select(f => f.Measured(both)));
        Assert.Equal(experiment.Claims.Select(c => c.Judge(host)), experiment.Claims.Select(c => c.Judge(both)));
        Assert.All(experiment.Charts.Where(c => !c.Optional), c => Assert.Equal(Marks(c, host), Marks(c, both)));
        Assert.All(experiment.Charts.Where(c => c.Optional), c => Assert.Empty(Marks(c, host)));
    }

    private static ChartPoint[] Marks(ChartSpec chart, ResultSet results) => [.. ChartData.From(chart, results.Observations).Points];
}
