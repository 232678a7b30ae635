namespace HotRow.Lab;

/// <summary>What is made of B5's points: metrics, charts, check rows, verdict.</summary>
internal sealed partial class HockeyStick
{
    internal const string Random = "random arrivals and services";

    internal static readonly Metric Response = new("response", "Mean response / mean service", "", false, "mean of (end - arrival) / mean service time");
    internal static readonly Metric Slowest = new("response-p99", "p99 of the response / mean service", "", false, "99th percentile (linear) of end - arrival / mean service time");
    internal static readonly Metric Ttft = new("hockey-ttft", "Time to first token", "s", false, "end of the step that makes the first token - arrival");

    private const string LoadAxis = "load: what comes / what can be processed";

    // Twice the response of an idle server is a latency that has degraded; a tenth more is one that has not.
    private const double Degraded = 2;
    private const double Unchanged = 1.1;

    private static readonly ReferenceLine s_saturation = new("as much comes as can be processed", [(1, 1), (1, 1_000)]);

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Latency doubles at half load and is tenfold at nine tenths", "load", Response, "variant", [s_saturation], LogY: true, XLabel: LoadAxis,
            Caption: "One request at a time, open loop. Solid: closed forms; dashed: simulated, with gaps and services of given variation (standard deviation / mean). Beyond a load of 1 the mean belongs to a run of that length and grows with it.",
            Where: new Dictionary<string, string> { ["part"] = "computed|queue" }),
        new(ChartKind.Line, "The slowest percent leaves first", "load", Slowest, "variant", [s_saturation], LogY: true, XLabel: LoadAxis,
            Caption: "The same simulated queues.", Where: new Dictionary<string, string> { ["part"] = "queue" }),
        new(ChartKind.Line, "A server that batches: flat for longer, then as steep", "rate", Ttft, "variant", [], LogX: true, LogY: true, XLabel: "requests a second",
            Caption: $"{SimulatedServer.Title}, continuous batching, Poisson arrivals with lengths like those of Azure's conversations. Beyond the knee the value belongs to a run of that length.",
            Where: new Dictionary<string, string> { ["part"] = "server" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("M/M/1 simulated at load 0.5", "curriculum B5: 1 / (1 - load)", 2, 0.05, "x", r => At(r, 0.5)?.Value ?? double.NaN),
        new("M/M/1 simulated at load 0.9", "curriculum B5: 1 / (1 - load)", 10, 1.4, "x", r => At(r, 0.9)?.Value ?? double.NaN),
        new("M/M/1 by formula at load 0.99", "curriculum B5: 1 / (1 - load)", 100, 1e-9, "x", r => r.Value(Response, ("variant", Formula), ("load", 0.99))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-y-over-x", "003, Why Providers Separate Online and Batch APIs", "A service that can process X requests a second degrades in latency when the traffic Y exceeds X.", JudgeLoad),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("mean response at nine tenths of what can be processed, in service times", At(results, 0.9), "x");

    private static Observation? At(ResultSet results, double load) => results.Single(Response, ("variant", Random), ("load", load));

    private static Verdict JudgeLoad(ResultSet results)
    {
        if (At(results, 0.5) is not { } half || At(results, 0.9) is not { } most)
        {
            return Verdict.NotRun;
        }

        var figure = $"mean response at load 0.5: {half.Value:0.00} service times, at 0.9: {most.Value:0.0} [{most.Low:0.0}, {most.High:0.0}]";
        return most.Low >= Degraded ? Verdict.Contradicted(figure, "latency degrades long before Y reaches X; beyond X it has no bound")
            : most.High <= Unchanged ? Verdict.Reproduced(figure)
            : Verdict.Depends("how irregular arrivals and services are", figure);
    }
}
