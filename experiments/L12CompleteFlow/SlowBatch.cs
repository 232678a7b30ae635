namespace HotRow.Lab;

/// <summary>The slowest of some recorded batches: its phases, and what it waited for that the others did not.</summary>
/// <param name="Number">Which batch.</param>
/// <param name="Ms">How long it took.</param>
/// <param name="MedianMs">The median of all.</param>
/// <param name="Spans">Its phases; times are ns since it began.</param>
/// <param name="Cause">The phase that took most longer than its median.</param>
/// <param name="CauseMs">How long that phase took here.</param>
/// <param name="CauseMedianMs">And its median.</param>
internal sealed record SlowBatch(int Number, double Ms, double MedianMs, IReadOnlyList<TimelineSpan> Spans, LookupPhase Cause, double CauseMs, double CauseMedianMs)
{
    private const double NsPerMs = 1e6;

    // What the caller does; the reader's own phase shows in the caller's Wait.
    private static readonly LookupPhase[] s_callers = [.. Enum.GetValues<LookupPhase>().Where(p => p != LookupPhase.Prefetch)];

    /// <summary>Finds it.</summary>
    /// <param name="spans">Phases of at least one batch.</param>
    public static SlowBatch Of(IReadOnlyList<TimelineSpan> spans)
    {
        var batches = spans.Select(Reading(spans)).GroupBy(s => s.Batch).Select(g => (g.Key, Spans: g.OrderBy(s => s.StartNs).ToArray())).ToArray();
        var slow = batches.MaxBy(b => Length(b.Spans));
        var start = slow.Spans.Min(s => s.StartNs);
        var cause = s_callers.MaxBy(p => Of(slow.Spans, p) - Middle(batches.Select(b => Of(b.Spans, p))));
        return new(
            slow.Key,
            Length(slow.Spans) / NsPerMs,
            Middle(batches.Select(b => Length(b.Spans))) / NsPerMs,
            [.. slow.Spans.Select(s => s with { StartNs = s.StartNs - start, EndNs = s.EndNs - start })],
            cause,
            Of(slow.Spans, cause) / NsPerMs,
            Middle(batches.Select(b => Of(b.Spans, cause))) / NsPerMs);
    }

    /// <summary>The answer in one sentence.</summary>
    public string Sentence() => FormattableString.Invariant(
        $"the slowest batch took {Ms:0.0} ms (median {MedianMs:0.0}) and waited for {Words(Cause)}: {CauseMs:0.0} ms there (median {CauseMedianMs:0.0}){Rows()}");

    /// <summary>A phase as charts name it; copies are one, so that the colours suffice.</summary>
    public static string Label(LookupPhase phase) => phase switch
    {
        LookupPhase.Predict or LookupPhase.Dedup => "dedup, announce",
        LookupPhase.Probe => "hit or miss",
        LookupPhase.Fetch => "fetch",
        LookupPhase.Prefetch => "prefetch",
        LookupPhase.Wait => "wait",
        LookupPhase.Stage or LookupPhase.Gather or LookupPhase.Fill => "stage, gather",
        _ => "compute",
    };

    private static string Words(LookupPhase phase) => phase switch
    {
        LookupPhase.Wait => "rows that were still being read ahead",
        LookupPhase.Fetch => "rows that nobody had announced",
        LookupPhase.Compute => "the consumer's own computation",
        _ => $"the caller's own work ({Label(phase)})",
    };

    private string Rows()
    {
        var rows = Spans.Where(s => s.Phase == (Cause == LookupPhase.Wait ? LookupPhase.Prefetch : Cause)).Sum(s => s.Rows);
        return Cause is LookupPhase.Wait or LookupPhase.Fetch ? FormattableString.Invariant($", {rows} rows") : "";
    }

    // Staging lies inside the fetch that called it, behind the rows that had to be read: the fetch itself ends where staging begins.
    private static Func<TimelineSpan, TimelineSpan> Reading(IReadOnlyList<TimelineSpan> spans)
    {
        var stages = spans.Where(s => s.Phase == LookupPhase.Stage).ToArray();
        return span => span.Phase == LookupPhase.Fetch && stages.FirstOrDefault(s => s.Batch == span.Batch && s.StartNs >= span.StartNs && s.EndNs <= span.EndNs) is { EndNs: > 0 } stage
            ? span with { EndNs = stage.StartNs, Rows = Math.Max(span.Rows - stage.Rows, 0) }
            : span;
    }

    private static double Length(IReadOnlyList<TimelineSpan> spans) => spans.Max(s => s.EndNs) - spans.Min(s => s.StartNs);

    private static double Of(IEnumerable<TimelineSpan> spans, LookupPhase phase) => spans.Where(s => s.Phase == phase).Sum(s => (double)s.DurationNs);

    private static double Middle(IEnumerable<double> values) => Statistics.Median([.. values]).Value;
}
