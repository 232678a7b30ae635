using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H10: what prompt caching costs and saves.</summary>
    public static readonly IExperiment CacheCost = Add(new CacheCost());
}

/// <summary>H10: saving over reuses for two kinds of price lists, what storage by the hour asks for, the break-even hit ratio, and the price of a wrong key.</summary>
/// <remarks>Prices are relative to an uncached input token and are reported ones of 2024; the closed forms hold for any others. Anthropic: a write 1.25, a read 0.1.
/// Google, Gemini 1.5 Pro: a read a quarter, and $4.50 an hour for a million tokens kept, beside $1.25 for a million read without a cache.</remarks>
internal sealed partial class CacheCost : IExperiment
{
    private const string Trace = "mooncake_conversation_trace.jsonl";

    private static readonly int[] s_uses = [1, 2, 3, 5, 10, 20, 50, 100, 1_000];
    private static readonly double[] s_hours = [0.1, 0.25, 0.5, 1, 2, 6, 24];
    private static readonly double[] s_hits = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 1];

    public string Id => "h10-cache-cost";

    public string Title => "Cost of prompt caching";

    public string Question => "From how many reuses on does a cached prompt save money?";

    public double Weight => 0.3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "saving" } }, Savings, 0);
        context.Point(new() { { "part", "storage" } }, Storage, 0);
        context.Point(new() { { "part", "hit ratio" } }, HitRatios, 0);
        context.Point(new() { { "part", "keys" } }, point => Keys(point, context.ByScale(500, 5_000, 20_000)), 0);
        context.Point(new() { { "part", "trace" } }, Replay, 0);
    }

    /// <summary>Share saved of the input's cost when that share of all tokens is read from the cache and the rest is written into it.</summary>
    internal static double SavingAt(double hitRatio) => 1 - ((1 - hitRatio) * CacheSaving.ByReads.Write) - (hitRatio * CacheSaving.ByReads.Read);

    private static void Savings(Point point)
    {
        foreach (var uses in s_uses)
        {
            var at = new Parameters { { "uses", uses } };
            point.Value(Saving, CacheSaving.ByReads.Saving(uses), ByReads, ValueKind.Computed, at: at);
            point.Value(Saving, CacheSaving.ByStorage.Saving(uses, 1), ByStorage, ValueKind.Computed, at: at);
        }

        point.Value(BreakEvenUses, CacheSaving.ByReads.BreakEvenUses(), ByReads, ValueKind.Computed);
    }

    private static void Storage(Point point)
    {
        foreach (var hours in s_hours)
        {
            var uses = CacheSaving.ByStorage.BreakEvenUses(hours);
            point.Value(BreakEvenUses, uses, "", ValueKind.Computed, at: new() { { "hours", hours } });
            point.Value(UsesPerHour, uses / hours, "", ValueKind.Computed, at: new() { { "hours", hours } });
        }
    }

    private static void HitRatios(Point point)
    {
        foreach (var hits in s_hits)
        {
            point.Value(Saving, SavingAt(hits), "", ValueKind.Computed, at: new() { { "hits", hits } });
        }

        point.Value(BreakEvenHits, (CacheSaving.ByReads.Write - 1) / (CacheSaving.ByReads.Write - CacheSaving.ByReads.Read), "", ValueKind.Computed);
    }

    private static void Keys(Point point, int requests)
    {
        foreach (var isChained in (ReadOnlySpan<bool>)[false, true])
        {
            var (found, wrong) = CachedPrefixes.Replay(point.Seed, requests, isChained);
            point.Value(FoundShare, found, isChained ? Chained : Unchained, ValueKind.Counted);
            point.Value(WrongShare, wrong, isChained ? Chained : Unchained, ValueKind.Counted);
        }
    }

    // A cache without bounds: the most that any can find.
    private static void Replay(Point point)
    {
        if (RealData.Open(point, Trace) is not { } path)
        {
            return;
        }

        var requests = ArrivalFile.Read(path);
        var seen = new HashSet<long>();
        var (blocks, found) = (0L, 0L);
        for (var request = 0; request < requests.Count; request++)
        {
            foreach (var block in requests.PrefixBlocks(request).Span)
            {
                blocks++;
                found += seen.Add(block) ? 0 : 1;
            }
        }

        point.Value(FoundShare, found / (double)blocks, RealTrace, ValueKind.Counted);
        point.Value(Saving, SavingAt(found / (double)blocks), RealTrace, ValueKind.Counted);
    }
}
