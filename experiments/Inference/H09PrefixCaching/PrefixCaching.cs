using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H9: what a cache of prompts finds.</summary>
    public static readonly IExperiment PrefixCaching = Add(new PrefixCaching());
}

/// <summary>H9: how much of the prompts a cache finds, by its size, its order of eviction and its time to live, and what that does to the time to first token.</summary>
/// <remarks>The log's blocks are counted. Conversations are generated and served in simulated time by one RTX 4090 with Llama 3.1 8B, whose cache is what its requests leave of its memory.
/// <para><i>Deviation:</i> a turn finds the prompts of the turns before it, not their answers, which come back as part of the next prompt and are computed once more; vLLM finds those too.</para></remarks>
internal sealed partial class PrefixCaching : IExperiment
{
    private const int Books = 4;
    private const int BookBlocks = 196;
    private const int Rounds = 10;
    private const int KvBlocks = 2_587;

    private static readonly int[] s_capacities = [1_000, 3_000, 10_000, 30_000, 50_000, 100_000];
    private static readonly int[] s_bookCapacities = [98, 196, 392, 588, 686, 735, 784];
    private static readonly double[] s_rates = [0.25, 0.5, 1, 2, 4, 8];
    private static readonly double[] s_lives = [10, 30, 60, 120, 300, 600, 3_600];

    public string Id => "h09-prefix-cache";

    public string Title => "Prompt caching";

    public string Question => "How much of the prompts does a cache find, and what does that do to the time to first token?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "reported" } }, Report, 0);
        context.Point(new() { { "part", "books" } }, ReadBooks, 0);
        context.Point(new() { { "part", "conversations" } }, point => Serve(point, context), 0);
        context.Point(new() { { "part", "life" } }, point => Expire(point, context), 0);
        context.Point(new() { { "part", "log" } }, Replay, 0);
    }

    // Anthropic, "Prompt caching with Claude", 14 August 2024: seconds to first token without and with, and the cut of cost, which cannot be computed from anything published there.
    private static void Report(Point point)
    {
        foreach (var (use, before, after, cost) in ((string, double, double, double)[])[(Book, 11.5, 2.4, 90), (ManyShot, 1.6, 1.1, 86), (MultiTurn, 10, 2.5, 53)])
        {
            var at = new Parameters { { "use", use } };
            point.Value(TtftCut, 100 * (1 - (after / before)), Announcement, ValueKind.Computed, at: at);
            point.Value(CostCut, cost, Announcement, ValueKind.Computed, at: at);
        }

        foreach (var (use, ttft, cost) in ((string, double, double)[])[(Book, 79, 86), (ManyShot, 31, double.NaN), (MultiTurn, 75, 53)])
        {
            var at = new Parameters { { "use", use } };
            point.Value(TtftCut, ttft, Document, ValueKind.Computed, at: at);
            if (!double.IsNaN(cost))
            {
                point.Value(CostCut, cost, Document, ValueKind.Computed, at: at);
            }
        }

        point.Value(TokensSaved, 1_000 * 1e6, "", ValueKind.Computed);
    }

    private static void ReadBooks(Point point)
    {
        long[][] prompts = [.. Enumerable.Range(0, Books * Rounds).Select(i => Enumerable.Range(i % Books * BookBlocks, BookBlocks).Select(b => (long)b).ToArray())];
        foreach (var capacity in s_bookCapacities)
        {
            Found(point, prompts, Books * BookBlocks, capacity, ValueKind.Modelled);
        }
    }

    private static void Found(Point point, IReadOnlyList<long[]> prompts, int distinct, int capacity, ValueKind kind)
    {
        var at = new Parameters { { "capacity", capacity } };
        var (any, usable) = PrefixReplay.Flat(prompts, distinct, capacity);
        point.Value(FoundShare, 100 * PrefixReplay.Tree(prompts, capacity), Tree, kind, at: at);
        point.Value(FoundShare, 100 * any, FlatAny, kind, at: at);
        point.Value(FoundShare, 100 * usable, FlatUsable, kind, at: at);
    }

    private static void Serve(Point point, RunContext context)
    {
        var conversations = context.ByScale(10, 60, 200);
        point.Note = $"{conversations} conversations of {Conversations.Turns} turns, {Conversations.ThinkSeconds} s between questions on average, prompts of {(Conversations.SystemPieces + 1) * Conversations.PieceTokens:N0} to {(Conversations.SystemPieces + Conversations.Turns) * Conversations.PieceTokens:N0} tokens, answers of {Conversations.AnswerTokens}; one RTX 4090, Llama 3.1 8B, {KvBlocks:N0} blocks of 16 tokens";
        foreach (var rate in s_rates)
        {
            var requests = Conversations.Requests(conversations, rate, point.Seed);
            var prompt = requests.Sum(r => (long)r.InputTokens);
            foreach (var (name, kv) in ((string, KvAllocatorInfo)[])[(NoCache, KvAllocators.PagedWithoutReuse), (Cache, KvAllocators.Paged)])
            {
                var run = ServingSimulator.Run(
                    new(Schedulers.ContinuousBatch, LineLatency.Rtx4090WithLlama31With8B, kv, new(KvBlocks, PrefixTokens: Conversations.PieceTokens)), requests);
                point.Check($"{name}, {rate} a minute: books are right", () => (run.Done == requests.Count, $"{run.Done} of {requests.Count} done"));
                var at = new Parameters { { "per-minute", rate } };
                point.Value(TtftSeconds, Statistics.Median([.. run.Outcomes.Select(o => o.Ttft.Seconds)]).Value, name, ValueKind.Modelled, at: at);
                point.Value(FoundShare, 100.0 * run.Outcomes.Sum(o => (long)Math.Min(o.CachedTokens, o.InputTokens)) / prompt, name, ValueKind.Modelled, at: at);
            }
        }
    }

    private static void Expire(Point point, RunContext context)
    {
        var requests = Conversations.Requests(context.ByScale(20, 200, 1_000), 1, point.Seed);
        long[][] prompts = [.. requests.Select(r => r.PrefixBlocks.ToArray())];
        SimTime[] arrivals = [.. requests.Select(r => r.Arrival)];
        foreach (var life in s_lives)
        {
            point.Value(FoundShare, 100 * PrefixReplay.Tree(prompts, prompts.Sum(p => p.Length), SimTime.FromSeconds(life), arrivals), Generated, ValueKind.Modelled, at: new() { { "life", life } });
        }
    }

    private static void Replay(Point point)
    {
        if (RealData.Open(point, MooncakeBlocks.File) is not { } path)
        {
            return;
        }

        var log = MooncakeBlocks.Read(path);
        point.Note = $"{log.Prompts.Count:N0} prompts of {log.Blocks:N0} blocks of 512 tokens, {log.Distinct:N0} of them different";
        foreach (var capacity in s_capacities)
        {
            Found(point, log.Prompts, log.Distinct, capacity, ValueKind.Counted);
        }

        foreach (var life in s_lives)
        {
            point.Value(FoundShare, 100 * PrefixReplay.Tree(log.Prompts, log.Distinct, SimTime.FromSeconds(life), log.Arrivals), Logged, at: new() { { "life", life } });
        }

        point.Value(FoundShare, 100 * PrefixReplay.Tree(log.Prompts, log.Distinct), Everything, at: new() { { "capacity", log.Distinct } });
    }
}
