using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>B1: micro-batching of an online service.</summary>
    public static readonly IExperiment MicroBatching = Add(new MicroBatching());
}

/// <summary>B1: an online service holds each request back for a short window, so that others can share its step: what that costs in latency and saves in machine time.</summary>
/// <remarks>Requests have a prompt of 50 tokens and one token of answer, as a classifier's: one step is one request's whole service. The size of a batch is
/// simulated with a server that takes no time and set beside 1 + rate x window; latency and machine time on the modelled device.</remarks>
internal sealed partial class MicroBatching : IExperiment
{
    /// <summary>Tokens of a prompt.</summary>
    internal const int Prompt = 50;

    // No batch of this experiment gets that large: the document's windows are small.
    private const int MostRequests = 512;

    private static readonly double[] s_rates = [10, 40, 100, 160];
    private static readonly double[] s_sizeRates = [20, 100, 400];
    private static readonly double[] s_windows = [0, 1, 2, 5, 10, 20, 50];

    public string Id => "b01-micro-batching";

    public string Title => "Micro-batching";

    public string Question => "How long may an online service hold a request back to batch it, and what does that save?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        foreach (var rate in s_rates)
        {
            context.Point(new() { { "part", "cost" }, { "rate", rate } }, point => Cost(point, context, rate));
        }

        foreach (var rate in s_sizeRates)
        {
            context.Point(new() { { "part", "size" }, { "rate", rate } }, point => Size(point, context, rate), 0.5);
        }
    }

    private static void Cost(Point point, RunContext context, double rate)
    {
        var requests = Requests(rate, context.ByScale(1_000, 10_000, 60_000), point.Seed);
        foreach (var window in s_windows)
        {
            var run = Run(SimulatedServer.Steps, window, requests);
            var latency = SimulatedServer.Quantiles(run, o => o.EndToEnd.Ms, 0.5, 0.99);
            var at = new Parameters() { { "window", window } };
            point.Value(P50, latency[0], At(rate), ValueKind.Modelled, at: at);
            point.Value(P99, latency[1], At(rate), ValueKind.Modelled, at: at);
            point.Value(MachineMs, run.BusyNs / 1e6 / requests.Length, At(rate), ValueKind.Modelled, at: at);
        }

        point.Note = $"{requests.Length:N0} requests of {Prompt} tokens in, 1 out; {SimulatedServer.Title}; a step of one takes {SimulatedServer.Steps.BaseMs + (Prompt * SimulatedServer.Steps.PromptUs / 1e3):0.0} ms";
    }

    private static void Size(Point point, RunContext context, double rate)
    {
        var requests = Requests(rate, context.ByScale(8_000, 60_000, 300_000), point.Seed);
        foreach (var window in s_windows)
        {
            var sizes = Run(new("no time", 1e-6, 0, 0, 0, ValidRange.None), window, requests).Outcomes.GroupBy(o => o.Started).Select(b => (double)b.Count()).ToArray();
            var mean = sizes.Average();
            var reach = 1.96 * Math.Sqrt(sizes.Sum(s => (s - mean) * (s - mean)) / (sizes.Length - 1.0) / sizes.Length);
            var at = new Parameters() { { "window", window } };
            point.Value(MeanSize, mean, $"{At(rate)}, simulated", ValueKind.Modelled, mean - reach, mean + reach, at);
            point.Value(MeanSize, 1 + (rate * window / 1e3), $"{At(rate)}, 1 + rate x window", ValueKind.Computed, at: at);
        }
    }

    private static ServingRequest[] Requests(double rate, int count, ulong seed) => [.. new PoissonArrivals(new(rate, count, new FixedLengths(Prompt, 1))).Requests(seed)];

    private static ServingRun Run(LineLatency steps, double windowMs, ServingRequest[] requests) => SimulatedServer.Run(
        new(Schedulers.DynamicBatch, steps, KvAllocators.PagedWithoutReuse, new(4 * MostRequests)) { SchedulerArgs = new(MostRequests, Window: SimTime.FromMs(windowMs)) }, requests);
}
