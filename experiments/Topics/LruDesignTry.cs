using MathNet.Numerics.Distributions;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>Misses of a cache cut into sets, when the same rows come round again and again.</summary>
    /// <param name="ways">Slots of a set, 1 to 256.</param>
    /// <param name="fill">Rows of the loop over slots of the cache, 0.05 to 2.</param>
    /// <param name="slots">Slots of the cache, 16 to 65,536; rounded up to whole sets.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Loop(int ways, double fill, int slots = 4096)
    {
        TryLimits.Check("ways", ways, 1, 256);
        TryLimits.Check("fill", fill, 0.05, 2);
        TryLimits.Check("slots", slots, 16, 65_536);
        var sets = (slots + ways - 1) / ways;
        slots = sets * ways;
        var points = new TryPoints(new("loop-miss-ratio", "Misses of a round", "", false, "misses / accesses of the third round of a loop"));
        foreach (var at in LruCounts.Fills.Append(fill).Distinct().Order())
        {
            points.Add($"{ways}-way sets", at, LruCounts.LoopMisses(new SetAssociativePolicy(LruCounts.LoopArgs(slots), ways), (int)(at * slots)), ValueKind.Counted);
            points.Add("closed form", at, LruCounts.CrowdedShare(ways, sets, (int)(at * slots)), ValueKind.Computed);
            points.Add("one set (LRU)", at, LruCounts.LoopMisses(new LruPolicy(LruCounts.LoopArgs(slots)), (int)(at * slots)), ValueKind.Counted);
        }

        var rows = (int)(fill * slots);
        return points.Result(
            FormattableString.Invariant($"A loop over {rows:N0} rows, {slots:N0} slots in {sets:N0} sets of {ways}"),
            [
                new("misses of a round, sets", LruCounts.LoopMisses(new SetAssociativePolicy(LruCounts.LoopArgs(slots), ways), rows), "", ValueKind.Counted),
                new("the same by the closed form", LruCounts.CrowdedShare(ways, sets, rows), "", ValueKind.Computed),
                new("misses of a round, one LRU over all slots", LruCounts.LoopMisses(new LruPolicy(LruCounts.LoopArgs(slots)), rows), "", ValueKind.Counted),
            ],
            points.Chart(ChartKind.Line, "A loop: sets miss before they are full, LRU all at once", "rows of the loop / slots", "Third round of a loop in order. Closed form: a row misses when its set holds more rows than slots."));
    }

    /// <summary>What rows that are used once do to the rows that are used again.</summary>
    /// <param name="policy">A policy of the catalog, by name.</param>
    /// <param name="onceShare">Share of accesses that go to rows never used again, 0 to 0.9; the others are Zipf draws from 10,000 rows, alpha 1.</param>
    /// <param name="slots">Slots of the cache, 1 to 10,000.</param>
    /// <param name="accesses">How many accesses, 1,000 to 400,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult OnceUsedRows(string policy, double onceShare, int slots = 500, int accesses = 200_000)
    {
        var asked = LruCounts.PolicyOf(policy, CachePolicies.All);
        TryLimits.Check("onceShare", onceShare, 0, 0.9);
        TryLimits.Check("slots", slots, 1, LruCounts.HotRows);
        TryLimits.Check("accesses", accesses, 1_000, 400_000);
        var points = new TryPoints(new("hot-hit-ratio", "Hit ratio of the rows that return", "", true, "hits / accesses, Zipf accesses alone"));
        foreach (var share in LruCounts.OnceShares.Append(onceShare).Distinct().Order())
        {
            var trace = OnceUsedTrace(share, accesses);
            foreach (var info in new[] { asked, CachePolicies.Lru }.Distinct())
            {
                points.Add(info.Name, share, LruCounts.HotHits(info, trace, slots), ValueKind.Counted);
            }
        }

        var now = OnceUsedTrace(onceShare, accesses);
        return points.Result(
            FormattableString.Invariant($"{asked.Name}, {slots:N0} slots, {100 * onceShare:0.#} % of {accesses:N0} accesses to rows that never return"),
            [
                new($"hits of the returning rows, {asked.Name}", LruCounts.HotHits(asked, now, slots), "", ValueKind.Counted),
                new("the same, lru", LruCounts.HotHits(CachePolicies.Lru, now, slots), "", ValueKind.Counted),
                new($"without such rows, {asked.Name}", LruCounts.HotHits(asked, OnceUsedTrace(0, accesses), slots), "", ValueKind.Counted),
            ],
            points.Chart(ChartKind.Line, "Rows that never return push out rows that do", "share of accesses to rows that never return", "Zipf draws from 10,000 rows, alpha 1, among rows used once. Total ids, from an empty cache."));
    }

    /// <summary>What a policy remembers for each cached row, beside the row itself.</summary>
    /// <param name="policy">A policy of the catalog that serves, by name.</param>
    /// <param name="rows">Rows of the embedding table, 1,000 to 50 million.</param>
    /// <param name="percent">Cached share of them, 0.001 to 100 %, at most a million rows.</param>
    /// <param name="rowBytes">Bytes of an embedding row, 1 to 65,536.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Metadata(string policy, int rows, double percent, int rowBytes = 3072)
    {
        var info = LruCounts.PolicyOf(policy, [.. CachePolicies.All.Where(p => !p.NeedsTrace)]);
        TryLimits.Check("rows", rows, 1_000, 50_000_000);
        TryLimits.Check("percent", percent, 0.001, 100);
        TryLimits.Check("rowBytes", rowBytes, 1, 65_536);
        var slots = Math.Max(1, (int)(percent / 100 * rows));
        TryLimits.Check("rows x percent / 100", slots, 1, LruCounts.MostSlots);

        var points = new TryPoints(new("metadata-per-row", "Metadata per cached row", "B", false, "bytes of index, lists and counters / slots"));
        foreach (var table in LruCounts.TableRows.Append(rows).Distinct().Order())
        {
            // A share that is right for the asked table may be no slot of a small one, or too many of a large one.
            if ((int)(percent / 100 * table) is >= 1 and <= LruCounts.MostSlots and var cached)
            {
                points.Add(info.Name, table, LruCounts.BytesPerSlot(info, table, cached), ValueKind.Counted);
            }
        }

        var bytes = LruCounts.BytesPerSlot(info, rows, slots);
        return points.Result(
            FormattableString.Invariant($"{info.Name}, {slots:N0} slots of a table of {rows:N0} rows of {rowBytes:N0} B"),
            [
                new("metadata for each cached row", bytes, "B", ValueKind.Counted),
                new("the same over the row's own bytes", bytes / rowBytes, "", ValueKind.Counted),
                new("metadata in all", bytes * slots / 1e6, "MB", ValueKind.Counted),
            ],
            points.Chart(
                ChartKind.Line, "Metadata per cached row, by the size of the table", "rows of the table", FormattableString.Invariant($"{percent:0.###} % of the table is cached, at every size of it."),
                logX: true, logY: true, references: ReferenceLine.Horizontal("the row itself", rowBytes)));
    }

    // Ids below LruCounts.HotRows return; each of those above is used once.
    internal static (int[] Rows, int RowCount) OnceUsedTrace(double onceShare, int accesses)
    {
        var (zipf, random, next) = (new ZipfSampler(LruCounts.HotRows, 1), new Xoshiro256(7), LruCounts.HotRows);
        var rows = new int[accesses];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = random.NextDouble() < onceShare ? next++ : zipf.Next(random) - 1;
        }

        return (rows, next);
    }
}

