namespace HotRow;

public static partial class LookupStrategies
{
    /// <summary>Each distinct row once, from the prefetch buffer where it was foreseen.</summary>
    public static readonly LookupStrategyInfo Prefetched = Add(new(
        "prefetched",
        "document 000, solution 3",
        args => new PrefetchedLookup(args with { Policy = null }, PrefetchedLookup.CreatePrefetcher(args))));
}
