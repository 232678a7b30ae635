namespace HotRow.Lab;

/// <summary>What is made of L16's points: metrics, charts, claims.</summary>
internal sealed partial class HotRowsFound
{
    internal static readonly Metric Precision = new("precision", "Precision: named rows that are right", "", true, "named rows used at least as often as the k-th hottest / named rows");
    internal static readonly Metric Recall = new("recall", "Recall: hot rows that are named", "", true, "named rows used at least as often as the k-th hottest / k");
    internal static readonly Metric CountError = new("count-error", "Relative error of the counts", "", false, "mean over the truly hottest k rows of |estimate - uses| / uses");
    internal static readonly Metric SketchBytes = new("sketch-bytes", "Memory of the sketch", "B", false, "bytes of its arrays");
    internal static readonly Metric NsPerAdd = new("ns-per-add", "Time per counted access", "ns", false, "median wall time / accesses, sketch as full as after the whole stretch");
    internal static readonly Metric Lost = new("points-lost", "Hit ratio lost on the second half", "points", false, "100 x (the second half's own best pinning - this), or (the same rows on the first half - on the second)");
    internal static readonly Metric WonBack = new("points-won-back", "Hit ratio won back by detecting anew", "points", true, "100 x (pinned anew after the alarm - stale pinning), over all accesses after the shift");
    internal static readonly Metric AlarmLag = new("alarm-lag", "Accesses from the shift to the alarm", "", false, "counted; median over seeds");
    internal static readonly Metric FalseAlarms = new("false-alarms", "False alarms per million accesses", "1/M", false, "alarms on a stationary trace / accesses x 10^6");
    internal static readonly Metric Repinned = new("repinned", "Times pinned anew", "", null, "detections completed on the second half");
    internal static readonly Metric FilledPerAccess = new("filled-per-access", "Rows fetched to pin anew, per access", "", false, "rows newly pinned / accesses of the second half");

    internal const string ToldBefore = "docs|docs-unique|drift 1.0|zipf 1.0|sudden shift";

    private const double ExactBytes = 28;

