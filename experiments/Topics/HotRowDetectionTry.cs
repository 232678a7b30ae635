namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>How many of the hottest rows a sketch names in how much memory.</summary>
    /// <param name="sketch">A sketch of the catalog that is not exact, by name.</param>
    /// <param name="kibibytes">Its memory, 1 to 4,096 KiB, at least 64 B for each row that it names.</param>
    /// <param name="top">Rows that it must name, 1 to 10,000.</param>
    /// <param name="alpha">Zipf exponent of 400,000 draws from 100,000 rows, 0 to 3.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult HotRows(string sketch, int kibibytes, int top, double alpha)
    {
        TryLimits.Check("sketch", sketch, [.. HotRowStreams.Sketches.Select(s => s.Name)]);
        TryLimits.Check("top", top, 1, 10_000);
        TryLimits.Check("kibibytes", kibibytes, HotRowStreams.LeastKibibytes(top), 4096);
        TryLimits.Check("alpha", alpha, 0, 3);
        var rows = HotRowStreams.Draw(alpha, HotRowStreams.Accesses, new(11));
        var counts = HotRowsFound.Count(rows, HotRowStreams.Rows);
        var hottest = HotRowsFound.Hottest(counts, top);
        var info = HotRowSketches.Find(sketch);
        HotRowsFound.Accurate Judged(HotRowSketchInfo of, int memory)
        {
            var made = of.Create(new((long)memory << 10, top));
            return HotRowsFound.Judge(made, HotRowsFound.Found(made, rows, top), counts, hottest);
        }

        var points = new TryPoints(HotRowsFound.Recall);
        foreach (var memory in HotRowStreams.Memories.Append(kibibytes).Distinct().Order().Where(m => m >= HotRowStreams.LeastKibibytes(top)))
        {
            points.Add(info.Name, memory, Judged(info, memory).Recall, ValueKind.Counted);
            if (info != HotRowSketches.SpaceSaving)
            {
                points.Add(HotRowSketches.SpaceSaving.Name, memory, Judged(HotRowSketches.SpaceSaving, memory).Recall, ValueKind.Counted);
            }
        }

        var asked = Judged(info, kibibytes);
        return points.Result(
            FormattableString.Invariant($"{info.Name} in {kibibytes:N0} KiB, the {top:N0} hottest of {counts.Count(c => c > 0):N0} rows, Zipf alpha {alpha:0.###}"),
            [
                new("hot rows that it names", asked.Recall, "", ValueKind.Counted),
                new("relative error of their counts", asked.Error, "", ValueKind.Counted),
                new("a counter for every row would take", counts.Count(c => c > 0) * 28 / 1024.0, "KiB", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Memory buys recall", "memory (KiB)", "400,000 independent draws from 100,000 rows. Rows used as often as the last of the hottest count as right.", logX: true));
    }

    /// <summary>What pinning yesterday's hot rows gives when some rows have changed places.</summary>
    /// <param name="movedShare">Share of the rows that exchange their popularity with another one, 0 to 1.</param>
    /// <param name="alpha">Zipf exponent, 0 to 3; 100,000 rows.</param>
    /// <param name="percent">Rows near, 0.01 to 50 % of the table.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult StalePins(double movedShare, double alpha = 1, double percent = 5)
    {
        TryLimits.Check("movedShare", movedShare, 0, 1);
        TryLimits.Check("alpha", alpha, 0, 3);
        TryLimits.Check("percent", percent, 0.01, 50);
        var slots = (int)(percent / 100 * HotRowStreams.Rows);
        var points = new TryPoints(Metrics.HitRatio);
        var names = new[] { "pinned yesterday", "pinned with today known", "lru, warm" };
        double[] asked = [];
        foreach (var share in HotRowStreams.MovedShares.Append(movedShare).Distinct().Order())
        {
            var found = HotRowStreams.Days(share, alpha, slots);
            for (var i = 0; i < names.Length; i++)
            {
                points.Add(names[i], share, found[i], ValueKind.Counted);
            }

            asked = share == movedShare ? found : asked;
        }

        return points.Result(
            FormattableString.Invariant($"{100 * movedShare:0.#} % of 100,000 rows change places, Zipf alpha {alpha:0.###}, {slots:N0} slots"),
            [
                new("points that yesterday's pins lose", 100 * (asked[1] - asked[0]), "points", ValueKind.Counted),
                .. names.Select((name, i) => new TryNumber($"hit ratio, {name}", asked[i], "", ValueKind.Counted)),
            ],
            points.Chart(ChartKind.Line, "Pins grow old, LRU follows", "share of the rows that changed places over night", "200,000 draws a day. Pinned rows are there before the day begins; LRU has seen the day before."));
    }

    /// <summary>How soon a drift alarm tells a fall of the hot set's share.</summary>
    /// <param name="share">The hot set's usual share of the accesses, 0.01 to 0.99.</param>
    /// <param name="fallPoints">How far it falls, 0.01 to 99 points, no further than to nothing.</param>
    /// <param name="window">Accesses of a window, 16 to 16 million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult AlarmDelay(double share, double fallPoints, int window)
    {
        TryLimits.Check("share", share, 0.01, 0.99);
        TryLimits.Check("fallPoints", fallPoints, 0.01, Math.Min(99, 100 * share));
        TryLimits.Check("window", window, 16, 16_000_000);
        var points = new TryPoints(new("alarm-accesses", "Accesses until the alarm", "", false, "(8 / (fall in deviations - 1) + 1) x window"));
        foreach (var at in HotRowStreams.AlarmWindows.Append(window).Distinct().Order())
        {
            points.Add("at most, on average", at, HotRowStreams.AlarmWindowsOf(share, fallPoints, at) * at, ValueKind.Computed);
        }

        var windows = HotRowStreams.AlarmWindowsOf(share, fallPoints, window);
        return points.Result(
            FormattableString.Invariant($"The hot set's share falls from {100 * share:0.##} % by {fallPoints:0.##} points, windows of {window:N0} accesses"),
            [
                new("accesses until the alarm, at most, on average", windows * window, "", ValueKind.Computed),
                new("windows", windows, "", ValueKind.Computed),
                new("the fall in deviations of a window", HotRowStreams.Deviations(share, fallPoints, window), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Short windows are blind, long ones slow", "accesses of a window", "Bound of the CUSUM alarm, windows independent of each other. No point: the fall is within a window's noise.", logX: true, logY: true));
    }
}

file static class HotRowStreams
{
    public const int Rows = 100_000;
    public const int Accesses = 400_000;
    public static readonly int[] Memories = [8, 16, 32, 64, 128, 256, 512];
    public static readonly double[] MovedShares = [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1];
    public static readonly int[] AlarmWindows = [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];
    private const int BytesPerNamed = 64;

    public static IEnumerable<HotRowSketchInfo> Sketches => HotRowSketches.All.Where(s => s != HotRowSketches.Exact);

    public static int LeastKibibytes(int top) => ((top * BytesPerNamed) + 1023) / 1024;

    public static int[] Draw(double alpha, int count, Xoshiro256 random, int[]? rowOfRank = null)
    {
        var (zipf, rows) = (new ZipfSampler(Rows, alpha), new int[count]);
        for (var i = 0; i < count; i++)
        {
            var rank = zipf.Next(random) - 1;
            rows[i] = rowOfRank is null ? rank : rowOfRank[rank];
        }

        return rows;
    }

    // Hit ratios of a second day: the first day's pins, the day's own best pins, and an LRU that saw the first day.
    public static double[] Days(double movedShare, double alpha, int slots)
    {
        var random = new Xoshiro256(13);
        var yesterday = Draw(alpha, Accesses / 2, random);
        var today = Draw(alpha, Accesses / 2, random, Moved(movedShare, random));
        var counts = HotRowsFound.Count(today, Rows);
        double Share(int[] pinned) => pinned.Sum(row => (double)counts[row]) / today.Length;
        var lru = CachePolicies.Lru.Create(new(slots, Rows));
        CacheSimulator.Run(lru, yesterday);
        return
        [
            Share(HotRowsFound.Hottest(HotRowsFound.Count(yesterday, Rows), slots)),
            Share(HotRowsFound.Hottest(counts, slots)),
            (double)CacheSimulator.Run(lru, today) / today.Length,
        ];
    }

    public static double Deviations(double share, double fallPoints, int window) => fallPoints / 100 / Math.Sqrt(share * (1 - share) / window);

    // Infinite where the fall is within a window's allowance; a chart leaves such a point out.
    public static double AlarmWindowsOf(double share, double fallPoints, int window)
    {
        var excess = Deviations(share, fallPoints, window) - DriftAlarm.Allowance;
        return excess > 0 ? (DriftAlarm.Threshold / excess) + 1 : double.PositiveInfinity;
    }

    // The moved ranks' rows, shuffled among themselves.
    private static int[] Moved(double share, Xoshiro256 random)
    {
        var rows = Enumerable.Range(0, Rows).ToArray();
        var moved = Enumerable.Range(0, Rows).Where(_ => random.NextDouble() < share).ToArray();
        var shuffled = (int[])moved.Clone();
        random.Shuffle<int>(shuffled);
        for (var i = 0; i < moved.Length; i++)
        {
            rows[moved[i]] = shuffled[i];
        }

        return rows;
    }
}
