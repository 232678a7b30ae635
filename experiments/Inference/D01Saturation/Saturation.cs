using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>D1, D4: throughput against the number of requests at once.</summary>
    public static readonly IExperiment Saturation = Add(new Saturation());
}

/// <summary>D1, D4: the same backlog with 1 to 64 requests at once: what does throughput gain, and what does each user lose?</summary>
/// <remarks>The backlog is there from the start, so the number of requests at once is the cap and nothing else limits the server.
/// <para><i>Deviation:</i> simulated and read from a published table. The curriculum's measured sweep needs a language model and comes with the transformer.</para></remarks>
internal sealed partial class Saturation : IExperiment
{
    internal const int Input = 512;
    internal const int Output = 128;

    internal static readonly int[] Caps = [1, 2, 4, 8, 16, 32, 48, 64];

    private const string Model = "llama2-70b";
    private const int Devices = 8;

    private static readonly int[] s_batches = [1, 2, 4, 8, 16, 32, 64];
    private static readonly double[] s_rates = [0.5, 1, 2, 2.5, 3];

    public string Id => "d01-saturation";

    public string Title => "Saturation";

    public string Question => "How much throughput do more requests at once give, and what does each of them pay?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "backlog" } }, point => Backlog(point, context.ByScale(64, 640, 2_560)), 1);
        context.Point(new() { { "part", "little" } }, point => Little(point, context.ByScale(200, 5_000, 30_000)), 0.5);
        context.Point(new() { { "part", "table" } }, Table, 0.1);
        context.Point(new() { { "part", "log" } }, Log, 0.1);
    }

    private static void Backlog(Point point, int requests)
    {
        point.Note = $"{requests:N0} requests of {Input} prompt and {Output} answer tokens, all there at the start; {SimulatedServer.Title}";
        foreach (var cap in Caps)
        {
            var run = SimulatedServer.Run(
                SimulatedServer.Options(Schedulers.ContinuousBatch, new(cap)), Enumerable.Range(0, requests).Select(id => new ServingRequest(id, SimTime.Zero, Input, Output)));
            var done = ServingMetrics.Throughput(run.Outcomes);
            var tpot = run.Outcomes.Average(o => o.TpotSeconds);
            var at = new Parameters { { "cap", cap } };
            point.Value(Rate, done.InputPerSecond, InRate, ValueKind.Modelled, at: at);
            point.Value(Rate, done.OutputPerSecond, OutRate, ValueKind.Modelled, at: at);
            point.Value(UserRate, 1 / tpot, "", ValueKind.Modelled, at: at);
            point.Value(PerMinute, done.RequestsPerMinute, "", ValueKind.Modelled, at: at);
            point.Value(Trade, done.OutputPerSecond, Simulated, ValueKind.Modelled, at: new() { { "tpot-ms", Math.Round(tpot * 1e3, 2) }, { "at-once", cap } });
        }
    }

    // L is integrated over time by the simulator, event by event; lambda and W come from the requests.
    private static void Little(Point point, int requests)
    {
        foreach (var rate in s_rates)
        {
            var run = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch), SimulatedServer.AzureLike(rate, requests, point.Seed));
            var lambda = run.Done / run.Span.Seconds;
            var inSystem = lambda * run.Outcomes.Average(o => o.EndToEnd.Seconds);
            point.Value(InSystem, run.MeanInSystem, "", ValueKind.Modelled, at: new() { { "rate", rate } });
            point.Value(LittleRatio, run.MeanInSystem / inSystem, "", ValueKind.Modelled, at: new() { { "rate", rate } });
        }
    }

    private static void Table(Point point)
    {
        if (RealData.Open(point, SplitwiseTable.FileName) is not { } path)
        {
            return;
        }

        point.Note = $"Llama 2 70B on {Devices} A100 80 GB, prompts of 512 tokens, answers of {SplitwiseTable.AnswerTokens}: published medians of splitwise-sim";
        var table = SplitwiseTable.Read(path);
        double TokenMs(int batch) => table.Median(Model, "a100-80gb", Devices, 512, batch, r => r.TokenMs);
        var alone = TokenMs(1);
        foreach (var batch in s_batches.Where(b => !double.IsNaN(TokenMs(b))))
        {
            var ms = TokenMs(batch);
            point.Value(Trade, batch * 1e3 / ms, Published, ValueKind.Counted, at: new() { { "tpot-ms", Math.Round(ms, 2) }, { "at-once", batch } });
            point.Value(Gain, batch * alone / ms, "", ValueKind.Counted, at: new() { { "batch", batch } });
            point.Value(Price, ms / alone, "", ValueKind.Counted, at: new() { { "batch", batch } });
        }
    }

    private static void Log(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var requests = VllmLog.Read(path).Requests;
        var seconds = requests.Max(r => r.LastToken).Seconds;
        point.Value(LogRate, requests.Sum(r => (long)r.InputTokens) / seconds, InRate, ValueKind.Counted);
        point.Value(LogRate, requests.Sum(r => (long)r.OutputTokens) / seconds, OutRate, ValueKind.Counted);
    }
}
