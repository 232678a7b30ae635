namespace HotRow.Lab;

/// <summary>What is made of B2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class BatchDiscount
{
    internal static readonly Metric NeededDevices = new("needed-devices", "Devices that the promise takes", "", false, "fewest devices with which 9 of 10 requests keep both objectives");
    internal static readonly Metric DeviceSeconds = new("device-seconds", "Device time for a million output tokens", "s", false, "devices x span of the arrivals / output tokens; a backlog: time spent computing / output tokens");
    internal static readonly Metric Saving = new("saving", "Device time saved when nobody waits", "%", true, "1 - time spent computing the backlog on one device / (devices x span of the arrivals)");
    internal static readonly Metric Kept = new("objectives-kept", "Online requests within 1 s to the first token and 100 ms a token", "%", true, "online requests that keep both objectives / online requests");
    internal static readonly Metric TtftP99 = new("ttft-p99-ms", "Online time to first token, p99", "ms", false, "end of the step that makes the first token - arrival; linear percentile");
    internal static readonly Metric TpotP99 = new("tpot-p99-ms", "Online time per output token, p99", "ms", false, "(E2E - TTFT) / (N - 1); linear percentile");
    internal static readonly Metric OutputRate = new("output-tokens-per-second", "Output throughput", "1/s", true, "tokens of all answers / time until the day and all work are over");
    internal static readonly Metric Busy = new("busy-share", "Time spent computing", "%", null, "time spent computing / time until the day and all work are over");
    internal static readonly Metric InTime = new("in-time", "Batch work done before the day ends", "%", true, "requests of batch work done by their deadline / requests of batch work");
    internal static readonly Metric Lost = new("lost", "Requests lost", "", false, "requests that were not done in the end");

    private const double ListDiscount = 50;

    // A discount that far from the list's counts as it, in percentage points.
    private const double SameDiscount = 5;

    // Online requests within the objectives may fall by so many points.
    private const double SameKept = 2;

    private static readonly Dictionary<string, string> s_day = new() { ["part"] = "day" };
    private static readonly string[] s_arrivals = [Azure, Drawn];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The stricter the promise, the cheaper the same tokens without one", "promise", Saving, "variant", [ReferenceLine.Horizontal("list price of batch interfaces: 50 % off", ListDiscount)],
            XLabel: "promise to online users: first token, then per token", XOrder: [.. s_promises.Select(p => p.Name)],
            Caption: $"{SimulatedServer.Title}; 9 of 10 requests must keep the promise. Device time of the online fleet against that of one device with all requests at hand.",
            Where: new Dictionary<string, string> { ["part"] = "gap" }),
        new(ChartKind.Bar, "Devices that the promise takes", "promise", NeededDevices, "variant", [], XLabel: "promise to online users: first token, then per token", XOrder: [.. s_promises.Select(p => p.Name)],
            Caption: "Modelled, as above; arrivals of Azure's conversations at their own rate, and drawn like them.",
            Where: new Dictionary<string, string> { ["part"] = "gap" }),
        new(ChartKind.Bar, "Work in the gaps of a day: output of one device", "variant", OutputRate, "", [], XLabel: "what the device serves",
            Caption: "Modelled: a load that swings by 75 %, and six tenths of its requests again as batch work due when the day ends.", Where: s_day),
        new(ChartKind.Bar, "What the online users feel of it: first token, p99", "variant", TtftP99, "", [], LogY: true, XLabel: "what the device serves", Caption: "Modelled, as above.", Where: s_day),
        new(ChartKind.Bar, "What the online users feel of it: time per token, p99", "variant", TpotP99, "", [], XLabel: "what the device serves", Caption: "Modelled, as above.", Where: s_day),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("requests lost while work fills the gaps", "conservation", 0, 0, "", r => r.Value(Lost, ("part", "day"), ("variant", Filled))),
        new("devices for 1 s, 100 ms on Azure's conversations", "prototype of the replay, whole trace", 2, 0, "", r => Of(r, NeededDevices, Azure, "1 s, 100 ms")?.Value ?? double.NaN),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-batch-50", "003, Batch Inference APIs", "Batch interfaces of two providers cost about half of what their online interfaces cost.", JudgeHalf),
        new("003-batch-hours", "003, Batch Inference APIs", "Online interfaces answer within seconds, batch interfaces after minutes to hours.", _ =>
            Verdict.NotTestableHere("reported by the providers, whose batch interfaces promise 24 hours; nothing here waits in their queues")),
        new("003-batch-50-plus", "003, Interview & Production Takeaways", "Batch interfaces save half of the cost or more.", JudgeMore),
        new("003-offpeak-utilisation", "003, Why Providers Separate Online and Batch APIs", "Urgent traffic apart from work that can wait: promises are kept and the hardware is used better.", JudgeDay),
    ];

    public Headline Headline(ResultSet results)
    {
        const string Label = "first token within 1 s, then 100 ms a token: device time saved when nobody waits";
        return HotRow.Headline.From(Label, s_arrivals.Select(a => Of(results, Saving, a, "1 s, 100 ms")).FirstOrDefault(o => o is not null), "%");
    }

    private static Observation? Of(ResultSet results, Metric metric, string arrivals, string promise) => results.Single(metric, ("part", "gap"), ("variant", arrivals), ("promise", promise));

    private static (string Figure, double[] Savings)? Savings(ResultSet results)
    {
        var found = s_arrivals.Select(a => (Arrivals: a, Rows: s_promises.Select(p => (p.Name, Saving: Of(results, Saving, a, p.Name))).Where(r => r.Saving is not null).ToArray())).Where(a => a.Rows.Length > 0).ToArray();
        return found.Length == 0 ? null
            : ("device time saved: " + string.Join("; ", found.Select(a => $"{a.Arrivals} {string.Join(", ", a.Rows.Select(r => $"{r.Saving!.Value:0} % against {r.Name}"))}")),
               [.. found.SelectMany(a => a.Rows).Select(r => r.Saving!.Value)]);
    }

    private static Verdict JudgeHalf(ResultSet results) => Savings(results) is not { } found ? Verdict.NotRun
        : found.Savings.All(s => Math.Abs(s - ListDiscount) <= SameDiscount) ? Verdict.Reproduced(found.Figure)
        : found.Savings.All(s => s < ListDiscount - SameDiscount) || found.Savings.All(s => s > ListDiscount + SameDiscount) ? Verdict.Contradicted(found.Figure, "half is the list price; what the machines save is not near it under any of these promises")
        : Verdict.Depends("what online users are promised; half is a list price, and the machines save less or more", found.Figure);

    private static Verdict JudgeMore(ResultSet results) => Savings(results) is not { } found ? Verdict.NotRun
        : found.Savings.All(s => s >= ListDiscount) ? Verdict.Reproduced(found.Figure)
        : found.Savings.All(s => s < ListDiscount) ? Verdict.Contradicted(found.Figure, "the list prices say half, not more, and the machines save less")
        : Verdict.Depends("what online users are promised; the list prices say half, not more", found.Figure);

    private static Verdict JudgeDay(ResultSet results)
    {
        Observation? Of(Metric metric, string name) => results.Single(metric, ("part", "day"), ("variant", name));
        if (Of(Kept, Alone) is not { } before || Of(Kept, Filled) is not { } after || Of(OutputRate, Alone) is not { } less || Of(OutputRate, Filled) is not { } more || Of(InTime, Filled) is not { } inTime)
        {
            return Verdict.NotRun;
        }

        var figure = $"output {less.Value:0} to {more.Value:0} tokens a second, online requests within the objectives {before.Value:0.0} to {after.Value:0.0} %, work done in time {inTime.Value:0} %"
            + (Of(TpotP99, Alone) is { } tpot && Of(TpotP99, Filled) is { } fuller ? $", p99 of TPOT {tpot.Value:0} to {fuller.Value:0} ms" : "");
        return more.Value <= 1.1 * less.Value ? Verdict.Contradicted(figure, "the device hardly does more")
            : after.Value >= before.Value - SameKept ? Verdict.Reproduced(figure)
            : Verdict.Depends("how strict the promise is: each step carries the work with it", figure);
    }
}
