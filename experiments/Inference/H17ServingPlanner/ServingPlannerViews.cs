namespace HotRow.Lab;

/// <summary>What is made of H17's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ServingPlanner
{
    internal static readonly Metric Acceptance = new("acceptance", "Simulated over known", "", null, "simulated figure / that of the log or the closed form");
    internal static readonly Metric Attained = new("attained", "Requests that keep all objectives", "%", true, "requests that keep TTFT and TPOT / requests offered");
    internal static readonly Metric Replicas = new("replicas", "Accelerators of the plan", "", false, "fewest replicas at which 90 % of the requests keep all objectives");
    internal static readonly Metric FailsAt = new("fails-at", "Rate at which the plan fails", "x", true, "lowest tried multiple of the arrival rate at which fewer than 90 % keep all objectives");
    internal static readonly Metric Limit = new("limit", "Kept at any number of accelerators", "%", true, "requests that keep all objectives when each has a server to itself / requests offered");
    internal static readonly Metric NeededMs = new("needed-ms", "First token of nine in ten, alone", "ms", false, "90th percentile (nearest rank) of the time to first token when each request has a server to itself");
    internal static readonly Metric Change = new("change", "Change of what is kept", "points", null, "share that keeps all objectives with the change - without it, two accelerators");

    internal const string Drawn = "drawn like Azure";
    internal const string Recorded = "Azure conversations";

    private const double AcceptedError = 0.1;
    private const double Wanted = 0.9;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "What more accelerators buy, with its band", "accelerators", Attained, "variant", [ReferenceLine.Horizontal("wanted: 90 %", 100 * Wanted)], XLabel: "RTX 4090s",
            Caption: "Modelled: Llama 3.1 8B, TTFT 1 s and TPOT 100 ms, 5.53 requests a second. The band: steps of 0.95 and 1.05 times the length, and five other draws of the arrivals in blocks.", Where: Part("frontier")),
        new(ChartKind.Bar, "What two accelerators keep hangs on small things", "variant", Change, "part", [ReferenceLine.Horizontal("as planned", 0)], XLabel: "",
            Caption: "Modelled: percentage points, one thing changed at a time.", Where: Part("sensitivity")),
        new(ChartKind.Bar, "The simulator against what is known, before it may plan", "variant", Acceptance, "against", [ReferenceLine.Horizontal("as known", 1), ReferenceLine.Horizontal("10 % below", 0.9), ReferenceLine.Horizontal("10 % above", 1.1)], XLabel: "",
            Caption: "Simulated over known: 300 requests of a real vLLM server on one RTX 4090 (overload only), and a queue with a closed form.", Where: Part("acceptance")),
        new(ChartKind.Bar, "Accelerators of the cheapest and of the robust plan", "ttft", Replicas, "trace+variant", [], XLabel: "TTFT objective (ms)",
            Caption: "Modelled: nine in ten requests keep TTFT and a TPOT of 100 ms. No bar: out of reach at any number.", Where: Part("plan")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("mean wait of M/D/1 at load 0.7", "Pollaczek-Khinchine", 1, AcceptedError, "", r => r.Value(Acceptance, ("part", "acceptance"), ("against", "queue"))),
        Real("TTFT mean"),
        Real("TPOT mean"),
        Real("E2E mean"),
        new("RTX 4090s for TTFT 1,000 ms, Azure conversations", "an independent prototype of the same rules", 2, 0, "", r => Cheapest(r, Recorded, 1_000)),
        new("RTX 4090s for TTFT 500 ms, Azure conversations", "an independent prototype of the same rules", 3, 0, "", r => Cheapest(r, Recorded, 500)),
        new("kept of TTFT 200 ms at any number, Azure conversations", "an independent prototype: 85.7 % at ten", 86, 0.4, "%", r => r.Value(Limit, ("part", "plan"), ("trace", Recorded), ("ttft", 200))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-more-users-replicas", "003, Parallelism, mental model", "More users are served by more replicas.", JudgeReplicas),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("RTX 4090s for 5.53 requests a second like Azure's, TTFT 1 s", results.Single(Replicas, ("part", "plan"), ("trace", Drawn), ("ttft", 1_000), ("variant", "cheapest")), "");

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    private static CheckFigure Real(string figure) =>
        new($"{figure} of the replayed vLLM log", "LLMServingSim's log of 300 requests", 1, AcceptedError, "", r => r.Value(Acceptance, ("against", "log"), ("variant", $"{figure}, vLLM log")));

    private static double Cheapest(ResultSet results, string trace, double ttft) => results.Value(Replicas, ("part", "plan"), ("trace", trace), ("ttft", ttft), ("variant", "cheapest"));

    // More replicas help as long as a request alone is quick enough; what it misses alone no number of them mends.
    private static Verdict JudgeReplicas(ResultSet results)
    {
        var kept = results.Where(Attained, ("part", "frontier"), ("variant", "as simulated")).OrderBy(o => o["accelerators"].Number).ToArray();
        var limit = new[] { Recorded, Drawn }.Select(t => results.Value(Limit, ("part", "plan"), ("trace", t), ("ttft", 200))).FirstOrDefault(v => !double.IsNaN(v), double.NaN);
        if (kept.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = $"TTFT 1 s: {string.Join(", ", kept.Select(k => FormattableString.Invariant($"{k.Value:0.#} % with {k["accelerators"].Number:0}")))}"
            + (double.IsNaN(limit) ? "" : FormattableString.Invariant($"; TTFT 200 ms: never above {limit:0.#} %"));
        return kept[^1].Value <= kept[0].Value ? Verdict.Contradicted(figure)
            : double.IsNaN(limit) || limit >= 100 * Wanted ? Verdict.Reproduced(figure)
            : Verdict.Depends("the objective: replicas shorten the queue, never what one request takes by itself", figure);
    }
}
