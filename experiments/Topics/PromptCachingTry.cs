using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a cached prompt saves of what its tokens cost.</summary>
    /// <param name="write">Price of a token written into the cache, in units of an uncached one, 0 to 100.</param>
    /// <param name="read">Price of a token read from it, 0 to 100.</param>
    /// <param name="uses">How often the prompt is used, 1 to 10 million.</param>
    /// <param name="storagePerHour">Price of keeping a token for an hour, 0 to 1,000.</param>
    /// <param name="hours">How long it is kept, 0 to 10,000 hours.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult CachedPrompt(double write, double read, double uses, double storagePerHour = 0, double hours = 0)
    {
        TryLimits.Check("write", write, 0, 100);
        TryLimits.Check("read", read, 0, 100);
        TryLimits.Check("uses", uses, 1, 10_000_000);
        TryLimits.Check("storagePerHour", storagePerHour, 0, 1_000);
        TryLimits.Check("hours", hours, 0, 10_000);
        var prices = new CacheSaving(write, read, storagePerHour);
        var points = new TryPoints(new("saved", "Saved of the prompt's cost", "%", true, "1 - (write + read (N - 1) + storage x hours) / N"));
        foreach (var n in PromptModel.Uses.Append(uses).Distinct().Order())
        {
            points.Add("saved", n, 100 * prices.Saving(n, hours), ValueKind.Computed);
        }

        var breakEven = prices.BreakEvenUses(hours);
        TryNumber[] always = [new("saved of the prompt's cost", 100 * prices.Saving(uses, hours), "%", ValueKind.Computed), new("limit for ever more uses", 100 * prices.Limit, "%", ValueKind.Computed)];
        return points.Result(
            FormattableString.Invariant($"writing costs {write:0.###}, reading {read:0.###}, keeping {storagePerHour:0.###} an hour for {hours:0.##} h; {uses:N0} uses"),
            double.IsFinite(breakEven) ? [.. always, new("uses from which on it saves", breakEven, "", ValueKind.Computed)] : always,
            points.Chart(ChartKind.Line, "What a cached prompt saves, by how often it is used", "uses of the prompt", "Computed from the four prices, in units of an uncached token.", logX: true, references: ReferenceLine.Horizontal("nothing saved", 0)));
    }

    /// <summary>Prompts read in turn through a cache that is smaller than all of them: which eviction finds what.</summary>
    /// <param name="books">Prompts that come in turn, 1 to 100.</param>
    /// <param name="blocks">Blocks of each, 1 to 1,000.</param>
    /// <param name="capacity">Blocks that the cache holds, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BooksInTurn(int books, int blocks, int capacity)
    {
        TryLimits.Check("books", books, 1, 100);
        TryLimits.Check("blocks", blocks, 1, 1_000);
        TryLimits.Check("capacity", capacity, 1, 100_000);
        var prompts = PromptModel.InTurn(books, blocks);
        var points = new TryPoints(new("found", "Found in the cache", "%", true, "blocks found that a prompt can use / all blocks"));
        foreach (var size in PromptModel.Capacities(books * blocks).Append(capacity).Distinct().Order())
        {
            points.Add("tree, leaves go first", size, 100 * PrefixReplay.Tree(prompts, size), ValueKind.Modelled);
            points.Add("flat LRU", size, 100 * PrefixReplay.Flat(prompts, books * blocks, size).Usable, ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"{books:N0} prompts of {blocks:N0} blocks in turn, ten rounds, {capacity:N0} blocks of cache"),
            [
                new("found by the tree", 100 * PrefixReplay.Tree(prompts, capacity), "%", ValueKind.Modelled),
                new("found by a flat LRU", 100 * PrefixReplay.Flat(prompts, books * blocks, capacity).Usable, "%", ValueKind.Modelled),
                new("blocks of all prompts", books * blocks, "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Prompts in turn: what each eviction finds", "capacity (blocks)", "Modelled: prompts one after the other, ten rounds."));
    }

    /// <summary>Conversations on one simulated RTX 4090 with Llama 3.1 8B, with and without finding their own beginnings again.</summary>
    /// <param name="perMinute">New conversations a minute, 0.01 to 20; each has ten turns, 40 s apart on average.</param>
    /// <param name="kvBlocks">Memory of keys and values in blocks of 16 tokens, 600 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Conversation(double perMinute, int kvBlocks = 2_587)
    {
        TryLimits.Check("perMinute", perMinute, 0.01, 20);
        TryLimits.Check("kvBlocks", kvBlocks, 600, 100_000);
        var requests = Conversations.Requests(40, perMinute, seed: 1);
        var (without, _) = PromptModel.Serve(requests, KvAllocators.PagedWithoutReuse, kvBlocks);
        var (with, found) = PromptModel.Serve(requests, KvAllocators.Paged, kvBlocks);
        return new(
            FormattableString.Invariant($"{perMinute:0.##} conversations a minute of ten turns, {kvBlocks:N0} blocks of memory"),
            [
                new("prompts found in the cache", found, "%", ValueKind.Modelled),
                new("time to first token, median, with the cache", with, "s", ValueKind.Modelled),
                new("time to first token, median, without", without, "s", ValueKind.Modelled),
            ]);
    }
}

file static class PromptModel
{
    public static readonly double[] Uses = [1, 2, 3, 5, 10, 20, 50, 100, 1_000];
    private const int Rounds = 10;
    private const int Steps = 10;

    public static long[][] InTurn(int books, int blocks) =>
        [.. Enumerable.Range(0, books * Rounds).Select(i => Enumerable.Range(i % books * blocks, blocks).Select(b => (long)b).ToArray())];

    public static IEnumerable<int> Capacities(int all) => Enumerable.Range(1, Steps).Select(i => Math.Max(1, all * i / Steps));

    public static (double TtftSeconds, double Found) Serve(IReadOnlyList<ServingRequest> requests, KvAllocatorInfo kv, int blocks)
    {
        var run = ServingSimulator.Run(new(Schedulers.ContinuousBatch, LineLatency.Rtx4090WithLlama31With8B, kv, new(blocks, PrefixTokens: Conversations.PieceTokens)), requests);
        return (Statistics.Median([.. run.Outcomes.Select(o => o.Ttft.Seconds)]).Value, 100.0 * run.Outcomes.Sum(o => (long)Math.Min(o.CachedTokens, o.InputTokens)) / requests.Sum(r => (long)r.InputTokens));
    }
}
