using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Counts what prompts, given as chains of block numbers, would find in a cache.</summary>
internal static class PrefixReplay
{
    /// <summary>Blocks found in a tree that gives up leaves, over all blocks.</summary>
    /// <param name="prompts">The prompts in order of arrival.</param>
    /// <param name="capacity">Most blocks.</param>
    /// <param name="timeToLive">How long an unused block stays; default is for ever.</param>
    /// <param name="arrivals">When the prompts came; null when it does not matter.</param>
    internal static double Tree(IReadOnlyList<long[]> prompts, int capacity, SimTime timeToLive = default, IReadOnlyList<SimTime>? arrivals = null)
    {
        var tree = new PrefixTree(capacity, timeToLive);
        long found = 0, all = 0;
        for (var i = 0; i < prompts.Count; i++)
        {
            found += tree.Use(prompts[i], arrivals is null ? SimTime.Zero : arrivals[i]);
            all += prompts[i].Length;
        }

        return (double)found / all;
    }

    /// <summary>Blocks found in a flat cache that is touched in the order of reading, over all blocks: any of them, and those that a prompt could use because all before them were there too.</summary>
    internal static (double Any, double Usable) Flat(IReadOnlyList<long[]> prompts, int distinct, int capacity)
    {
        var cache = CachePolicies.Lru.Create(new(capacity, distinct));
        long any = 0, usable = 0, all = 0;
        foreach (var prompt in prompts)
        {
            var unbroken = true;
            foreach (var block in prompt)
            {
                var hit = cache.Access((int)block).IsHit;
                unbroken &= hit;
                any += hit ? 1 : 0;
                usable += unbroken ? 1 : 0;
            }

            all += prompt.Length;
        }

        return ((double)any / all, (double)usable / all);
    }
}
