using System.Collections.Concurrent;
using HotRow.Gpu;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>The part that an experiment has for a device, at Tiny scale on the C# oracle: right results, charts of its own, and nothing of the host's part changed by it.</summary>
public sealed class DeviceExperimentTests
{
    private static readonly ConcurrentDictionary<string, Lazy<ResultSet>> s_results = new();

    public static TheoryData<string> Ids => [.. Experiments.All.Where(e => e is IDeviceExperiment).Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_EveryDevicePoint_IsCheckedAndDone(string id)
    {
        var points = OnOracle(id).Points;

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
        Assert.All(OnOracle(id).Points, p =>
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
        Assert.All(optional, c => Assert.False(ChartData.From(c, OnOracle(id).Observations).IsEmpty, c.Title));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DevicePoints_HostsVerdictsFiguresAndCharts_StayAsTheyAre(string id)
    {
        var experiment = Experiments.Find(id);
        var host = Contracts.TinyResults.Of(id);
        var both = new ResultSet([.. OnOracle(id).Points, .. host.Points]);

        Assert.Equal(experiment.Headline(host), experiment.Headline(both));
        Assert.Equal(experiment.Figures.Select(f => f.Measured(host)), experiment.Figures.Select(f => f.Measured(both)));
        Assert.Equal(experiment.Claims.Select(c => c.Judge(host)), experiment.Claims.Select(c => c.Judge(both)));
        Assert.All(experiment.Charts.Where(c => !c.Optional), c => Assert.Equal(Marks(c, host), Marks(c, both)));
        Assert.All(experiment.Charts.Where(c => c.Optional), c => Assert.Empty(Marks(c, host)));
    }

    private static ChartPoint[] Marks(ChartSpec chart, ResultSet results) => [.. ChartData.From(chart, results.Observations).Points];

    private static ResultSet OnOracle(string id) => s_results.GetOrAdd(id, key => new(() => Run(key))).Value;

    private static ResultSet Run(string id)
    {
        using var folder = new TempFolder();
        using var device = DeviceBackends.Open("cpu");
        using var store = ResultStore.Open(folder.Path, "test");
        var runner = new ExperimentRunner(store, new("test", ""), Harness.Tiny) { Budget = TimeSpan.FromMinutes(5) };
        return runner.Run([new OnDevice((IDeviceExperiment)Experiments.Find(id), device, deviceOnly: true)], Scale.Tiny, TestContext.Current.CancellationToken)[0].Results;
    }
}
