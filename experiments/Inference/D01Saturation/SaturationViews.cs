namespace HotRow.Lab;

/// <summary>What is made of D1's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class Saturation
{
    internal const string InRate = "prompt tokens";
    internal const string OutRate = "answer tokens";
    internal const string Simulated = "8B on one RTX 4090, modelled";
    internal const string Published = "70B on 8 A100, published";

    internal static readonly Metric Rate = new("saturation-rate", "Throughput", "tokens/s", true, "tokens of finished requests / (last token - first arrival)");
    internal static readonly Metric UserRate = new("saturation-user-rate", "Output rate of one user", "tokens/s", true, "1 / mean TPOT");
    internal static readonly Metric PerMinute = new("saturation-per-minute", "Finished requests", "1/min", true, "60 x finished requests / (last token - first arrival)");
    internal static readonly Metric Trade = new("saturation-trade", "Output throughput", "tokens/s", true, "answer tokens a second over all requests");
    internal static readonly Metric InSystem = new("saturation-in-system", "Requests in the system", "", null, "time average of the requests that arrived and are not done, integrated event by event");
    internal static readonly Metric LittleRatio = new("saturation-little", "L / (lambda W)", "", null, "time average of requests in the system / (finished requests / span x mean time in the system)");
    internal static readonly Metric Gain = new("saturation-gain", "Tokens a second, batch / one request", "x", true, "batch x time of a token alone / time of a token in the batch");
    internal static readonly Metric Price = new("saturation-price", "Time of a token, batch / one request", "x", false, "median time of a token in the batch / alone");
    internal static readonly Metric LogRate = new("saturation-log-rate", "Throughput of the real log", "tokens/s", true, "tokens of all 300 requests / (last token - first queued)");

    private static readonly Dictionary<string, string> s_backlog = new() { ["part"] = "backlog" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "More requests at once: throughput rises, and flattens", "cap", Rate, "variant", [], LogX: true, LogY: true, XLabel: "requests at once",
            Caption: $"{SimulatedServer.Title}: a backlog of {Input} prompt and {Output} answer tokens each. Prompt tokens and answer tokens cost different things and are counted apart.", Where: s_backlog),
        new(ChartKind.Line, "What each user gets meanwhile", "cap", UserRate, "", [], LogX: true, XLabel: "requests at once", Caption: "Modelled, the same runs: one over the mean time per output token.", Where: s_backlog),
        new(ChartKind.Line, "The trade: tokens a second for all against the time of a token", "tpot-ms", Trade, "variant", [], LogY: true, XLabel: "time per output token (ms)",
            Caption: "Each point is a number of requests at once, 1 to 64 from left to right. Modelled: prompts are computed between the tokens of answers. Published medians of splitwise-sim (MIT): tokens of answers alone."),
        new(ChartKind.Line, "Requests a minute", "cap", PerMinute, "", [], LogX: true, XLabel: "requests at once", Caption: "Modelled, the same runs. The same throughput in requests depends on how long they are.", Where: s_backlog),
        new(ChartKind.Line, "Requests in the system", "rate", InSystem, "", [], LogY: true, XLabel: "requests a second",
            Caption: $"{SimulatedServer.Title}, Poisson arrivals with lengths like those of Azure's conversations. By Little's law it is the rate x the mean time in the system.",
            Where: new Dictionary<string, string> { ["part"] = "little" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("Little's law: L / (lambda W) at 2 requests a second", "Little 1961", 1, 1e-9, "", r => r.Value(LittleRatio, ("rate", 2))),
        new("70B, batch 64: tokens a second over batch 1", "curriculum D1: 39 to 40 x (splitwise-sim)", 40, 1, "x", r => r.Value(Gain, ("batch", 64))),
        new("70B, batch 64: time of a token over batch 1", "curriculum D1: 1.6 x (splitwise-sim)", 1.6, 0.02, "x", r => r.Value(Price, ("batch", 64))),
        new("real log: prompt tokens", "257,239 tokens in 183.57 s", 1_401, 1, "tokens/s", r => r.Value(LogRate, ("variant", InRate))),
        new("real log: answer tokens", "195,753 tokens in 183.57 s", 1_066, 1, "tokens/s", r => r.Value(LogRate, ("variant", OutRate))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-double-triple", "003, Latency-Throughput Trade-Off", "Batching doubles or triples throughput, for those who accept more latency.", JudgeGain),
        new("003-throughput-worse-latency", "003, Latency-Throughput Trade-Off", "Higher throughput means a longer time per output token.", JudgeTrade),
        new("003-in-out-apart", "003, Throughput", "Input and output throughput are different figures and are to be measured apart.", JudgeApart),
        new("003-rpm", "003, User-Scaled Throughput", "Requests a minute show how a system behaves with many users.", JudgePerMinute),
    ];

    public Headline Headline(ResultSet results)
    {
        var (one, most) = (OutputOf(results, 1), OutputOf(results, 64));
        return new("64 requests at once over one: answer tokens a second", most / one, double.NaN, double.NaN, "x", ValueKind.Modelled);
    }

    private static double OutputOf(ResultSet results, int cap) => results.Value(Rate, ("variant", OutRate), ("cap", cap));

    private static double Ratio(ResultSet results, int from, int to) => OutputOf(results, to) / OutputOf(results, from);

    private static Verdict JudgeGain(ResultSet results)
    {
        var (whole, late) = (Ratio(results, 1, 64), Ratio(results, 8, 64));
        if (double.IsNaN(whole + late))
        {
            return Verdict.NotRun;
        }

        var table = results.Value(Gain, ("batch", 64));
        var figure = $"8B on one RTX 4090, modelled: from 1 to 64 at once {whole:0.0} x, from 8 to 64 {late:0.0} x"
            + (double.IsNaN(table) ? "" : $"; 70B on 8 A100, published, tokens of answers alone: {table:0.0} x from 1 to 64");
        return IsTwoOrThree(whole) && (double.IsNaN(table) || IsTwoOrThree(table)) ? Verdict.Reproduced(figure)
            : IsTwoOrThree(late) ? Verdict.Depends("where one starts: tuning a server that batches already gives 2 to 3 x, batching itself far more", figure)
            : Verdict.Contradicted(figure);
    }

    // "Double or triple", with room for rounding.
    private static bool IsTwoOrThree(double gain) => gain is >= 1.75 and <= 3.5;

    private static Verdict JudgeTrade(ResultSet results)
    {
        var steps = Caps.Select(c => (Cap: c, All: OutputOf(results, c), User: results.Value(UserRate, ("cap", c)))).ToArray();
        if (Array.Exists(steps, s => double.IsNaN(s.All + s.User)))
        {
            return Verdict.NotRun;
        }

        var figure = $"1 at once: {steps[0].All:0} tokens/s for all, {steps[0].User:0.0} for each; 64 at once: {steps[^1].All:0} and {steps[^1].User:0.0}";
        var pairs = steps.Zip(steps.Skip(1)).ToArray();
        return pairs.All(p => p.Second.All > p.First.All && p.Second.User < p.First.User) ? Verdict.Reproduced(figure)
            : steps[^1].All > steps[0].All && steps[^1].User >= steps[0].User ? Verdict.Contradicted(figure)
            : Verdict.Depends("the number at once: beyond some, throughput hardly grows", figure);
    }

    private static Verdict JudgeApart(ResultSet results)
    {
        var (prompt, answer) = (results.Value(LogRate, ("variant", InRate)), results.Value(LogRate, ("variant", OutRate)));
        var (inModel, outModel) = (results.Value(Rate, ("variant", InRate), ("cap", 64)), OutputOf(results, 64));
        if (double.IsNaN(inModel + outModel))
        {
            return Verdict.NotRun;
        }

        var figure = $"backlog, 64 at once, modelled: {inModel:0} prompt and {outModel:0} answer tokens/s" + (double.IsNaN(prompt + answer) ? "" : $"; the real log of 300 requests: {prompt:0} and {answer:0}");
        var same = Math.Abs((inModel / outModel) - 1) < 0.05 && (double.IsNaN(prompt + answer) || Math.Abs((prompt / answer) - 1) < 0.05);
        return same ? Verdict.Contradicted(figure, "one figure would do") : Verdict.Reproduced(figure);
    }

    private static Verdict JudgePerMinute(ResultSet results)
    {
        var (one, most) = (results.Value(PerMinute, ("cap", 1)), results.Value(PerMinute, ("cap", 64)));
        var figure = $"{one:0.0} a minute one at a time, {most:0} with 64 at once, of {Input} + {Output} tokens each";
        return double.IsNaN(one + most) ? Verdict.NotRun
            : most > one ? Verdict.Depends("the requests' lengths: a count of requests says little without them", figure)
            : Verdict.Contradicted(figure, "the count does not change with the users");
    }
}
