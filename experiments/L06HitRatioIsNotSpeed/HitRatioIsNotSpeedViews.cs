namespace HotRow.Lab;

/// <summary>What is made of L6's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class HitRatioIsNotSpeed
{
    internal static readonly Metric EffectiveGBps = new("effective-gbps", "Effective bandwidth", "GB/s", true, "payload bytes / time; harmonic: 1 / (h / near + (1 - h) / far)");
    internal static readonly Metric ToHarmonic = new("to-harmonic", "Measured over the harmonic prediction", "", true, "measured bandwidth / harmonic mean of the same run's ends (h = 0 and h = 1)");
    internal static readonly Metric Gain = new("gain", "Speed gained between two hit ratios", "x", true, "median over rounds of time at the lower / time at the higher hit ratio");

    private const string HarmonicName = "harmonic";
    private const string ArithmeticName = "arithmetic (wrong)";
    private const string Source = "curriculum L6, closed form: 16 GB/s and 4.8 TB/s";
    private const string HitAxis = "hit ratio (object, total ids)";

    // Ends that differ by less count as one result.
    private const double SameResult = 1.25;

    private static readonly double[] s_ends = [0.85, 0.95];
    private static readonly (double From, double To)[] s_gains = [(0, 0.85), (0, 0.95), (0.85, 0.95), (0.95, 0.99)];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Measured bandwidth over the hit ratio, beside both means", "hits", EffectiveGBps, "variant", [], LogY: true, XLabel: HitAxis,
            Caption: "Near tier: DRAM, 16,000 rows of 3 KiB. Far tier: a file past the page cache, 1 or 32 reads in flight. The harmonic lines know only the ends of the same run; the arithmetic mean of the two speeds is what a hit ratio seems to promise.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Line, "The document's tiers: 85 % and 95 % of hits differ by a factor of three", "hits", EffectiveGBps, "variant",
            [ReferenceLine.Horizontal("no cache: 16 GB/s", LinkGBps), ReferenceLine.Horizontal("all rows near: 4,800 GB/s", DocumentMachine.HbmGBps)], LogY: true, XLabel: HitAxis,
            Caption: "Near tier: 4.8 TB/s of device memory. Far tier: the document's 16 GB/s link. Hits and misses one after the other.",
            Where: new Dictionary<string, string> { ["part"] = "computed" }),
        new(ChartKind.Bar, "Measured over the harmonic prediction", "hits", ToHarmonic, "variant", [ReferenceLine.Horizontal("as predicted", 1)], XLabel: HitAxis,
            Caption: "Below 1 the batch is slower than its tiers' speeds predict. A batch with fewer misses than reads in flight cannot keep them busy.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Computed(0.85, 105),
        Computed(0.95, 301),
        Computed(0.99, 1203),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-transfer-is-time", "000, Solution 1", "Time follows the transfer: 5-15 % of the transfer is 5-15 % of the time, 6.7 to 20 x faster.", JudgeProportional),
        new("000-85-or-95-percent", "000, Solution 1", "A hit rate of 85-95 % is one result, good for one figure of effective transfer.", JudgeEnds),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("from 95 % to 99 % hits, DRAM before a file, 32 reads in flight: speed", Of(results, s_depths[0], 0.95, 0.99), "x");

    private static string MeasuredName(int depth) => $"measured, {Reads(depth)}";

    private static string Reads(int depth) => depth == 1 ? "1 read in flight" : $"{depth} reads in flight";

    private static string GainName(double from, double to) => $"{Name(from)} to {Name(to)}";

    private static CheckFigure Computed(double share, double expected) =>
        new($"effective GB/s at {Name(share)}", Source, expected, 0.5, "GB/s", r => r.Value(EffectiveGBps, ("part", "computed"), ("variant", HarmonicName), ("hit-ratio", share)));

    private static Observation? Of(ResultSet results, int depth, double from, double to) => results.Single(Gain, ("depth", depth), ("variant", GainName(from, to)));

    private static Verdict JudgeProportional(ResultSet results)
    {
        var gains = s_depths.SelectMany(d => s_ends.Select(h => (Depth: d, Share: h, Gain: Of(results, d, 0, h)))).ToArray();
        if (Array.Exists(gains, g => g.Gain is null))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", gains.GroupBy(g => g.Depth).Select(d => $"{Reads(d.Key)}: {string.Join(", ", d.Select(g => $"{Name(g.Share)} {Ratio(g.Gain!)} of {1 / (1 - g.Share):0.0}"))}"));
        return gains.All(g => g.Gain!.Low <= 1.1 / (1 - g.Share) && g.Gain.High >= 0.9 / (1 - g.Share)) ? Verdict.Reproduced(figure)
            : gains.All(g => g.Gain!.High < 0.5 / (1 - g.Share)) ? Verdict.Contradicted(figure, "hits cost time too, and few misses overlap badly")
            : Verdict.Depends("the far tier's speed beside the near one's, and the misses that are read at once", figure);
    }

    private static Verdict JudgeEnds(ResultSet results)
    {
        var gains = s_depths.Select(d => (Depth: d, Gain: Of(results, d, 0.85, 0.95))).ToArray();
        if (Array.Exists(gains, g => g.Gain is null))
        {
            return Verdict.NotRun;
        }

        var figure = "from 85 % to 95 %: " + string.Join(", ", gains.Select(g => $"{Ratio(g.Gain!)} with {Reads(g.Depth)}"));
        var (low, high) = (results.Value(EffectiveGBps, ("part", "computed"), ("variant", HarmonicName), ("hit-ratio", 0.85)), results.Value(EffectiveGBps, ("part", "computed"), ("variant", HarmonicName), ("hit-ratio", 0.95)));
        figure += double.IsNaN(low + high) ? "" : $"; 16 GB/s and 4.8 TB/s: {high / low:0.00} x";
        return gains.All(g => g.Gain!.High < SameResult) ? Verdict.Reproduced(figure)
            : gains.All(g => g.Gain!.Low > SameResult) ? Verdict.Contradicted(figure, "what counts is the miss ratio, and 15 % is three times 5 %")
            : Verdict.Depends("the far tier: the slower it is, the further the ends lie apart", figure);
    }

    private static string Ratio(Observation gain) => $"{gain.Value:0.0#} x [{gain.Low:0.0#}, {gain.High:0.0#}]";
}
