namespace HotRow.Lab;

/// <summary>A prompt cache whose keys are made in two ways, on prompts in which the same text stands at different places.</summary>
/// <remarks>Keys and values of a token depend on all tokens before it. A key that names a block by its own text alone finds blocks that were computed behind another
/// beginning: the hit is wrong, and nobody notices. A chained key, made from the block and the key before it, cannot.</remarks>
internal static class CachedPrefixes
{
    private const int Documents = 40;
    private const int Blocks = 6;

    /// <summary>Shares of blocks that were found, and that were found and wrong.</summary>
    /// <param name="seed">Seed of the prompts.</param>
    /// <param name="requests">How many prompts.</param>
    /// <param name="isChained">Keys are chained.</param>
    internal static (double Found, double Wrong) Replay(ulong seed, int requests, bool isChained)
    {
        var random = new Xoshiro256(seed);
        var kept = new Dictionary<long, long>();
        var (found, wrong) = (0, 0);
        for (var request = 0; request < requests; request++)
        {
            // A system prompt of one of four tenants, then documents in any order.
            var beginning = (long)random.NextInt32(4);
            for (var block = 0; block < Blocks; block++)
            {
                var text = block == 0 ? beginning : 100 + random.NextInt32(Documents);
                var truth = block == 0 ? text : Mixed(beginning, text);
                beginning = truth;
                var key = isChained ? truth : text;
                if (kept.TryGetValue(key, out var stored))
                {
                    found++;
                    wrong += stored == truth ? 0 : 1;
                }
                else
                {
                    kept.Add(key, truth);
                }
            }
        }

        return (found / (double)(requests * Blocks), wrong / (double)(requests * Blocks));
    }

    // Not the runtime's hash, which is another in every process.
    private static long Mixed(long before, long text)
    {
        var mixed = (ulong)(before ^ (text * -7_046_029_254_386_353_131));
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
        return (long)(mixed ^ (mixed >> 32));
    }
}
