namespace HotRow.Lab;

/// <summary>What is made of C9's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class HowManySamples
{
    internal static readonly Metric Values = new("values-needed", "Values needed", "", false, "fewest n with 1 - p^n >= confidence: ln(1 - confidence) / ln(p), rounded up");
    internal static readonly Metric Chance = new("chance-above", "Chance that the greatest value lies above the true p99", "", true, "1 - 0.99^n; simulated: share of the repeats");
    internal static readonly Metric Coverage = new("coverage", "Share of the runs whose interval", "", true, "distribution-free 95 % interval of p99 from order statistics; share of the repeats");
    internal static readonly Metric Relative = new("p99-over-truth", "Estimated over true p99", "", null, "order statistic / true p99, over the repeats");
    internal static readonly Metric AboveShare = new("share-above", "Share of the values above the true p99", "", null, "values above the true p99 / values");
    internal static readonly Metric LatencyMs = new("freeze-latency-ms", "Latency", "ms", false, "open loop: answer - scheduled start; closed loop: answer - when it was sent");

    internal const string Open = "open loop, from the scheduled start";
    internal const string Closed = "closed loop, from the send";
    internal const string Greatest = "max";
    private const string ByFormula = "1 - 0.99^n";
    private const string Simulated = "simulated";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Below some hundred values a p99 is a guess", "count", Relative, "variant", [ReferenceLine.Horizontal("the true p99", 1)], LogX: true, XLabel: "values measured",
            Caption: "Simulated: exponential latencies. With 459 values the greatest lies above the true p99 in 99 of 100 runs; a useful p99 needs some thousands.",
            Where: new Dictionary<string, string> { ["part"] = "coverage" }),
        new(ChartKind.Line, "How often p99's interval holds the truth, and whether it ends", "count", Coverage, "variant", [ReferenceLine.Horizontal("95 %", 0.95)], LogX: true, XLabel: "values measured",
            Caption: "Simulated, independent values. An interval without an upper end says that more values are needed.", Where: new Dictionary<string, string> { ["part"] = "coverage" }),
        new(ChartKind.Bar, "A freeze of a second, as an open and as a closed loop see it", "quantile", LatencyMs, "variant", [], LogY: true, XLabel: "percentile",
            Caption: "Simulated: 100 requests a second, 2 ms of service, a freeze of 1 s in every 50 s. The closed loop sends nothing during a freeze, so one request sees it instead of a hundred.",
            Where: new Dictionary<string, string> { ["part"] = "omission" }),
        new(ChartKind.Line, "Values needed to see beyond a percentile", "percentile", Values, "variant", [], LogY: true, XLabel: "percentile",
            Caption: "Computed: with fewer independent values the greatest may well lie below the percentile.", Where: new Dictionary<string, string> { ["part"] = "needed" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("values for p99 at 99 %", "ln 0.01 / ln 0.99 = 458.2", 459, 0, "", r => Need(r, 0.99)),
        new("values for p99 at 95 %", "ln 0.05 / ln 0.99 = 298.1", 299, 0, "", r => Need(r, 0.95)),
        new("share of the values above the true p99", "definition", 0.01, 0.002, "", r => r.Value(AboveShare, ("part", "coverage"), ("count", 1_000))),
        new("simulated chance with 459 values", "1 - 0.99^459", 0.99, 0.03, "", r => r.Value(Chance, ("part", "coverage"), ("count", 459))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-p99-worst-case", "003, Percentile-Based Latency Metrics", "p99 is the worst case.", JudgeWorst),
        new("003-percentiles-suffice", "003, Percentile-Based Latency Metrics", "Percentiles show the tail that averages hide.", JudgeSuffice),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("values a p99 needs at 99 % confidence", results.Single(Values, ("percentile", TenNumbers.Name(Tail)), ("variant", Name(0.99))), "");

    private static double Need(ResultSet results, double confidence) => results.Value(Values, ("percentile", TenNumbers.Name(Tail)), ("variant", Name(confidence)));

    private static double Latency(ResultSet results, string loop, string quantile) => results.Value(LatencyMs, ("part", "omission"), ("variant", loop), ("quantile", quantile));

    private static Verdict JudgeWorst(ResultSet results)
    {
        var (tail, worst) = (Latency(results, Open, "p99"), Latency(results, Open, Greatest));
        if (double.IsNaN(tail + worst))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"one request in a hundred is above it by definition; in the simulated freeze p99 is {tail:#,0} ms and the worst {worst:#,0} ms ({worst / tail:0.0} times)");
        return worst > 1.05 * tail ? Verdict.Contradicted(figure, "the worst case is the maximum") : Verdict.Depends("the distribution: here nothing lies beyond p99", figure);
    }

    private static Verdict JudgeSuffice(ResultSet results)
    {
        var (open, closed) = (Latency(results, Open, "p99"), Latency(results, Closed, "p99"));
        if (double.IsNaN(open + closed))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"p99 of the same freezes: {open:#,0} ms from the scheduled start, {closed:#,0.#} ms when the generator waits for answers");
        return open > 2 * closed ? Verdict.Depends("how it was measured: a closed loop leaves out the requests that a freeze would have delayed", figure) : Verdict.Reproduced(figure);
    }
}
