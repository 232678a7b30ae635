using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C7: the first token a model makes, and the first that a user sees.</summary>
    public static readonly IExperiment TimeToPublish = Add(new TimeToPublish());
}

/// <summary>C7: a hidden plan and a tool before the answer: time to publish = TTFT + hidden tokens x TPOT + tool.</summary>
/// <remarks>Modelled for Llama 3.1 8B on one RTX 4090 through the simulator, alone on the device; measured on our own server over HTTP. The server keeps the plan's keys and values, so
/// the answer goes on with one more token after the tool.
/// <para><i>Deviation:</i> a tool is a pause of given length; real tools differ from call to call.</para></remarks>
internal sealed partial class TimeToPublish : IExperiment
{
    private const int Prompt = 1_000;
    private const int Visible = 24;

    private static readonly int[] s_hidden = [0, 10, 30, 100, 300, 1_000, 3_000];
    private static readonly (int Hidden, int ToolMs)[] s_flows = [(0, 0), (20, 0), (60, 0), (20, 100)];

    public string Id => "c07-time-to-publish";

    public string Title => "Time to publish";

    public string Question => "How long after the model's first token does a user see one, when the model plans and calls a tool first?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "modelled" } }, Model, 0);
        context.Point(new() { { "part", "measured" } }, point => Measure(point, context));
    }

    private static void Model(Point point)
    {
        var options = new ServingOptions(Schedulers.ContinuousBatch, LineLatency.Rtx4090WithLlama31With8B, KvAllocators.Paged, new(2_587));
        foreach (var hidden in s_hidden)
        {
            var done = ServingSimulator.Run(options, [new(0, SimTime.Zero, Prompt, hidden + Visible, HiddenTokens: hidden)]).Outcomes[0];
            var at = new Parameters { { "hidden", hidden } };
            var formula = done.Ttft.Ms + (hidden * done.TpotSeconds * 1e3);
            point.Value(PublishMs, (done.FirstVisible - done.Arrival).Ms, Simulated, ValueKind.Modelled, at: at);
            point.Value(PublishMs, formula, FormulaName, ValueKind.Modelled, at: at);
            point.Value(PublishMs, done.Ttft.Ms, FirstToken, ValueKind.Modelled, at: at);
            point.Value(ToFormula, (done.FirstVisible - done.Arrival).Ms / formula, Simulated, ValueKind.Modelled, at: at);
            point.Value(Later, (done.FirstVisible - done.Arrival).Ms / done.Ttft.Ms, Simulated, ValueKind.Modelled, at: at);
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
        foreach (var flow in s_flows)
        {
            point.Check($"{Name(flow)}: every visible token comes once and in order", () =>
            {
                var answer = client.Ask(Prompt, Request(flow, pace));
                return (answer.Error.Length == 0, answer.Error.Length == 0 ? $"{answer.Tokens} tokens" : answer.Error);
            });
        }

        point.Note = $"prompts of {Prompt:N0} words, {Visible} visible tokens, one request at a time";
        point.After(_ =>
        {
            var seen = s_flows.Select(_ => new List<(double First, double Published, double Formula)>()).ToArray();
            var order = Enumerable.Range(0, s_flows.Length).ToArray();
            var random = new Xoshiro256(point.Seed);
            for (var round = 0; round < context.ByScale(2, 10, 40); round++)
            {
                random.Shuffle<int>(order);
                foreach (var f in order)
                {
                    seen[f].Add(Ask(server, client, s_flows[f], pace));
                }
            }

            for (var f = 0; f < s_flows.Length; f++)
            {
                Report(point, s_flows[f], seen[f]);
            }
        });
    }

    private static TinyRequest Request((int Hidden, int ToolMs) flow, double pace) => new(0, Visible, flow.Hidden, (int)(flow.ToolMs * pace));

    private static (double First, double Published, double Formula) Ask(TinyServer server, LoadGenerator client, (int Hidden, int ToolMs) flow, double pace)
    {
        var request = Request(flow, pace);
        var answer = client.Ask(Prompt, request);
        var spans = server.Take(answer.Id) ?? throw new InvalidOperationException($"request {answer.Id} left no spans: {answer.Error}");
        var first = (spans.FirstToken - answer.Due).TotalMilliseconds;
        return (first, answer.TtftMs, first + (flow.Hidden * answer.TpotMs) + request.ToolMs);
    }

    private static void Report(Point point, (int Hidden, int ToolMs) flow, List<(double First, double Published, double Formula)> seen)
    {
        var at = new Parameters { { "flow", Name(flow) }, { "hidden", flow.Hidden }, { "tool", flow.ToolMs } };
        void Value(Metric metric, string variant, Func<(double First, double Published, double Formula), double> of)
        {
            var median = Statistics.Median([.. seen.Select(of)]);
            point.Value(metric, median.Value, variant, ValueKind.Measured, median.Low, median.High, at);
        }

        Value(PublishMs, Measured, s => s.Published);
        Value(PublishMs, FirstToken, s => s.First);
        Value(ToFormula, Measured, s => s.Published / s.Formula);
        Value(Later, Measured, s => s.Published / s.First);
    }

    private static string Name((int Hidden, int ToolMs) flow) => flow.Hidden == 0 ? "no plan" : $"{flow.Hidden} hidden{(flow.ToolMs > 0 ? $", tool {flow.ToolMs} ms" : "")}";
}
