namespace HotRow.Lab;

/// <summary>What is made of C2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class TtftUnderLoad
{
    internal static readonly Metric TtftMs = new("ttft-of-request-ms", "Time to first token", "ms", false, "first token - arrival, of one request");
    internal static readonly Metric MedianTtft = new("median-ttft-ms", "Median time to first token", "ms", false, "median of first token - arrival");
    internal static readonly Metric Slope = new("slope-us", "Time to first token for one more prompt token", "us", null, "slope of the line of least squares of TTFT over prompt length");
    internal static readonly Metric R2 = new("r2", "Explained share of the variance (R^2)", "", null, "squared correlation with the time to first token");
    internal static readonly Metric QueueShare = new("queue-share", "Share of waiting in the time to first token", "", false, "sum of (first scheduled - arrival) / sum of TTFT");

    internal const string LogName = "real log, overload";
    internal const string ByLength = "by prompt length";
    internal const string ByOrder = "by order of arrival";
    internal const string BegunByLength = "from its scheduling on, by prompt length";

    private const string Source = "curriculum C2, on the 300 requests";

    // What explains less than a tenth is not to be seen in a plot; what explains nine tenths is all there is to see.
    private const double Little = 0.1;
    private const double Most = 0.9;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Scatter, "Idle: a line. Busy: a cloud above it. Overloaded: no prompt length to be seen", "input-tokens", TtftMs, "load", [], LogX: true, LogY: true, XLabel: "prompt (tokens)",
            Caption: "Simulated: Llama 3.1 8B on one RTX 4090, which serves some 3.7 such requests a second. Every fourth of the first 300 requests, the same ones at each load.",
            Where: new Dictionary<string, string> { ["part"] = "simulated" }),
        new(ChartKind.Bar, "What explains the time to first token", "load", R2, "variant", [], XLabel: "load",
            Caption: "R^2 of straight lines. Rates: simulated; the log: 300 real requests to the same model and device, at 10.3/s."),
        new(ChartKind.Bar, "How much of the time to first token is waiting", "load", QueueShare, "", [ReferenceLine.Horizontal("all of it", 1)], XLabel: "load",
            Caption: "Waiting ends when the request is first scheduled. Rates: simulated; the log: counted."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("idle: time to first token for one more prompt token", "curriculum C2: a prompt of 2,048 tokens takes 193.0 ms by the per-layer tables", 94.2, 4.7, "us", r => r.Value(Slope, ("load", Name(s_rates[0])))),
        new("real log: R^2 by prompt length", Source, 0.00005, 0.001, "", r => r.Value(R2, ("load", LogName), ("variant", ByLength))),
        new("real log: R^2 by order of arrival", Source, 0.9904, 0.001, "", r => r.Value(R2, ("load", LogName), ("variant", ByOrder))),
        new("real log: R^2 from scheduling on, by prompt length", Source, 0.064, 0.005, "", r => r.Value(R2, ("load", LogName), ("variant", BegunByLength))),
        new("real log: waiting in the time to first token", Source, 0.99594, 0.0005, "", r => r.Value(QueueShare, ("load", LogName))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-ttft-is-prefill", "003, Time To First Token", "The time to first token corresponds to the prefill phase; judged is the share of waiting in it.", JudgePrefill),
        new("003-plot-ttft-length", "003, Recommended diagnostics", "Plot TTFT against input length: it depends strongly on the length.", JudgePlot),
    ];

    public Headline Headline(ResultSet results)
    {
        var real = results.Single(QueueShare, ("load", LogName));
        return HotRow.Headline.From(
            real is null ? "share of waiting in the time to first token, overload" : "share of waiting in the time to first token, real log", real ?? results.Single(QueueShare, ("load", Name(s_rates[^1]))), "");
    }

    private static Verdict JudgePrefill(ResultSet results)
    {
        var shares = results.Where(QueueShare).ToArray();
        if (shares.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "waiting: " + Listed(shares, o => FormattableString.Invariant($"{100 * o.Value:0.0} %"));
        return shares.All(o => o.Value < Little) ? Verdict.Reproduced(figure)
            : shares.All(o => o.Value > 1 - Little) ? Verdict.Contradicted(figure, "it is the queue")
            : Verdict.Depends("the load: an idle server's is the prompt's time, a server's that cannot keep up is its queue's", figure);
    }

    private static Verdict JudgePlot(ResultSet results)
    {
        var explained = results.Where(R2, ("variant", ByLength)).ToArray();
        if (explained.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "R^2 by prompt length: " + Listed(explained, o => FormattableString.Invariant($"{o.Value:0.000}"));
        return explained.All(o => o.Value > Most) ? Verdict.Reproduced(figure)
            : explained.All(o => o.Value < Little) ? Verdict.Contradicted(figure, "the order of arrival explains it, not the prompt")
            : Verdict.Depends("the load: the plot shows the prompt on an idle server and nothing in overload, so look at the queue first", figure);
    }

    private static string Listed(Observation[] found, Func<Observation, string> text) => string.Join(", ", found.Select(o => $"{text(o)} ({o["load"].Text})"));
}
