using System.Collections.Concurrent;
using HotRow.Gpu;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>What the device parts of experiments give at Tiny scale on the C# oracle: run once for all tests that look at it.</summary>
internal static class DeviceResults
{
    private static readonly ConcurrentDictionary<string, Lazy<ResultSet>> s_results = new();

    public static ResultSet OnOracle(string id) => s_results.GetOrAdd(id, key => new(() => Run(key))).Value;

    private static ResultSet Run(string id)
    {
        using var folder = new TempFolder();
        using var device = DeviceBackends.Open("cpu");
        using var store = ResultStore.Open(folder.Path, "test");
        var runner = new ExperimentRunner(store, new("test", ""), Harness.Tiny) { Budget = TimeSpan.FromMinutes(5) };
        return runner.Run([new OnDevice((IDeviceExperiment)Experiments.Find(id), device, deviceOnly: true)], Scale.Tiny, TestContext.Current.CancellationToken)[0].Results;
    }
}
