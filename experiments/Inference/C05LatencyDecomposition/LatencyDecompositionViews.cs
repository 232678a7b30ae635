namespace HotRow.Lab;

/// <summary>What is made of C5's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class LatencyDecomposition
{
    internal static readonly Metric EndToEndMs = new("end-to-end-ms", "End-to-end time", "ms", false, "TTFT + TPOT x (N - 1); the document: TTFT + TPOT x N");
    internal static readonly Metric Excess = new("excess", "Too much, as a share of the answer's time", "", false, "TPOT / (TTFT + TPOT x (N - 1))");
    internal static readonly Metric ExcessInTpots = new("excess-in-tpots", "Too much, in times of an output token", "", false, "(TTFT + TPOT x N - E2E) / TPOT");
    internal static readonly Metric ExcessMs = new("excess-ms", "Too much", "ms", false, "TTFT + TPOT x N - E2E of one request");
    internal static readonly Metric DecodeSeconds = new("decode-s", "Time after the first token", "s", false, "TPOT x (N - 1)");
    internal static readonly Metric Requests = new("requests", "Requests", "", null, "requests of the log in that bin");
    internal static readonly Metric MeanTpotError = new("mean-tpot-error", "Error with the service's mean TPOT, p90", "", false, "90th percentile (linear) of |predicted / real - 1|, with the mean TPOT in place of each answer's own");

    internal const string ExactName = "N - 1 gaps";
    internal const string DocumentName = "document: N gaps";

    // Sums of doubles; an off-by-one is a whole unit.
    private const double Rounding = 1e-6;

    // A tenth of a percent and its rounding: 99.9 s for 100 s.
    private const double SameSeconds = 0.0015;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "One gap too many: large for short answers, nothing for long ones", "tokens", Excess, "variant", [], LogX: true, LogY: true, XLabel: "output tokens (N)",
            Caption: "Computed for 200 ms to the first token and 100 ms for each one after it.", Where: new Dictionary<string, string> { ["part"] = "computed" }),
        new(ChartKind.Bar, "300 real answers: by how much the sum with N gaps is off", "excess-ms", Requests, "", [], XLabel: "TTFT + TPOT x N - E2E, from (ms), bins of 5 ms",
            Caption: "Counted on the log of one vLLM server. By definition of TPOT each answer is off by its own TPOT.", Where: new Dictionary<string, string> { ["part"] = "log" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("1,000 tokens at 100 ms, after the first", "closed form: 999 gaps", 99.9, 0.001, "s", r => r.Value(DecodeSeconds)),
        new("too much, times of an output token", "closed form", 1, Rounding, "", r => r.Value(ExcessInTpots, ("part", "computed"))),
        new("real log: mean excess", "curriculum C5, on the 300 requests", 32.4, 0.1, "ms", r => r.Value(ExcessMs, ("variant", "mean"))),
        new("real log: least excess", "curriculum C5, on the 300 requests", 21.5, 0.1, "ms", r => r.Value(ExcessMs, ("variant", "least"))),
        new("real log: most excess", "curriculum C5, on the 300 requests", 63.5, 0.1, "ms", r => r.Value(ExcessMs, ("variant", "most"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-total-latency-formula", "003, Latency Decomposition Formula", "The whole latency is TTFT plus TPOT times the number of output tokens.", JudgeFormula),
        new("003-1000-tokens-100s", "003, Time Per Output Token", "1,000 output tokens at 100 ms take 100 s to decode.", JudgeExample),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("TTFT + TPOT x N is too long by, times of an output token", results.Single(ExcessInTpots, ("part", "computed")), "");

    private static Verdict JudgeFormula(ResultSet results)
    {
        var computed = results.Value(ExcessInTpots, ("part", "computed"));
        if (double.IsNaN(computed))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"too long by {computed:0.###} x TPOT");
        if (results.Single(ExcessMs, ("variant", "mean")) is { } mean && results.Single(ExcessMs, ("variant", "most")) is { } most)
        {
            figure += FormattableString.Invariant($"; on 300 real answers by {mean.Value:0.0} ms on average, {most.Value:0.0} ms at most");
        }

        return Math.Abs(computed) < Rounding ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "the first token's time is TTFT already, and N - 1 gaps follow it");
    }

    private static Verdict JudgeExample(ResultSet results)
    {
        if (results.Single(DecodeSeconds) is not { } seconds)
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"{seconds.Value:0.0} s after the first token");
        return Math.Abs((seconds.Value / 100) - 1) <= SameSeconds ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }
}
