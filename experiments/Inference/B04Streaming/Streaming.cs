namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>B4: what streaming makes faster.</summary>
    public static readonly IExperiment Streaming = Add(new Streaming());
}

/// <summary>B4: the same answers streamed, held back by a moderator's window, and buffered: when the first token is made, when it is seen, and what is out before a block.</summary>
/// <remarks>Measured on our own server over HTTP, one request at a time, the deliveries in random order within each round. The server says on its own clock when it made the first
/// token, the client says when it saw one.</remarks>
internal sealed partial class Streaming : IExperiment
{
    /// <summary>Words of the prompt.</summary>
    internal const int Input = 1_000;

    /// <summary>Tokens of the answer.</summary>
    internal const int Output = 40;

    /// <summary>How many tokens after a bad one a moderator needs before it blocks.</summary>
    internal const int ModeratorTokens = 16;

    private static readonly int[] s_windows = [0, 8, 32];

    public string Id => "b04-streaming";

    public string Title => "Streaming";

    public string Question => "What does streaming make faster, and what does it cost to look at an answer before the user does?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        context.Point(new() { { "part", "measured" } }, point => Measure(point, context));
    }

    private static void Compute(Point point)
    {
        var ttft = TinyModel.BaseMs + (Input * TinyModel.PromptUs / 1e3);
        var tpot = TinyModel.BaseMs + (TinyModel.SequenceUs / 1e3);
        for (var window = 0; window < Output; window++)
        {
            var at = new Parameters { { "window", window } };
            point.Value(VisibleMs, ttft + (window * tpot), FormulaName, ValueKind.Computed, at: at);
            point.Value(Exposed, Math.Max(0, ModeratorTokens - window), "", ValueKind.Computed, at: at);
        }
    }

    private static void Measure(Point point, RunContext context)
    {
        var pace = context.ByScale(0.02, 1.0, 1.0);
        if (TinyServer.Open(point, TinyModel.Options(pace)) is not { } server)
        {
            return;
        }

        var client = point.Own(new LoadGenerator(server));
        var deliveries = s_windows.Select(w => (Name: Name(w), Window: (ParameterValue)w, Request: new TinyRequest(0, Output, Window: w))).Append((Buffered, Buffered, new TinyRequest(0, Output, IsBuffered: true))).ToArray();
        foreach (var (name, _, request) in deliveries)
        {
            point.Check($"{name}: every token comes once and in order", () =>
            {
                var answer = client.Ask(Input, request);
                return (answer.Error.Length == 0, answer.Error.Length == 0 ? $"{answer.Tokens} tokens" : answer.Error);
            });
        }

        point.Note = $"prompts of {Input:N0} words, answers of {Output} tokens, one at a time; a step takes {TinyModel.BaseMs} ms + {TinyModel.PromptUs} us per prompt token + {TinyModel.SequenceUs} us";
        point.After(_ =>
        {
            var seen = deliveries.Select(_ => new List<Answered>()).ToArray();
            var order = Enumerable.Range(0, deliveries.Length).ToArray();
            var random = new Xoshiro256(point.Seed);
            for (var round = 0; round < context.ByScale(2, 12, 40); round++)
            {
                random.Shuffle<int>(order);
                foreach (var d in order)
                {
                    seen[d].Add(Ask(server, client, deliveries[d].Request));
                }
            }

            for (var d = 0; d < deliveries.Length; d++)
            {
                Report(point, deliveries[d].Name, deliveries[d].Window, seen[d]);
            }

            var ratio = Statistics.PairedRatio([.. seen[^1].Select(a => a.ServerTtft)], [.. seen[0].Select(a => a.ServerTtft)], point.Seed);
            point.Value(ServerRatio, ratio.Value, "", ValueKind.Measured, ratio.Low, ratio.High);
            var visible = Statistics.PairedRatio([.. seen[^1].Select(a => a.Visible)], [.. seen[0].Select(a => a.Visible)], point.Seed);
            point.Value(VisibleRatio, visible.Value, "", ValueKind.Measured, visible.Low, visible.High);
        });
    }

    private static Answered Ask(TinyServer server, LoadGenerator client, TinyRequest request)
    {
        var answer = client.Ask(Input, request);
        var spans = server.Take(answer.Id) ?? throw new InvalidOperationException($"request {answer.Id} left no spans: {answer.Error}");
        return new((spans.FirstToken - answer.Due).TotalMilliseconds, answer.TtftMs, answer.EndToEndMs);
    }

    private static void Report(Point point, string name, ParameterValue window, List<Answered> answers)
    {
        void Value(Metric metric, Func<Answered, double> of)
        {
            var median = Statistics.Median([.. answers.Select(of)]);
            point.Value(metric, median.Value, name, ValueKind.Measured, median.Low, median.High, new() { { "delivery", name }, { "window", window } });
        }

        Value(ServerMs, a => a.ServerTtft);
        Value(VisibleMs, a => a.Visible);
        Value(EndMs, a => a.End);
        Value(VisibleOverEnd, a => a.Visible / a.End);
        Value(VisibleOverServer, a => a.Visible / a.ServerTtft);
    }

    private static string Name(int window) => window == 0 ? Streamed : $"window of {window}";

    private readonly record struct Answered(double ServerTtft, double Visible, double End);
}