file static class LruCounts
{
    public const int HotRows = 10_000;
    public const int MostSlots = 1_000_000;
    public static readonly double[] Fills = [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2];
    public static readonly double[] OnceShares = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
    public static readonly int[] TableRows = [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000];

    public static CachePolicyInfo PolicyOf(string name, IReadOnlyList<CachePolicyInfo> known)
    {
        TryLimits.Check("policy", name, [.. known.Select(p => p.Name)]);
        return CachePolicies.Find(name);
    }

    public static double HotHits(CachePolicyInfo info, (int[] Rows, int RowCount) trace, int slots)
    {
        var policy = info.Create(new(slots, trace.RowCount, info.NeedsTrace ? trace.Rows : default));
        long hits = 0, hot = 0;
        foreach (var row in trace.Rows)
        {
            var hit = policy.Access(row).IsHit;
            hot += row < HotRows ? 1 : 0;
            hits += hit && row < HotRows ? 1 : 0;
        }

        return (double)hits / hot;
    }

    // Twice the slots and one more: no loop that is allowed gives every row a slot of its own.
    public static CachePolicyArgs LoopArgs(int slots) => new(slots, (2 * slots) + 1);

    public static double LoopMisses(ICachePolicy policy, int rows)
    {
        var loop = Enumerable.Range(0, Math.Max(1, rows)).ToArray();
        CacheSimulator.Run(policy, loop);
        CacheSimulator.Run(policy, loop);
        return 1 - ((double)CacheSimulator.Run(policy, loop) / loop.Length);
    }

    // A row misses in every round when at least as many other rows as a set has slots share its set.
    public static double CrowdedShare(int ways, int sets, int rows) => sets == 1 ? (rows > ways ? 1 : 0) : 1 - Binomial.CDF(1.0 / sets, Math.Max(1, rows) - 1, ways - 1);

    public static double BytesPerSlot(CachePolicyInfo info, int rows, int slots) => (double)info.Create(new(slots, rows)).MetadataBytes / slots;
}
