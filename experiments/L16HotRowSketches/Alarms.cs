namespace HotRow.Lab;

/// <summary>The drift alarm: how long after a shift it tells, how often it tells for nothing, and what detecting anew wins back.</summary>
internal sealed partial class HotRowsFound
{
    internal const string Shift = "sudden shift";
    internal const string Stationary = "stationary zipf";

    private static DriftAlarmArgs Alarm(RunContext context) => context.ByScale<DriftAlarmArgs>(new() { WindowAccesses = 200, HotRows = 32 }, new(), new());

    private static void DeclareAlarm(RunContext context)
    {
        context.Point(new() { { "part", "alarm" }, { "trace", Shift } }, point => SuddenShift(point, context), 0);
        context.Point(new() { { "part", "alarm" }, { "trace", Stationary } }, point => NoShift(point, context), 0);
    }

    private static MemoryTrace Zipf(int rows, int accesses, ulong seed) => MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, IndexCount = accesses, Seed = seed }));

    // Another seed is another permutation: which rows are hot changes at once, how hot they are does not.
    private static void SuddenShift(Point point, RunContext context)
    {
        var (rows, length, seeds) = (context.ByScale(2_000, 100_000, 1_000_000), context.ByScale(10_000, 250_000, 1_000_000), context.ByScale(2, 5, 15));
        var (args, window, pinned) = (Alarm(context), ShortCount(context), rows / 100 * PinnedPercent);
        var lags = new double[seeds];
        var ratios = new (double Stale, double Anew, double Own)[seeds];
        Parallel.For(0, seeds, i =>
        {
            // The shift falls on another place of the alarm's window with each seed.
            var (before, after) = (Zipf(rows, length + (args.WindowAccesses * i / seeds), point.Seed + (2 * (ulong)i)), Zipf(rows, length, point.Seed + (2 * (ulong)i) + 1));
            var alarm = new DriftAlarm(args);
            alarm.Add(before.Rows.Span);
            lags[i] = Lag(alarm, after.Rows.Span);
            var counts = Count(after.Rows.Span, rows);
            var known = Hottest(Count(before.Rows.Span, rows), pinned);
            var anew = new AlarmedPinning(rows, known, new((long)BytesPerPinned * pinned, pinned, point.Seed), args, window);
            anew.Watch(before.Rows.Span);
            ratios[i] = (Share(known, counts, length), (double)anew.Access(after.Rows.Span) / length, Share(Hottest(counts, pinned), counts, length));
        });

        var lag = Statistics.Median(lags);
        point.Value(AlarmLag, lag.Value, "", ValueKind.Counted, lag.Low, lag.High);
        Values(point, ratios.Select(r => r.Stale), FirstHalfExact);
        Values(point, ratios.Select(r => r.Anew), Adaptive);
        Values(point, ratios.Select(r => r.Own), SecondHalfsOwn);
        var won = Statistics.Median([.. ratios.Select(r => 100 * (r.Anew - r.Stale))]);
        point.Value(WonBack, won.Value, Adaptive, ValueKind.Counted, won.Low, won.High);
        point.Note = $"Zipf, alpha 1, N = {rows:N0}; {length:N0} accesses before and after the shift, {seeds} seeds; windows of {args.WindowAccesses:N0}, hot set of {args.HotRows}; detection over {window:N0} accesses";
        point.Check("the alarm tells of every shift", () => (lags.All(double.IsFinite), $"lags {string.Join(", ", lags.Select(l => $"{l:N0}"))} accesses"));
    }

    private static void Values(Point point, IEnumerable<double> ratios, string name)
    {
        var ratio = Statistics.Median([.. ratios]);
        point.Value(Metrics.HitRatio, ratio.Value, name, ValueKind.Counted, ratio.Low, ratio.High, new() { { "place", Shift } });
    }

    /// <summary>Accesses until the alarm tells; infinite when it does not.</summary>
    internal static double Lag(DriftAlarm alarm, ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (alarm.Add(rows[i]))
            {
                return i + 1;
            }
        }

        return double.PositiveInfinity;
    }

    private static void NoShift(Point point, RunContext context)
    {
        var (rows, length, seeds) = (context.ByScale(2_000, 100_000, 1_000_000), context.ByScale(20_000, 1_000_000, 5_000_000), context.ByScale(2, 4, 8));
        var args = Alarm(context);
        var alarms = new int[seeds];
        Parallel.For(0, seeds, i =>
        {
            var alarm = new DriftAlarm(args);
            alarm.Add(Zipf(rows, length, point.Seed + 1_000 + (ulong)i).Rows.Span);
            alarms[i] = alarm.Alarms;
        });
        point.Value(FalseAlarms, alarms.Sum() * 1e6 / ((double)seeds * length));
        point.Note = $"{alarms.Sum()} alarms in {seeds} x {length:N0} accesses, Zipf, alpha 1, N = {rows:N0}";
    }
}
