using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>Section 4, outliers: what each cause looks like, and which alert finds a regression.</summary>
    public static readonly IExperiment OutlierCauses = Add(new OutlierCauses());
}

/// <summary>Outliers: four causes put into our own server one at a time, which span of a request each of them stretches, and how alerts on mean and percentiles find regressions.</summary>
/// <remarks>Network: the request is held before the server sees it. Long prompt: eight times the words. Starvation: every step takes four times as long, as with a processor
/// that others use. Cold start: the server loads before its first step. Each disturbed request is paired with a plain one, in random order.
/// <para><i>Deviation:</i> causes are injected and not waited for; in the wild they come together.</para></remarks>
internal sealed partial class OutlierCauses : IExperiment
{
    private const int Words = 500;
    private const int Tokens = 20;
    private const double Slow = 4;

    private static readonly Cause[] s_causes =
    [
        new("network", ServerStage.Accept, (server, pace) => new(Words, new(0, Tokens, NetworkMs: Math.Max(1, (int)(150 * pace))))),
        new("long prompt", ServerStage.Prefill, (_, _) => new(8 * Words, new(0, Tokens))),
        new("starvation", ServerStage.Decode, (server, _) =>
        {
            server.Worker.Slowdown = Slow;
            return new(Words, new(0, Tokens));
        }),
        new("cold start", ServerStage.Queue, (server, pace) =>
        {
            server.Worker.ColdStart = TimeSpan.FromMilliseconds(300 * pace);
            return new(Words, new(0, Tokens));
        }),
    ];

    public string Id => "c10-outliers";

    public string Title => "Causes of outliers";

    public string Question => "What do the usual causes of slow requests look like from inside, and which alert finds a regression?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "alert" } }, point => RegressionAlerts.Declare(point, context), 0);
        context.Point(new() { { "part", "trend" } }, point => RegressionAlerts.Trend(point), 0);
        foreach (var cause in s_causes)
        {
            context.Point(new() { { "part", "cause" }, { "cause", cause.Name } }, point => Measure(point, context, cause));
        }

        context.Point(new() { { "part", "log" } }, ReadLog, 0);
    }

    private static void Measure(Point point, RunContext context, Cause cause)
    {
        var pace = context.ByScale(0.02, 1.0, 1.0);
        if (TinyServer.Open(point, TinyModel.Options(pace)) is not { } server)
        {
            return;
        }

        var client = point.Own(new LoadGenerator(server));
        point.Check("every token comes once and in order", () =>
        {
            var answers = new[] { Ask(server, client, null, pace), Ask(server, client, cause, pace) };
            return (Array.TrueForAll(answers, a => a.Answer.Error.Length == 0), string.Join(' ', answers.Select(a => a.Answer.Error)).Trim());
        });
        point.After(_ =>
        {
            var random = new Xoshiro256(point.Seed);
            var pairs = new List<(Seen Plain, Seen Disturbed)>();
            for (var round = 0; round < context.ByScale(2, 8, 40); round++)
            {
                var first = random.NextInt32(2) == 0;
                var a = Ask(server, client, first ? cause : null, pace);
                var b = Ask(server, client, first ? null : cause, pace);
                pairs.Add(first ? (b, a) : (a, b));
            }

            Report(point, cause, pairs);
        });
        point.Note = $"prompts of {Words} words, answers of {Tokens} tokens, one at a time; each disturbed request beside a plain one";
    }

    private static Seen Ask(TinyServer server, LoadGenerator client, Cause? cause, double pace)
    {
        var (words, request) = cause?.Disturb(server, pace) ?? new(Words, new(0, Tokens));
        var answer = client.Ask(words, request);
        server.Worker.Slowdown = 1;
        return new(answer, server.Take(answer.Id) ?? throw new InvalidOperationException($"request {answer.Id} left no spans: {answer.Error}"));
    }

    private static void Report(Point point, Cause cause, List<(Seen Plain, Seen Disturbed)> pairs)
    {
        var growth = Enum.GetValues<ServerStage>().Select(stage => (Stage: stage, Ms: Statistics.Median([.. pairs.Select(p => p.Disturbed.Ms(stage) - p.Plain.Ms(stage))]))).ToArray();
        foreach (var (stage, ms) in growth)
        {
            point.Value(GrowthMs, ms.Value, "", ValueKind.Measured, ms.Low, ms.High, new() { { "stage", stage.ToString() } });
        }

        var total = growth.Sum(g => Math.Max(0, g.Ms.Value));
        point.Value(Expected, Math.Max(0, growth.First(g => g.Stage == cause.Stage).Ms.Value) / total, "", ValueKind.Measured, at: new() { { "stage", cause.Stage.ToString() } });
        var ratio = Statistics.PairedRatio([.. pairs.Select(p => p.Disturbed.Answer.EndToEndMs)], [.. pairs.Select(p => p.Plain.Answer.EndToEndMs)], point.Seed);
        point.Value(Slower, ratio.Value, "", ValueKind.Measured, ratio.Low, ratio.High);
    }

    private static void ReadLog(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var log = VllmLog.Read(path);
        var options = new ServingOptions(Schedulers.ContinuousBatch, LineLatency.Rtx4090WithLlama31With8B, KvAllocators.Paged, new(2_587));
        var simulated = ServingSimulator.Run(options, log.Arrivals).Outcomes;
        foreach (var (name, from, to) in s_groups)
        {
            var at = new Parameters { { "requests", name } };
            var real = log.Requests.Take(to).Skip(from).Average(r => r.Ttft.Ms);
            var model = simulated.Take(to).Skip(from).Average(o => o.Ttft.Ms);
            point.Value(LogTtft, real, "real log", at: at);
            point.Value(LogTtft, model, "simulation of a warm server", ValueKind.Modelled, at: at);
            point.Value(LogRatio, real / model, "", ValueKind.Modelled, at: at);
        }

        point.Note = "vLLM 0.19.0, Llama-3.1-8B on one RTX 4090: the first requests after its start; the simulation has no start-up in it";
    }

    private static readonly (string Name, int From, int To)[] s_groups = [("1 to 12", 0, 12), ("13 to 30", 12, 30), ("31 to 40", 30, 40)];

    /// <summary>A cause of slow requests.</summary>
    /// <param name="Name">Its name in charts.</param>
    /// <param name="Stage">The span that it should stretch.</param>
    /// <param name="Disturb">Prepares the server and gives the disturbed request.</param>
    private sealed record Cause(string Name, ServerStage Stage, Func<TinyServer, double, (int Words, TinyRequest Request)> Disturb);

    private sealed record Seen(SentRequest Answer, ServerSpans Spans)
    {
        internal double Ms(ServerStage stage) => Spans.Of(stage, Answer.Sent).TotalMilliseconds;
    }
}
