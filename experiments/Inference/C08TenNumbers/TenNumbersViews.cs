using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What is made of C8's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class TenNumbers
{
    internal static readonly Metric Ms = new("statistic-ms", "Latency", "ms", false, "mean, or the percentile of the sorted values under the named definition");

    internal const string MeanName = "mean";
    private const string Source = "003, Latency Is a Distribution: recomputed";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The same ten numbers: p90 is 110 ms or 2,711 ms", "statistic", Ms, "variant", [ReferenceLine.Horizontal("nine of the ten lie below", 110)], LogY: true, XLabel: "statistic",
            Caption: "Computed from 100, 102, 100, 100, 99, 104, 110, 90, 3,000 and 95 ms. Definitions: nearest rank takes an observed value, the others interpolate at different places.",
            Where: new Dictionary<string, string> { ["part"] = "ten" }),
        new(ChartKind.Line, "The mean and an interpolated p90 follow the outlier", "outlier", Ms, "variant", [], LogX: true, LogY: true, XLabel: "size of the one outlier (ms)",
            Caption: "Computed: nine of the ten numbers stay, the tenth moves. The median and p90 by nearest rank do not see it.", Where: new Dictionary<string, string> { ["part"] = "outlier" }),
        new(ChartKind.Line, "More of the same does not settle it: p90 falls into a gap", "values", Ms, "variant", [], LogX: true, LogY: true, XLabel: "values (the ten, repeated)",
            Caption: "Computed: exactly a tenth of the values are outliers, so p90 lies between 110 and 3,000 ms, and each definition takes another point of the gap.",
            Where: new Dictionary<string, string> { ["part"] = "more" }),
        new(ChartKind.Line, "Ten values: how far the statistics swing from sample to sample", "share", Ms, "variant", [], LogY: true, XLabel: "share of the samples that lie below",
            Caption: "Simulated: ten drawn from the ten with replacement. A third of the samples hold no outlier at all, and one in four holds two or more.",
            Where: new Dictionary<string, string> { ["part"] = "bootstrap" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("mean of the ten", Source, 390, 0.05, "ms", r => Of(r, MeanName, "linear")),
        new("median of the ten", Source, 100, 0.05, "ms", r => Of(r, "p50", "linear")),
        new("p90, nearest rank", "by hand: the ninth of ten", 110, 0.05, "ms", r => Of(r, "p90", "nearest-rank")),
        new("p90, linear", "by hand: 110 + 0.1 x 2,890", 399, 0.05, "ms", r => Of(r, "p90", "linear")),
        new("p99, nearest rank", "by hand: the greatest", 3_000, 0.05, "ms", r => Of(r, "p99", "nearest-rank")),
        new("p99, linear", "by hand: 110 + 0.91 x 2,890", 2_739.9, 0.05, "ms", r => Of(r, "p99", "linear")),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-mean-390", "003, Latency Is a Distribution", "The ten latencies average about 390 ms, which misleads: one outlier makes it.", JudgeMean),
        new("003-median", "003, Percentile-Based Latency Metrics", "The median, about 100 ms here, is the typical user's experience.", JudgeMedian),
        new("003-p50-half", "003, Percentile-Based Latency Metrics", "A median of 100 ms says that half of the users see a faster answer.", JudgeHalf),
        new("003-p90-definition", "003, Percentile-Based Latency Metrics", "p90 is the latency that most users stay below.", JudgeDefinition),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("mean of the ten latencies", results.Single(Ms, ("part", "ten"), ("statistic", MeanName), ("variant", "linear")), "ms");

    private static double Of(ResultSet results, string statistic, string definition) => results.Value(Ms, ("part", "ten"), ("statistic", statistic), ("variant", definition));

    private static Verdict JudgeMean(ResultSet results)
    {
        var mean = Of(results, MeanName, "linear");
        if (double.IsNaN(mean))
        {
            return Verdict.NotRun;
        }

        var without = Ttfts.Where(t => t < Ttfts.Max()).Average();
        var figure = FormattableString.Invariant($"mean {mean:0.0} ms; {without:0.0} ms without the greatest; {Ttfts.Count(t => t < mean)} of {Ttfts.Length} values lie below the mean");
        return Math.Abs(mean - 390) < 5 && without < mean / 2 ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeMedian(ResultSet results)
    {
        var medians = PercentileDefinitions.All.Select(d => Of(results, "p50", d.Name)).ToArray();
        if (Array.Exists(medians, double.IsNaN))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"median {medians.Min():0.0} ms under one definition, {medians.Max():0.0} ms under another; {Ttfts.Count(t => Math.Abs(t - medians.Min()) <= 10)} of {Ttfts.Length} values lie within 10 ms of it");
        return medians.All(m => Math.Abs(m - 100) < 5) ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeHalf(ResultSet results)
    {
        var median = Of(results, "p50", "linear");
        if (double.IsNaN(median))
        {
            return Verdict.NotRun;
        }

        var (faster, within) = (Ttfts.Count(t => t < median), Ttfts.Count(t => t <= median));
        var figure = FormattableString.Invariant($"of the document's ten, {faster} lie below the median of {median:0.0} ms and {within} at or below it");
        return 2 * faster >= Ttfts.Length ? Verdict.Reproduced(figure)
            : 2 * within >= Ttfts.Length ? Verdict.Depends("ties: half are as fast or faster, fewer are faster", figure)
            : Verdict.Contradicted(figure, "fewer than half are as fast");
    }

    private static Verdict JudgeDefinition(ResultSet results)
    {
        var tails = PercentileDefinitions.All.Select(d => (d.Title, Value: Of(results, "p90", d.Name))).OrderBy(t => t.Value).ToArray();
        if (Array.Exists(tails, t => double.IsNaN(t.Value)))
        {
            return Verdict.NotRun;
        }

        var figure = "p90 of the ten: " + string.Join(", ", tails.Select(t => FormattableString.Invariant($"{t.Title} {t.Value:#,0.#} ms")));
        return tails[^1].Value < 1.1 * tails[0].Value ? Verdict.Reproduced(figure) : Verdict.Depends("the definition: with few values, or where a gap lies at the tenth, a p90 without its definition is no figure", figure);
    }
}
