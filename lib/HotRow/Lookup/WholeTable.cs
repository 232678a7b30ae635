namespace HotRow;

/// <summary>The table of strategies that multiply by all of it.</summary>
internal static class WholeTable
{
    /// <summary>The table in memory behind the store.</summary>
    /// <exception cref="ArgumentException">The rows lie elsewhere, or are not fp32.</exception>
    public static EmbeddingTable Of(LookupArgs args, string strategy) => (args.Store as DramRowStore)?.Table
        ?? throw new ArgumentException($"the strategy '{strategy}' multiplies by the whole table and needs a DramRowStore of fp32 rows; the rows given are {args.Store.Format} and lie in: {args.Store.Path}", nameof(args));
}