    // A loss that is no more than rounding, and one that a user notices.
    private const double SmallLoss = 1;
    private const double LargeLoss = 5;
    private const double GoodRecall = 0.9;
    private const double PoorRecall = 0.5;
    private const int ClaimTop = 100;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Hot rows of the first half, used on the second", "place", Metrics.HitRatio, "variant", [], XLabel: "trace",
            Caption: "5 % of the touched rows near, the rest far; total ids of the second half. Pinned rows are there before the half begins; lru has seen the first half. Own hottest: known only afterwards. Anew: chosen by Space-Saving from the 100,000 accesses (longer: 250,000, in the full run 500,000) after each drift alarm. Sudden shift: Zipf, all rows exchanged at once in the middle.",
            Where: In(("part", "pinning|alarm"), ("place", ToldBefore), ("variant", $"{SecondHalfsOwn}|{FirstHalfExact}|first half's, space-saving|{Adaptive}|{AdaptiveLong}|{LruWarm}"))),
        new(ChartKind.Line, "Memory buys recall; skew decides how much is needed", "memory", Recall, "trace+variant", [], LogX: true, XLabel: "memory of the sketch, bytes (k = 1,000)",
            Caption: "The 1,000 hottest rows. Rows used as often as the 1,000th count as right.",
            Where: In(("part", "accuracy"), ("top", "1000"), ("trace", "docs|docs-trigram|zipf 1.0"), ("variant", "space-saving|heavy-keeper"))),
        new(ChartKind.HeatMap, "Recall of the 1,000 hottest rows in 64 KiB", "trace", Recall, "variant", [],
            Caption: "64 KiB for everything: counters, index and heap. drift: the rows' uses over the whole trace are the truth, though which rows are hot changes along it.",
            Where: In(("part", "accuracy"), ("top", "1000"), ("memory", "65536"))),
        new(ChartKind.Bar, "What one counted access costs", "trace", NsPerAdd, "variant", [], XLabel: "trace",
            Caption: "64 KiB and k = 1,000; exact: a dictionary with one counter per row, 28 B each, as large as it gets. One thread, no row is read.",
            Where: In(("part", "time"))),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("a stationary trace raises no alarm", "Siegmund's approximation: one in 19,000 windows at worst", 0, 0.007, "1/M", r => r.Value(FalseAlarms, ("part", "alarm"), ("trace", Stationary))),
        new("lag after a sudden shift, windows (2 for fewer)", "two windows: the rest of the running one and a whole one", 2, 0, "",
            r => r.Single(AlarmLag, ("trace", Shift)) is { } lag ? Math.Max(2, lag.Value / new DriftAlarmArgs().WindowAccesses) : double.NaN),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-detect-hot-rows", "001, follow-up questions", "Hot rows can be detected in production: counting in bounded memory (64 KiB) names the 100 hottest.", JudgeDetection),
        new("001-hot-rows-stay-hot", "001, GPU-Aware Caching", "Rows that were used frequently can be preloaded, because they stay hot.", JudgeStaying),
        new("001-maintain-hot-rows", "001, GPU-Aware Caching", "A hot-row cache has to be maintained: choosing the rows anew wins hits.", JudgeMaintaining),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("5 % of the rows pinned by the first half of docs-unique: hits lost on the second half", LossOf(results, "docs-unique", ToOwn), "points");

    private static Observation? LossOf(ResultSet results, string trace, string variant) => results.Single(Lost, ("part", "pinning"), ("trace", trace), ("variant", variant));

    private static Verdict JudgeDetection(ResultSet results)
    {
        var best = results.Where(Recall, ("part", "accuracy"), ("memory", MainBytes), ("top", ClaimTop))
            .GroupBy(o => o["trace"].Text)
            .Select(g => (Trace: g.Key, Best: g.MaxBy(o => o.Value)!, Worst: g.MinBy(o => o.Value)!)).ToArray();
        if (best.Length == 0)
        {
            return Verdict.NotRun;
        }

        var worst = best.MinBy(b => b.Worst.Value);
        var many = results.Where(Recall, ("part", "accuracy"), ("memory", MainBytes), ("top", TimedTop)).GroupBy(o => o["trace"].Text).Select(g => g.Max(o => o.Value)).ToArray();
        var figure = $"recall of the {ClaimTop} hottest in {MainBytes >> 10} KiB, best sketch: {string.Join(", ", best.Select(b => $"{b.Trace} {b.Best.Value:0.00}"))}; worst: {worst.Worst.Value:0.00} ({worst.Worst.Variant}, {worst.Trace})"
            + (many.Length > 0 ? $"; of the {TimedTop:N0} hottest, best sketch: {many.Min():0.00} to {many.Max():0.00}" : "");
        return best.All(b => b.Best.Value >= GoodRecall) ? Verdict.Reproduced(figure)
            : best.All(b => b.Best.Value < PoorRecall) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the skew: flat counts need more memory", figure);
    }

    private static Verdict JudgeStaying(ResultSet results)
    {
        var losses = results.Where(Lost, ("part", "pinning"), ("variant", ToOwn)).ToArray();
        if (losses.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"{PinnedPercent} % pinned by the first half, points lost on the second against its own hottest (between the halves): "
            + string.Join("; ", losses.Select(l => $"{l["trace"].Text} {l.Value:0.0} ({LossOf(results, l["trace"].Text, BetweenHalves)?.Value ?? double.NaN:0.0})"));
        return losses.All(l => l.Value < SmallLoss) ? Verdict.Reproduced(figure)
            : losses.All(l => l.Value > LargeLoss) ? Verdict.Contradicted(figure)
            : Verdict.Depends($"the trace: {losses.MinBy(l => l.Value)!["trace"].Text} loses least, {losses.MaxBy(l => l.Value)!["trace"].Text} most; among rarely used rows chance alone decides who is hot", figure);
    }

    private static Verdict JudgeMaintaining(ResultSet results)
    {
        double LossAt(Observation stale, string variant) => LossOf(results, stale["trace"].Text, variant)?.Value ?? double.NaN;
        var gains = results.Where(Lost, ("part", "pinning"), ("variant", ToOwn))
            .Select(stale => (Trace: stale["trace"].Text, Gain: stale.Value - Math.Min(LossAt(stale, Adaptive), LossAt(stale, AdaptiveLong)))).ToArray();
        if (gains.Length == 0 || gains.Any(g => double.IsNaN(g.Gain)))
        {
            return Verdict.NotRun;
        }

        var figure = "points won by pinning anew after each alarm, the better of two counts: " + string.Join("; ", gains.Select(g => $"{g.Trace} {g.Gain:+0.0;-0.0;0.0}"))
            + (results.Single(WonBack, ("trace", Shift)) is { } shift ? $"; {Shift} {shift.Value:+0.0;-0.0} [{shift.Low:0.0}, {shift.High:0.0}]" : "");
        return gains.All(g => g.Gain > SmallLoss) ? Verdict.Reproduced(figure)
            : gains.All(g => g.Gain <= 0) ? Verdict.Contradicted(figure)
            : Verdict.Depends("whether the hot rows move: where they stay or come back, the last accesses know less than the whole past", figure);
    }

    private static Dictionary<string, string> In(params (string Name, string Values)[] conditions) => conditions.ToDictionary(c => c.Name, c => c.Values);
}
