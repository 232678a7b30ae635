using HotRow.Serving;

namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>The serving simulator.</summary>
    public static readonly Bench Serving = Add(new("serving", "simulated requests per second: continuous batching, Azure-like lengths, one RTX 4090 a replica", 4, ServingBench.Declare));
}

/// <summary>Whole runs of the simulator on one core. Drawing the requests belongs to the run, as it does in use.</summary>
internal static class ServingBench
{
    // The rate of the Azure conversation trace; two replicas just bear it, eight have time to spare.
    private const double PerSecond = 5.53;

    private static readonly int[] s_replicas = [2, 8];
    private static readonly BenchQuantity s_requestsPerSecond = new("requestsPerSecond", "k requests/s", 1e3);

    public static void Declare(BenchContext context)
    {
        var count = context.Sized(100, 20_000);
        context.Group(new() { { "requests", count } }, group =>
        {
            foreach (var replicas in s_replicas)
            {
                Add(group, count, replicas);
            }
        });
    }

    private static void Add(BenchGroup group, int count, int replicas)
    {
        var arrivals = ArrivalProcesses.Poisson.Create(new(PerSecond, count, LengthSources.AzureLike.Create()));
        var options = new ServingOptions(Schedulers.ContinuousBatch, LineLatency.Rtx4090WithLlama31With8B, KvAllocators.Paged, new(VllmReplay.Blocks)) { Replicas = replicas };
        var run = ServingSimulator.Run(options, arrivals.Requests(seed: 1));
        group.Point.Check($"{replicas} replicas: nothing is lost, and a second run gives the same bytes", () =>
            (ServingChecks.Violations(run, conservesWork: true).Count == 0 && ServingSimulator.Run(options, arrivals.Requests(seed: 1)).Digest == run.Digest, $"{run.Done} requests, {run.Tokens:N0} tokens, {run.Steps:N0} steps"));
        group.Add(
            "serving-simulator",
            new() { { "replicas", replicas }, { "requests", count } },
            s_requestsPerSecond,
            count,
            () => ServingSimulator.Run(options, arrivals.Requests(seed: 1)),
            columns: [new("tokens", run.Tokens, $"{run.Tokens / 1e6:0.0} M tokens"), new("meanInStep", run.MeanInStep, $"{run.MeanInStep:0} in a step")]);
    }
}
