using System.Collections.Concurrent;
using HotRow.Lab;

namespace HotRow.Tests.Contracts;

/// <summary>What every experiment gives at Tiny scale: one run serves all tests over it.</summary>
internal static class TinyResults
{
    private static readonly ConcurrentDictionary<string, Lazy<ResultSet>> s_results = new();

    internal static ResultSet Of(string id) => s_results.GetOrAdd(id, key => new(() => Run(key))).Value;

    private static ResultSet Run(string id)
    {
        var root = Directory.CreateTempSubdirectory("hotrow-tiny-").FullName;
        try
        {
            using var store = ResultStore.Open(root, "test");
            var runner = new ExperimentRunner(store, new("test", ""), Harness.Tiny) { Budget = TimeSpan.FromMinutes(5) };
            return runner.Run([Experiments.Find(id)], Scale.Tiny, TestContext.Current.CancellationToken)[0].Results;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
