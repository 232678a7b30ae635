namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A2, C1: where the time of an answer goes.</summary>
    public static readonly IExperiment Anatomy = Add(new Anatomy());
}

/// <summary>A2, C1: a request's way through a server, stage by stage: on our own server over HTTP, alone and under load, and in the log of a real one.</summary>
/// <remarks>The server notes when a request passes each stage, the client notes when it sent it and when it saw the last token, so the spans' sum and the end-to-end time are taken at
/// different places; what no span covers is the way of the last token back. Spans are means, so that they add up.</remarks>
internal sealed partial class Anatomy : IExperiment
{
    private static readonly double[] s_loads = [0.5, 0.8];

    public string Id => "a02-anatomy";

    public string Title => "Anatomy of a request";

    public string Question => "Where does the time of an answer go, alone on a server and under load?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "spans" }, { "load", Alone } }, point => Measure(point, context, 0));
        foreach (var load in s_loads)
        {
            context.Point(new() { { "part", "spans" }, { "load", Name(load) } }, point => Measure(point, context, load));
        }

        context.Point(new() { { "part", "log" } }, ReadLog, 0);
        OwnServerExam.Declare(context);
    }

    private static string Name(double load) => FormattableString.Invariant($"load {load}");

    private static void Measure(Point point, RunContext context, double load)
    {
        var pace = context.ByScale(0.02, 1.0, 1.0);
        if (TinyServer.Open(point, TinyModel.Options(pace)) is not { } server)
        {
            return;
        }

        var client = point.Own(new LoadGenerator(server));
        var count = context.ByScale(6, load == 0 ? 30 : 100, 300);
        var schedule = OwnServerExam.Schedule(OwnServerExam.Requests(count, Math.Max(load, s_loads[0]), pace, point.Seed));
        SentRequest[] Send() => load == 0 ? [.. schedule.Select(s => client.Ask(s.Input, s.Request))] : client.Run(schedule);
        point.Check("every token comes once and in order", () =>
        {
            var failed = schedule.Take(12).Select(s => client.Ask(s.Input, s.Request)).Where(a => a.Error.Length > 0).ToArray();
            return (failed.Length == 0, failed.Length == 0 ? "12 answers or all" : failed[0].Error);
        });
        point.Note = $"{count} requests, prompts of 200 to 800 words, answers of 8 to 32 tokens, {(load == 0 ? "one at a time" : "as a Poisson process")}";
        point.After(_ => Report(point, server, [.. Send().Where(a => a.Error.Length == 0)]));
    }

    private static void Report(Point point, TinyServer server, SentRequest[] answers)
    {
        var spans = answers.Select(a => (Answer: a, Spans: server.Take(a.Id) ?? throw new InvalidOperationException($"request {a.Id} left no spans"))).ToArray();
        foreach (var stage in Enum.GetValues<ServerStage>())
        {
            point.Value(SpanMs, spans.Average(s => s.Spans.Of(stage, s.Answer.Sent).TotalMilliseconds), kind: ValueKind.Measured, at: At(stage.ToString()));
        }

        point.Value(SpanMs, spans.Average(s => (s.Answer.Last - s.Spans.Flushed).TotalMilliseconds), kind: ValueKind.Measured, at: At(Back));
        point.Value(SpanMs, spans.Average(s => (s.Answer.Last - s.Answer.Sent).TotalMilliseconds), kind: ValueKind.Measured, at: At(Total));
        var covered = Statistics.Median([.. spans.Select(s => (s.Spans.Flushed - s.Answer.Sent) / (s.Answer.Last - s.Answer.Sent))]);
        point.Value(Covered, covered.Value, "", ValueKind.Measured, covered.Low, covered.High);
        point.Value(QueueShare, spans.Sum(s => s.Spans.Of(ServerStage.Queue, s.Answer.Sent).Ticks) / (double)spans.Sum(s => (s.Spans.FirstToken - s.Answer.Sent).Ticks), kind: ValueKind.Measured);
    }

    private static void ReadLog(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var requests = VllmLog.Read(path).Requests;
        point.Note = $"{requests.Count} requests of vLLM in deep overload; a scheduled time is up to one step before the step begins";
        point.Value(QueueShare, requests.Sum(r => (r.Scheduled - r.Queued).Seconds) / requests.Sum(r => r.Ttft.Seconds));
        foreach (var part in requests.Chunk((requests.Count + 9) / 10))
        {
            var from = (1 + (requests.Count - requests.SkipWhile(r => r != part[0]).Count())).ToString("000", System.Globalization.CultureInfo.InvariantCulture);
            point.Value(LogSpan, part.Average(r => (r.Scheduled - r.Queued).Seconds), at: new() { { "stage", "Queue" }, { "from", from } });
            point.Value(LogSpan, part.Average(r => (r.FirstToken - r.Scheduled).Seconds), at: new() { { "stage", "Prefill" }, { "from", from } });
            point.Value(LogSpan, part.Average(r => (r.LastToken - r.FirstToken).Seconds), at: new() { { "stage", "Decode" }, { "from", from } });
        }
    }

    private static Parameters At(string stage) => new() { { "stage", stage } };
}
