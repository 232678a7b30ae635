namespace HotRow.Lab;

/// <summary>What is made of A2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class Anatomy
{
    internal static readonly Metric SpanMs = new("span-ms", "Mean time in the stage", "ms", false, "mean over requests; the stages follow one another without a gap");
    internal static readonly Metric Covered = new("covered", "Sum of the server's spans over end to end", "", null, "(last token handed to the network - sent) / (last token seen - sent), median over requests");
    internal static readonly Metric QueueShare = new("queue-share", "Share of TTFT spent in the queue", "", null, "sum of queueing times / sum of TTFTs");
    internal static readonly Metric LogSpan = new("log-span-s", "Mean time in the stage", "s", false, "queue: scheduled - queued; prefill: first token - scheduled; decode: last - first token; mean over 30 requests");

    internal const string Alone = "alone";
    internal const string Total = "total";
    private const string Back = "Back";

    // How near the spans' sum must come to what the client saw.
    private const double Whole = 0.01;

    private static readonly string[] s_order = [.. Enum.GetNames<ServerStage>(), Back, Total];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Waterfall, "Where the time of a request goes, alone", "stage", SpanMs, "", [], XLabel: "stage",
            Caption: "Measured on our own server over HTTP, one request at a time. Back: from the server's last write until the client saw the token.",
            Where: new Dictionary<string, string> { ["part"] = "spans", ["load"] = Alone }, XOrder: s_order),
        new(ChartKind.Bar, "The same stages, alone and under load", "stage", SpanMs, "load", [], LogY: true, XLabel: "stage",
            Caption: "The same stages alone and under open-loop load (Poisson arrivals), continuous batching of at most 16 sequences.",
            Where: new Dictionary<string, string> { ["part"] = "spans" }, XOrder: s_order),
        new(ChartKind.Line, "A real server in overload: time to first token is waiting", "from", LogSpan, "stage", [], LogY: true, XLabel: "requests, in order of arrival: 30 from",
            Caption: "Counted in the log of 300 requests to vLLM 0.19.0, Llama-3.1-8B on one RTX 4090, ten requests a second where it serves 1.6.",
            Where: new Dictionary<string, string> { ["part"] = "log" }, Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("alone: sum of the server's spans / end to end", "curriculum A2: spans cover the request", 1, Whole, "", r => r.Value(Covered, ("part", "spans"), ("load", Alone))),
        .. s_loads.Select(l => new CheckFigure($"{Name(l)}: sum of the server's spans / end to end", "curriculum A2: spans cover the request", 1, Whole, "", r => r.Value(Covered, ("part", "spans"), ("load", Name(l))))),
        new("real log: queue's share of TTFT", "300 requests of vLLM 0.19.0: sum of waits / sum of TTFTs", 0.99594, 0.0005, "", r => r.Value(QueueShare, ("part", "log"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-latency-of-phases", "003, Latency (End-to-End)", "The time from request to complete answer is no single quantity but a sum of phases.", JudgePhases),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("sum of the server's spans over end to end, alone", results.Single(Covered, ("part", "spans"), ("load", Alone)), "");

    private static Verdict JudgePhases(ResultSet results)
    {
        var covered = results.Where(Covered, ("part", "spans")).ToArray();
        if (covered.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "the spans' sum over end to end: " + string.Join(", ", covered.Select(o => FormattableString.Invariant($"{o["load"].Text} {o.Value:0.0000} [{o.Low:0.0000}, {o.High:0.0000}]")));
        return covered.All(o => Math.Abs(o.Value - 1) <= Whole) ? Verdict.Reproduced(figure)
            : covered.All(o => o.High < 1 - Whole || o.Low > 1 + Whole) ? Verdict.Contradicted(figure, "a part of the time lies in no phase of the server")
            : Verdict.Depends("what lies outside the server: the network and the client", figure);
    }
}
