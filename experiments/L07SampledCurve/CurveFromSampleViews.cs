namespace HotRow.Lab;

/// <summary>What is made of L7's points: metrics, charts, check rows.</summary>
internal sealed partial class CurveFromSample
{
    internal static readonly Metric MissRatio = new("miss-ratio", "Miss ratio", "", false, "misses / accesses, total ids, first accesses included");
    internal static readonly Metric Error = new("curve-error", "Mean absolute error of the curve", "", false, "mean over the grid's capacities of |sampled - exact hit ratio|; median over seeds");
    internal static readonly Metric Covered = new("interval-coverage", "Capacities whose 95 % interval holds the truth", "", null, "mean over seeds and over the grid's capacities from 10 / rate rows on");
    internal static readonly Metric MillionAccesses = new("million-accesses-per-second", "Accesses of the trace", "M/s", true, "accesses of the trace x capacities simulated / median wall time / 1e6");
    internal static readonly Metric Gain = new("curve-gain", "Speed of the sampled curve over the exact one", "x", true, "median over rounds of exact time / sampled time");

    internal const string AlikeGrid = "equal steps";
    internal const string LogGrid = "equal ratios";
    internal const string OverDistances = "over exact stack distances";
    internal const string OverOneCapacity = "over one simulated capacity";
    internal const string OverSimulation = "over ten simulated capacities";

    private const string MiniatureGrid = "1, 10 %";
    internal const string ExactName = "exact";
    private const string SampledName = "sampled 0.01";
    private const string SimulatedName = "simulated";
    private const int CurveCapacities = 10;

    // The goals of the curriculum and of the project.
    private const double MostError = 0.01;
    private const double LeastGain = 20;
    private const double LeastDistances = 25;
    private const string ShareOfDistinct = "cached rows, % of the distinct rows of the trace";
    private static readonly string[] s_traces = ["docs-trigram", "zipf 1.0", "docs-unique-trigram"];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A hundredth of the rows tells nearly the same curve", "percent", MissRatio, "variant+trace", [], LogX: true, XLabel: ShareOfDistinct,
            Caption: "LRU, total ids, first accesses miss. Hashed triples of tokens (2^20 rows), docs and docs-unique, and Zipf, alpha 1, N = 1 M; the quick run takes their first 2.5 M accesses. Sampled: one seed, with its own 95 % interval; coarse below 1,000 rows (0.2-0.3 %).",
            Where: In(("part", "curve"), ("trace", string.Join('|', s_traces)), ("variant", $"{ExactName}|{SampledName}"))),
        new(ChartKind.Line, "Error over the sampling rate", "rate", Error, "grid+trace", [ReferenceLine.Horizontal("goal: 0.01", MostError)], LogX: true, LogY: true, XLabel: "share of the rows that is sampled",
            Caption: "Mean absolute error of the hit ratio, median and its interval over seeds. Equal steps: capacities of 1 %, 2 %, ... of the distinct rows, as the method's paper averages. Equal ratios: from 0.1 % on, so that small caches weigh as much as large ones.",
            Where: In(("part", "curve"), ("trace", string.Join('|', s_traces)), ("variant", "lru"), ("grid", $"{AlikeGrid}|{LogGrid}"))),
        new(ChartKind.Bar, "The sampled curve's speed over three exact ways", "trace", Gain, "variant", [ReferenceLine.Horizontal("goal: 20 x", LeastGain)], LogY: true, XLabel: "trace",
            Caption: "One thread, trace in memory. Stack distances give every capacity in one pass. Ten simulated capacities: ten times what one was measured to take (modelled).",
            Where: In(("part", "curve"))),
        new(ChartKind.Bar, "Any policy can be simulated in miniature: s3-fifo", "place", MissRatio, "variant", [], XLabel: "cached rows, % of the distinct rows, and trace",
            Caption: "s3-fifo with a hundredth of the capacity on a hundredth of the rows, beside s3-fifo on all of them; cached rows in % of the distinct rows.",
            Where: In(("part", "curve"), ("variant", "s3-fifo, exact|s3-fifo, sampled"))),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. s_traces.Select(trace => new CheckFigure($"error at rate 0.01, equal steps, {trace}", "curriculum L7: below 0.01", 0, MostError, "", r => ErrorAt(r, trace))),
        .. s_traces.Select(trace => new CheckFigure($"speed over ten simulated capacities, ten times a measured one, {trace} (20 for more)", "our goal: 20 x the exact simulation; of how many capacities it does not say", LeastGain, 0, "x",
            r => Math.Min(LeastGain, r.Value(Gain, ("part", "curve"), ("trace", trace), ("variant", OverSimulation))))),
        .. s_traces.Select(trace => new CheckFigure($"exact stack distances, {trace}: short of {LeastDistances:0} M accesses/s (0 for more)", "our goal: at least 25 M accesses/s", 0, 0, "M/s",
            r => Math.Max(0, LeastDistances - r.Value(MillionAccesses, ("part", "curve"), ("trace", trace), ("variant", ExactName))))),
    ];

    /// <summary>None: the documents state hit ratios, which L5 judges, and no way to find them.</summary>
    public IReadOnlyList<Claim> Claims { get; } = [];

    public Headline Headline(ResultSet results)
    {
        const string Trace = "docs-trigram";
        string Over(string variant) => $"{variant} {results.Value(Gain, ("trace", Trace), ("variant", variant)):0.0} x";
        var gain = results.Single(Gain, ("trace", Trace), ("variant", OverDistances));
        return HotRow.Headline.From($"LRU curve of {Trace} from 1 % of its rows: speed over exact stack distances" + (gain is null ? "" : $" ({Over(OverOneCapacity)}; {Over(OverSimulation)}, modelled)"), gain, "x");
    }

    private static double ErrorAt(ResultSet results, string trace) =>
        results.Value(Error, ("part", "curve"), ("trace", trace), ("variant", "lru"), ("rate", MainRate), ("grid", AlikeGrid));

    private static Dictionary<string, string> In(params (string Name, string Values)[] conditions) => conditions.ToDictionary(c => c.Name, c => c.Values);
}
