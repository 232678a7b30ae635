using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H5: continuous batching.</summary>
    public static readonly IExperiment ContinuousBatching = Add(new ContinuousBatching());
}

/// <summary>H5: static, dynamic and continuous batching on the same arrivals; what continuous batching can gain at most; and a short answer beside a long one.</summary>
/// <remarks>The contest is simulated on the modelled device. A padded batch gives its answers back when its longest has ended, so that is when they end for whoever
/// waits for a whole answer. The bound is counted on recorded answers: places computed / places that make a token.</remarks>
internal sealed partial class ContinuousBatching : IExperiment
{
    internal const string Static = "static, 8";
    internal const string Dynamic = "dynamic, 8 or 100 ms";
    internal const string Whole = "continuous, whole prompts";
    internal const string Continuous = "continuous, prompts in chunks";

    /// <summary>The document's two answers. <i>Units:</i> tokens.</summary>
    internal const int ShortAnswer = 10;

    /// <summary>The longer one. <i>Units:</i> tokens.</summary>
    internal const int LongAnswer = 1_000;

    // Every sixteenth of Azure's requests is 0.35 a second, the rate of its trace for one of sixteen such devices.
    private const int EverySixteenth = 16;

    private static readonly double[] s_loads = [0.17, 0.35, 0.7, 1.4, 2.8];
    private static readonly int[] s_batches = [8, 16, 32, 64];
    private static readonly double[] s_shares = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

    private static readonly (string Name, Func<ServingOptions> Options)[] s_schedulers =
    [
        (Static, static () => SimulatedServer.Options(Schedulers.StaticBatch, new(8))),
        (Dynamic, static () => SimulatedServer.Options(Schedulers.DynamicBatch, new(8, Window: SimTime.FromMs(100)))),
        (Whole, static () => SimulatedServer.Options(Schedulers.WholePrefill)),
        (Continuous, static () => SimulatedServer.Options(Schedulers.ContinuousBatch)),
    ];

    public string Id => "h05-continuous";

    public string Title => "Continuous batching";

    public string Question => "What does it bring when a request joins and leaves a running batch by itself?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "two" } }, Two, 0);
        foreach (var load in s_loads)
        {
            context.Point(new() { { "part", "contest" }, { "arrivals", "drawn like Azure" }, { "load", load } }, point =>
                Contest(point, [.. SimulatedServer.AzureLike(load, context.ByScale(60, 1_000, 5_000), point.Seed)], load == s_loads[1]));
        }

        context.Point(new() { { "part", "replay" }, { "arrivals", "every 16th of Azure" } }, point => Replay(point, context), 2);
        foreach (var source in AnswerLengths.Sources)
        {
            context.Point(new() { { "part", "bound" }, { "answers", source } }, point => Bound(point, context, source), 0.2);
        }
    }

    private static void Two(Point point)
    {
        foreach (var (name, options) in s_schedulers)
        {
            var run = SimulatedServer.Run(options() with { SchedulerArgs = new(2, Window: SimTime.FromMs(100)), LogsSteps = true }, [new(0, SimTime.Zero, 100, ShortAnswer), new(1, SimTime.Zero, 100, LongAnswer)]);
            var returned = Returned(run, name);
            point.Value(ShortEnds, returned[0].Seconds, name, ValueKind.Modelled);
            point.Value(LongEnds, returned[1].Seconds, name, ValueKind.Modelled);
            point.Value(Padding, run.StepLog.Sum(s => (long)s.Prefills + s.Decodes) - run.Tokens, name, ValueKind.Modelled);
        }
    }

    private static void Contest(Point point, ServingRequest[] requests, bool withDistribution)
    {
        foreach (var (name, options) in s_schedulers)
        {
            var run = SimulatedServer.Run(options(), requests);
            var returned = Returned(run, name);
            var kept = run.Outcomes.Count(o => SimulatedServer.Objectives.IsMet(o));
            var (share, reach) = (100.0 * kept / requests.Length, 196 * Math.Sqrt(kept * (double)(requests.Length - kept) / requests.Length) / requests.Length);
            point.Value(Kept, share, name, ValueKind.Modelled, share - reach, share + reach);
            point.Value(Goodput, kept / run.Span.Seconds, name, ValueKind.Modelled);
            point.Value(OutputRate, run.Tokens / run.Span.Seconds, name, ValueKind.Modelled);
            point.Value(InStep, run.MeanInStep, name, ValueKind.Modelled);
            var ttft = SimulatedServer.Quantiles(run, o => o.Ttft.Seconds, 0.5, 0.9);
            point.Value(TtftMedian, ttft[0], name, ValueKind.Modelled);
            point.Value(TtftP90, ttft[1], name, ValueKind.Modelled);
            if (withDistribution)
            {
                var ends = SimulatedServer.Quantiles(run, o => (returned[o.Id] - o.Arrival).Seconds, s_shares);
                for (var i = 0; i < s_shares.Length; i++)
                {
                    point.Value(AnswerTime, ends[i], name, ValueKind.Modelled, at: new() { { "share", 100 * s_shares[i] } });
                }
            }
        }

        point.Note = $"{requests.Length:N0} requests; {SimulatedServer.Title}";
    }

    private static void Replay(Point point, RunContext context)
    {
        if (RealData.Open(point, "AzureLLMInferenceTrace_conv.csv") is { } path)
        {
            var trace = AzureTrace.Read(path);
            var count = Math.Min(trace.Count / EverySixteenth, context.ByScale(60, int.MaxValue, int.MaxValue));
            Contest(point, [.. Enumerable.Range(0, count).Select(i => (Id: i, Row: i * EverySixteenth)).Select(r => new ServingRequest(r.Id, trace.Time(r.Row), trace.InputTokens(r.Row), trace.OutputTokens(r.Row)))], false);
        }
    }

    private static void Bound(Point point, RunContext context, string source)
    {
        if (AnswerLengths.Read(point, source, context.ByScale(2_000, 20_000, 20_000)) is { } answers)
        {
            foreach (var batch in s_batches)
            {
                point.Value(MostGain, 1 / AnswerLengths.SlotUse(answers, batch), source, AnswerLengths.Kind(source), at: new() { { "batch", batch } });
            }
        }
    }

    // When each answer is given back: a padded batch gives all of them with its longest. The requests of a batch have begun in the same step.
    private static SimTime[] Returned(ServingRun run, string scheduler)
    {
        if (scheduler is Whole or Continuous)
        {
            return [.. run.Outcomes.Select(o => o.LastToken)];
        }

        var ends = run.Outcomes.GroupBy(o => o.Started).ToDictionary(b => b.Key, b => b.Max(o => o.LastToken));
        return [.. run.Outcomes.Select(o => ends[o.Started])];
    }
}
