using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What is made of D5's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class GoodputLimits
{
    internal static readonly Metric PerSecond = new("requests-per-s", "Requests", "1/s", true, "finished requests, or those of them that keep all objectives / (last token - first arrival)");
    internal static readonly Metric PerMinute = new("goodput-per-minute", "Goodput per minute", "1/min", true, "requests that keep all objectives / minutes");
    internal static readonly Metric RateLimit = new("rate-limit", "Highest rate at which 9 of 10 keep their objectives", "1/s", true, "bisected to 2 %, on simulations of the same requests");
    internal static readonly Metric AloneAttained = new("alone-attained", "Share that keeps its objectives on an idle server", "", true, "requests that keep all objectives / requests, at 0.02 a second");
    internal static readonly Metric RefusedShare = new("refused-share", "Refused", "", false, "requests that find no token / requests");
    internal static readonly Metric Kept = new("kept", "Requests that keep both objectives", "", true, "requests of the log with TTFT within the limit and TPOT within 100 ms");

    internal const string DocumentName = "document's example";
    internal const string Finished = "all that finish";
    internal const double Promised = 0.9;

    private const string LogSource = "curriculum D5, on the 300 requests";

    // A fall to less than half is a collapse and no noise.
    private const double Collapsed = 0.5;

    private static readonly string s_shown = Name(SimulatedServer.Objectives);

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Past its capacity a server finishes as much as ever, and almost nothing in time", "rate", PerSecond, "variant", [], XLabel: "requests offered (1/s)",
            Caption: "Simulated: one RTX 4090, Llama 3.1 8B, continuous batching, Azure-like lengths. Limits: TTFT/TPOT. What lies right of the bend depends on the length of the run.",
            Where: new Dictionary<string, string> { ["part"] = "rates" }),
        new(ChartKind.Line, "Which objective fails first, and where", "rate", ServingMetrics.Attainment, "variant", [ReferenceLine.Horizontal("9 of 10", Promised)], XLabel: "requests offered (1/s)",
            Caption: "The same runs. An objective that an idle server misses is missed at every rate.", Where: new Dictionary<string, string> { ["part"] = "rates" }),
        new(ChartKind.HeatMap, "Attainment at 2.5 requests a second, by the two limits", "ttft", ServingMetrics.Attainment, "tpot", [], XLabel: "limit of the time to first token (ms)",
            Caption: "Rows: limit of the time per output token (ms). Simulated, one RTX 4090.", Where: new Dictionary<string, string> { ["part"] = "grid" }),
        new(ChartKind.Bar, "The same requests, four schedulers: finished, and finished as promised", "scheduler", PerSecond, "variant", [ReferenceLine.Horizontal("offered: 2.5/s", GridRate)], XLabel: "scheduler",
            Caption: "Simulated; limits 1 s to the first token and 100 ms for each after it. Static and dynamic batches of 8.", Where: new Dictionary<string, string> { ["part"] = "schedulers" }),
        new(ChartKind.Line, "Goodput for a dollar has a best number of replicas", "replicas", ServingMetrics.GoodputPerDollar, "variant", [], LogY: true, XLabel: "replicas",
            Caption: "Simulated at 5.53 requests a second, round robin, $1 an hour for each device; another price scales all lines alike.", Where: new Dictionary<string, string> { ["part"] = "replicas" }),
        new(ChartKind.Line, "A provider's limit of 60 a minute refuses some below it, too", "burst", RefusedShare, "variant", [], LogX: true, XLabel: "burst that the provider allows (requests)",
            Caption: "Modelled: a bucket that fills at one token a second; Poisson arrivals.", Where: new Dictionary<string, string> { ["part"] = "throttle" }),
        new(ChartKind.Bar, "300 real requests in overload: how many kept a limit", "ttft-s", Kept, "", [ReferenceLine.Horizontal("all: 300", 300)], XLabel: "limit of the time to first token (s); time per output token within 100 ms",
            Caption: "Counted on the log of one vLLM server, 10.3 requests a second offered and 1.63 finished.", Where: new Dictionary<string, string> { ["part"] = "log" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("the document's 30 a minute", "closed form", 0.5, 1e-9, "1/s", r => r.Value(ServingMetrics.Goodput, ("variant", DocumentName))),
        .. s_logTtft.Zip([1.0, 26, 41, 72, 148], (seconds, kept) =>
            new CheckFigure(FormattableString.Invariant($"real log: TTFT within {seconds} s, TPOT within 100 ms"), LogSource, kept, 0.5, "", r => r.Value(Kept, ("ttft-s", seconds)))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-goodput-30", "003, Goodput", "100 requests a minute are completed and 30 keep their objectives: the goodput is 30 a minute.", JudgeExample),
        new("003-goodput-unit", "003, Goodput", "Goodput is a number of requests per second; its example gives 30.", JudgeUnit),
        new("003-volume-not-usefulness", "003, Goodput", "Throughput measures volume, goodput measures usefulness: raw throughput may be high while few requests are served well.", JudgeVolume),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("highest rate at which 9 of 10 requests keep 1 s and 100 ms, one RTX 4090", results.Single(RateLimit, ("variant", s_shown)), "1/s");

    private static Verdict JudgeExample(ResultSet results)
    {
        var found = results.Value(PerMinute, ("variant", DocumentName));
        return double.IsNaN(found) ? Verdict.NotRun
            : found == 30 ? Verdict.Reproduced(FormattableString.Invariant($"{found:0} a minute of 100, {found / 100:0 %} of the throughput"))
            : Verdict.Contradicted(FormattableString.Invariant($"{found:0} a minute"));
    }

    private static Verdict JudgeUnit(ResultSet results)
    {
        var (second, minute) = (results.Value(ServingMetrics.Goodput, ("variant", DocumentName)), results.Value(PerMinute, ("variant", DocumentName)));
        return double.IsNaN(second + minute) ? Verdict.NotRun
            : second == minute ? Verdict.Reproduced(FormattableString.Invariant($"{second:0.0}/s"))
            : Verdict.Depends("the unit: the definition is per second, the example per minute", FormattableString.Invariant($"{minute:0}/min is {second:0.0}/s"));
    }

    private static Verdict JudgeVolume(ResultSet results)
    {
        var finished = results.Where(PerSecond, ("part", "rates"), ("variant", Finished)).OrderBy(o => o["rate"].Number).ToArray();
        var kept = results.Where(PerSecond, ("part", "rates"), ("variant", s_shown)).OrderBy(o => o["rate"].Number).ToArray();
        if (finished.Length < 2 || kept.Length != finished.Length)
        {
            return Verdict.NotRun;
        }

        var best = Array.IndexOf(kept, kept.MaxBy(o => o.Value));
        var figure = FormattableString.Invariant(
            $"offered {kept[best]["rate"].Number}/s: {finished[best].Value:0.00}/s finish, {kept[best].Value:0.00}/s as promised; offered {kept[^1]["rate"].Number}/s: {finished[^1].Value:0.00}/s and {kept[^1].Value:0.00}/s (simulated)");
        return finished[^1].Value >= finished[best].Value && kept[^1].Value < Collapsed * kept[best].Value ? Verdict.Reproduced(figure)
            : kept[^1].Value >= kept[best].Value ? Verdict.Contradicted(figure, "both grow together at these rates")
            : Verdict.Depends("the load: below a server's capacity the two are nearly the same", figure);
    }
}
