namespace HotRow.Lab;

/// <summary>What pinning the first half's hottest rows gives on the second half.</summary>
internal sealed partial class HotRowsFound
{
    internal const string SecondHalfsOwn = "the second half's own hottest";
    internal const string FirstHalfExact = "first half's, exact counts";
    internal const string LruWarm = "lru, warm";
    internal const string BetweenHalves = "first half's rows on both halves";
    internal const string ToOwn = "to the second half's own";

    /// <summary>The share of the touched rows that is pinned: the document's cache.</summary>
    internal const int PinnedPercent = 5;

    internal const string Adaptive = "pinned anew after an alarm";
    internal const string AdaptiveLong = "pinned anew, longer count";

    private const int BytesPerPinned = 64;

    private static void Pin(Point point, RunContext context, ReplayedTrace source)
    {
        if (source.Read(point) is not { } trace)
        {
            return;
        }

        var pinned = TraceProfile.RowsOfPercent(PinnedPercent, (int)CacheSimulator.CountDistinct(trace));
        var (first, second) = (trace.Rows[..(trace.Rows.Length / 2)], trace.Rows[(trace.Rows.Length / 2)..]);
        var (before, after) = (Count(first.Span, trace.RowCount), Count(second.Span, trace.RowCount));
        var known = Hottest(before, pinned);
        var (then, now, best) = (Share(known, before, first.Length), Share(known, after, second.Length), Share(Hottest(after, pinned), after, second.Length));
        point.Value(Metrics.HitRatio, best, SecondHalfsOwn, at: Of(source));
        point.Value(Metrics.HitRatio, now, FirstHalfExact, at: Of(source));
        point.Value(Lost, 100 * (best - now), ToOwn);
        point.Value(Lost, 100 * (then - now), BetweenHalves);

        var bytes = Math.Max(1 << 14, (long)BytesPerPinned * pinned);
        var found = new double[s_sketches.Length];
        Parallel.For(0, found.Length, i => found[i] = Share(Found(s_sketches[i].Create(new(bytes, pinned, point.Seed)), first.Span, pinned).Select(h => h.Row), after, second.Length));
        for (var i = 0; i < found.Length; i++)
        {
            point.Value(Metrics.HitRatio, found[i], $"first half's, {s_sketches[i].Name}", at: Of(source));
        }

        var lru = CachePolicies.Lru.Create(new(pinned, trace.RowCount));
        CacheSimulator.Run(lru, first.Span);
        var hits = CacheSimulator.Run(lru, second.Span);
        point.Value(Metrics.HitRatio, (double)hits / second.Length, LruWarm, at: Of(source));
        point.Value(Lost, 100 * (best - ((double)hits / second.Length)), LruWarm);
        point.Note = $"{pinned:N0} rows pinned, {PinnedPercent} % of the touched; sketches of {bytes / 1e3:0} kB; {trace.Rows.Length:N0} accesses";
        foreach (var (name, window) in new[] { (Adaptive, ShortCount(context)), (AdaptiveLong, LongCount(context)) })
        {
            var adaptive = new AlarmedPinning(trace.RowCount, known, new(bytes, pinned, point.Seed), Alarm(context), window);
            Redetect(point, source, adaptive, new(first.Span, second.Span), name, best);
        }

        point.Check("nothing pinned in advance beats the half's own hottest rows", () => (now <= best && found.All(f => f <= best), $"{now:0.0000} and at most {found.Max():0.0000} of {best:0.0000}"));
    }

    // A chart's bars stand by trace and know nothing of a corpus's hash.
    private static Parameters Of(ReplayedTrace source) => new() { { "place", source.Name } };

    private static double Share(IEnumerable<int> rows, int[] counts, int accesses) => rows.Sum(row => (long)counts[row]) / (double)Math.Max(1, accesses);

    private static int ShortCount(RunContext context) => context.ByScale(2_000, 100_000, 100_000);

    private static int LongCount(RunContext context) => context.ByScale(5_000, 250_000, 500_000);

    // The alarm watches both halves; whenever it tells, the next accesses of a bounded window name the rows to pin anew.
    private static void Redetect(Point point, ReplayedTrace source, AlarmedPinning adaptive, Halves halves, string name, double best)
    {
        adaptive.Watch(halves.First);
        var ratio = (double)adaptive.Access(halves.Second) / halves.Second.Length;
        point.Value(Metrics.HitRatio, ratio, name, at: Of(source));
        point.Value(Lost, 100 * (best - ratio), name);
        point.Value(Repinned, adaptive.Repinnings, name);
        point.Value(FilledPerAccess, (double)adaptive.Filled / halves.Second.Length, name);
    }

    private readonly ref struct Halves(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        public ReadOnlySpan<int> First { get; } = first;

        public ReadOnlySpan<int> Second { get; } = second;
    }
}
