namespace HotRow;

/// <summary>The table of strategies that multiply by all of it.</summary>
internal static class WholeTable
{
    /// <summary>The table in memory behind the store.</summary>
    /// <exception cref="ArgumentException">The rows lie elsewhere.</exception>
    public static EmbeddingTable Of(LookupArgs args, string strategy) => (args.Store as DramRowStore)?.Table
        ?? throw new ArgumentException($"the strategy '{strategy}' multiplies by the whole table and needs a DramRowStore; the rows given lie in: {args.Store.Path}", nameof(args));
}
