namespace HotRow.Lab;

/// <summary>What is made of B1's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class MicroBatching
{
    internal static readonly Metric P50 = new("latency-p50", "Latency, median", "ms", false, "end of the step - arrival; linear percentile");
    internal static readonly Metric P99 = new("latency-p99", "Latency, p99", "ms", false, "end of the step - arrival; linear percentile");
    internal static readonly Metric MachineMs = new("machine-ms", "Machine time for a request", "ms", false, "time spent computing / requests: what a request costs");
    internal static readonly Metric MeanSize = new("mean-batch-size", "Mean size of a batch", "", true, "requests / batches; closed form 1 + rate x window while no batch is full");

    private const string WindowAxis = "window (ms)";

    // An increase of the median that a user or a dashboard would hardly see.
    private const double Noticeable = 0.1;

    private static readonly Dictionary<string, string> s_cost = new() { ["part"] = "cost" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "The median pays the window until the machine is short", "window", P50, "variant", [], LogY: true, XLabel: WindowAxis,
            Caption: $"{SimulatedServer.Title}; Poisson arrivals, prompts of 50 tokens, one token of answer. A window of 0 still batches what came during the last step.", Where: s_cost),
        new(ChartKind.Line, "What the window saves: machine time for a request", "window", MachineMs, "variant", [], XLabel: WindowAxis,
            Caption: "Modelled, as above. Busy machines batch without a window, idle ones save nothing that somebody else could use.", Where: s_cost),
        new(ChartKind.Line, "The tail over the window", "window", P99, "variant", [], LogY: true, XLabel: WindowAxis, Caption: "Modelled, as above.", Where: s_cost),
        new(ChartKind.Line, "A batch holds 1 + rate x window requests", "window", MeanSize, "variant", [], LogY: true, XLabel: WindowAxis,
            Caption: "Modelled with a server that takes no time, beside the closed form.",
            Where: new Dictionary<string, string> { ["part"] = "size" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } = [Size(20, 50), Size(100, 10), Size(100, 50), Size(400, 50)];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-micro-batch-harmless", "003, Online Inference APIs", "An online service may batch in small windows without latency rising noticeably.", JudgeHarmless),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("100 requests a second, window 10 ms: machine time for a request", Of(results, MachineMs, 100, 10), "ms");

    private static string At(double rate) => $"{rate:0}/s";

    private static Observation? Of(ResultSet results, Metric metric, double rate, double window) => results.Single(metric, ("part", "cost"), ("variant", At(rate)), ("window", window));

    private static CheckFigure Size(double rate, double window) =>
        new($"mean size at {rate:0}/s, window {window:0} ms", "curriculum B1: 1 + rate x window, within 2 %", 1 + (rate * window / 1e3), 0.02 * (1 + (rate * window / 1e3)), "",
            r => r.Value(MeanSize, ("part", "size"), ("window", window), ("variant", $"{At(rate)}, simulated")));

    private static Verdict JudgeHarmless(ResultSet results)
    {
        var found = s_rates.SelectMany(rate => s_windows.Skip(1).Select(window => (Rate: rate, Window: window, Without: Of(results, P50, rate, 0), With: Of(results, P50, rate, window)))).ToArray();
        if (Array.Exists(found, f => f.Without is null || f.With is null))
        {
            return Verdict.NotRun;
        }

        var figure = "median latency against no window: " + string.Join("; ", s_rates.Select(rate => $"{At(rate)} " + string.Join(", ", found.Where(f => f.Rate == rate && f.Window is (1 or 10 or 50))
            .Select(f => $"{100 * (f.With!.Value / f.Without!.Value - 1):+0;-0;0} % at {f.Window:0} ms"))));
        var harmless = found.Count(f => f.With!.Value <= (1 + Noticeable) * f.Without!.Value);
        return harmless == found.Length ? Verdict.Reproduced(figure)
            : harmless == 0 ? Verdict.Contradicted(figure, "every window shows in the median")
            : Verdict.Depends("the window beside the time of a step, and how busy the machine is", figure);
    }
}
