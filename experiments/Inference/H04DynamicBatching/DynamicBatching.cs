using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H4: dynamic batching.</summary>
    public static readonly IExperiment DynamicBatching = Add(new DynamicBatching());
}

/// <summary>H4: a batch closes when it is full or its first request has waited for the window: how large it gets, how long the first waits, and what that does for answers of differing length.</summary>
/// <remarks>Sizes and waits are simulated with a server that takes no time and set beside their closed forms. The contest runs on the modelled device, on the
/// same arrivals for every scheduler.</remarks>
internal sealed partial class DynamicBatching : IExperiment
{
    /// <summary>The document's batch.</summary>
    internal const int BatchSize = 8;

    /// <summary>The document's window. <i>Units:</i> ms.</summary>
    internal const double WindowMs = 100;

    internal const string Dynamic = "dynamic, 8 or 100 ms";
    internal const string Continuous = "continuous";

    private const double SizeRate = 40;

    private static readonly double[] s_rates = [1, 2, 5, 10, 20, 40, 80, 160, 320];
    private static readonly double[] s_windows = [0, 10, 20, 50, 100, 200, 500];
    private static readonly int[] s_sizes = [4, 8, 16, 32];
    private static readonly double[] s_loads = [0.1, 0.35, 0.7, 1.4];

    public string Id => "h04-dynamic";

    public string Title => "Dynamic batching";

    public string Question => "What does a batch that closes when full or after 100 ms cost its first request, and is that how language models are served?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        foreach (var rate in s_rates)
        {
            context.Point(new() { { "part", "size" }, { "per-second", rate } }, point => Sizes(point, context, rate));
        }

        context.Point(new() { { "part", "window" }, { "rate", SizeRate } }, Windows, 0);
        foreach (var load in s_loads)
        {
            context.Point(new() { { "part", "contest" }, { "load", load } }, point => Contest(point, context, load), 2);
        }
    }

    private static void Sizes(Point point, RunContext context, double rate)
    {
        var run = SimulatedServer.Run(
            new(Schedulers.DynamicBatch, new LineLatency("no time", 1e-6, 0, 0, 0, ValidRange.None), KvAllocators.PagedWithoutReuse, new(BatchSize * 4))
            {
                SchedulerArgs = new(BatchSize, Window: SimTime.FromMs(WindowMs)),
            },
            new PoissonArrivals(new(rate, context.ByScale(8_000, 100_000, 400_000), new FixedLengths(1, 1))).Requests(point.Seed));
        var (sizes, firsts) = (new List<double>(), new List<double>());
        var last = SimTime.Never;
        foreach (var o in run.OutcomeSpan)
        {
            if (o.Started != last)
            {
                firsts.Add(o.QueueingDelay.Ms);
                sizes.Add(0);
            }

            last = o.Started;
            sizes[^1]++;
        }

        Simulated(point, MeanSize, sizes);
        Simulated(point, FirstWait, firsts);
        point.Value(MeanSize, BatchFill.DynamicMeanSize(BatchSize, rate, WindowMs / 1e3), Formula, ValueKind.Computed);
        point.Value(FirstWait, 1e3 * BatchFill.DynamicFirstWait(BatchSize, rate, WindowMs / 1e3), Formula, ValueKind.Computed);
        point.Note = $"{sizes.Count:N0} batches; a server that takes no time";
    }

    private static void Windows(Point point)
    {
        foreach (var size in s_sizes)
        {
            foreach (var window in s_windows)
            {
                point.Value(MeanSize, BatchFill.DynamicMeanSize(size, SizeRate, window / 1e3), $"at most {size}", ValueKind.Computed, at: new() { { "window", window } });
            }
        }
    }

    private static void Contest(Point point, RunContext context, double load)
    {
        var requests = SimulatedServer.AzureLike(load, context.ByScale(60, 1_000, 5_000), point.Seed).ToArray();
        foreach (var (name, options) in new[]
                 {
                     (Dynamic, SimulatedServer.Options(Schedulers.DynamicBatch, new(BatchSize, Window: SimTime.FromMs(WindowMs)))),
                     (Continuous, SimulatedServer.Options(Schedulers.ContinuousBatch)),
                 })
        {
            var run = SimulatedServer.Run(options, requests);
            var kept = run.Outcomes.Count(o => SimulatedServer.Objectives.IsMet(o));
            var reach = 196 * Math.Sqrt(kept * (double)(requests.Length - kept) / requests.Length) / requests.Length;
            var share = 100.0 * kept / requests.Length;
            point.Value(Kept, share, name, ValueKind.Modelled, share - reach, share + reach);
            point.Value(Ttft, SimulatedServer.Quantiles(run, o => o.Ttft.Seconds, 0.5)[0], name, ValueKind.Modelled);
        }

        point.Note = $"{requests.Length:N0} requests with lengths like Azure's; {SimulatedServer.Title}";
    }

    private static void Simulated(Point point, Metric metric, List<double> values)
    {
        var mean = values.Average();
        var reach = 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1.0) / values.Count);
        point.Value(metric, mean, SimulatedName, ValueKind.Modelled, mean - reach, mean + reach);
    }
}
