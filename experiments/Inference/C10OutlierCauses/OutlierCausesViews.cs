namespace HotRow.Lab;

/// <summary>What is made of C10's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class OutlierCauses
{
    internal static readonly Metric GrowthMs = new("growth-ms", "Growth of the stage", "ms", false, "median over pairs of (stage of the disturbed request - stage of the plain one)");
    internal static readonly Metric Expected = new("expected-share", "Share of the growth in the cause's own stage", "", null, "growth of that stage / sum of the growths above 0");
    internal static readonly Metric Slower = new("slower", "Disturbed over plain, end to end", "x", false, "median over pairs of the ratio of end-to-end times");
    internal static readonly Metric LogTtft = new("log-ttft-ms", "Mean time to first token", "ms", false, "first token - queued, mean of the named requests");
    internal static readonly Metric LogRatio = new("log-ttft-ratio", "Real over simulated time to first token", "x", null, "mean of the log / mean of the simulation");

    // An outlier is at least that much slower than its plain neighbour.
    private const double Outlier = 1.5;

    // The window at which alerts are compared: long enough for a p95, short enough for an hour of traffic.
    private const int Compared = 300;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.HeatMap, "Which stages each cause stretches", "stage", GrowthMs, "cause", [], XLabel: "stage of the request",
            Caption: "Measured on our own server over HTTP: median growth in ms of each stage beside a plain request.",
            Where: new Dictionary<string, string> { ["part"] = "cause" }, XOrder: [.. Enum.GetNames<ServerStage>()]),
        new(ChartKind.Bar, "Which alert finds which regression", "state", RegressionAlerts.Alarms, "variant", [ReferenceLine.Horizontal("1 %: the threshold's own false alarms", 0.01)], XLabel: "what happened",
            Caption: "Simulated windows of 300 requests, thresholds set for one false alarm in a hundred windows; one request in a hundred is an outlier of 3 s anyway.",
            Where: new Dictionary<string, string> { ["part"] = "alert", ["window"] = "300" }),
        new(ChartKind.Line, "A regression of the tail, window by window", "index", RegressionAlerts.WindowMs, "variant", [], LogY: true, XLabel: "window of 1,000 requests",
            Caption: "Simulated: from window 20 on, one request in ten takes 150 ms longer. p50 and the mean hardly move; p99 hangs on the outliers that were always there.",
            Where: new Dictionary<string, string> { ["part"] = "trend" }),
        new(ChartKind.Line, "How far above healthy a threshold must lie", "window", RegressionAlerts.Threshold, "variant", [], LogX: true, LogY: true, XLabel: "requests in a window",
            Caption: "Simulated: threshold for one false alarm in a hundred windows, over the statistic's healthy median. Small windows need wide margins, p99 the widest.",
            Where: new Dictionary<string, string> { ["part"] = "alert" }),
        new(ChartKind.Bar, "A cold start in a real log: only the first requests are slower than a warm model", "requests", LogTtft, "variant", [], XLabel: "requests, in order of arrival",
            Caption: "Counted in the log of vLLM 0.19.0 on one RTX 4090; simulated with the line model, which knows no start-up.",
            Where: new Dictionary<string, string> { ["part"] = "log" }, Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. s_causes.Select(c => new CheckFigure($"{c.Name}: share of the growth in {c.Stage}", "curriculum section 4: one signature for each cause", 1, 0.35, "", r => r.Value(Expected, ("part", "cause"), ("cause", c.Name)))),
        new("false alarms of p95, windows of 300", "threshold at the 99th percentile", 0.01, 0.015, "", r => r.Value(RegressionAlerts.Alarms, ("variant", "p95"), ("window", Compared), ("state", RegressionAlerts.Healthy))),
        new("real log, requests 1 to 12: TTFT over a warm simulation", "300 requests of vLLM: 387 ms against 250 ms", 1.55, 0.1, "x", r => r.Value(LogRatio, ("part", "log"), ("requests", s_groups[0].Name))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-four-causes", "003, Latency Is a Distribution", "Outliers come from the network, long prompts, starved resources and cold starts.", JudgeCauses),
        new("003-alert-percentiles", "003, Percentile-Based Latency Metrics", "Alert on regressions of p95 and p99, not of averages.", JudgeAlerts),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a cold start: disturbed over plain request, end to end", results.Single(Slower, ("part", "cause"), ("cause", "cold start")), "x");

    private static Verdict JudgeCauses(ResultSet results)
    {
        var found = s_causes.Select(c => (c.Name, Ratio: results.Single(Slower, ("cause", c.Name)), Stage: Largest(results, c.Name))).Where(c => c.Ratio is not null && c.Stage.Length > 0).ToArray();
        if (found.Length < s_causes.Length)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", found.Select(c => FormattableString.Invariant($"{c.Name} {c.Ratio!.Value:0.0} x, in {c.Stage}")));
        var outliers = found.Count(c => c.Ratio!.Low >= Outlier);
        var distinct = found.Select(c => c.Stage).Distinct(StringComparer.Ordinal).Count() == found.Length;
        return outliers == found.Length ? Verdict.Reproduced(figure, distinct ? "each stretches a stage of its own" : "")
            : found.All(c => c.Ratio!.High < Outlier) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the size of the disturbance beside the request's own time", figure);
    }

    private static string Largest(ResultSet results, string cause) =>
        results.Where(GrowthMs, ("cause", cause)).OrderByDescending(o => o.Value).Select(o => o["stage"].Text).FirstOrDefault("");

    private static Verdict JudgeAlerts(ResultSet results)
    {
        double Found(string statistic, string state) => results.Value(RegressionAlerts.Alarms, ("variant", statistic), ("window", Compared), ("state", state));
        var states = new[] { RegressionAlerts.Shift, RegressionAlerts.TailOnly }
            .Select(s => (Name: s, Mean: Found("mean", s), Median: Found("p50", s), P95: Found("p95", s), P99: Found("p99", s))).ToArray();
        if (Array.Exists(states, s => double.IsNaN(s.Mean + s.Median + s.P95 + s.P99)))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", states.Select(s => FormattableString.Invariant($"{s.Name}: found by the mean {s.Mean:0 %}, p50 {s.Median:0 %}, p95 {s.P95:0 %}, p99 {s.P99:0 %}")));
        return states.All(s => s.P95 > s.Mean && s.P99 > s.Mean && s.P95 >= s.Median) ? Verdict.Reproduced(figure)
            : states.All(s => s.P95 <= s.Mean && s.P99 <= s.Mean) ? Verdict.Contradicted(figure)
            : Verdict.Depends("what regresses and how large the window is: a shift of everybody shows first in the median, and a p99 needs many requests", figure);
    }
}
