namespace HotRow;

public static partial class LookupStrategies
{
    /// <summary>A cache whose misses come from the prefetch buffer where they were foreseen.</summary>
    public static readonly LookupStrategyInfo PrefetchedCache = Add(new("prefetched-cache", "document 000, complete lookup flow", args => args.Policy is null
        ? throw new ArgumentException("the strategy 'prefetched-cache' needs a policy: set LookupArgs.Policy to an entry of CachePolicies", nameof(args))
        : new PrefetchedLookup(args, PrefetchedLookup.CreatePrefetcher(args))));
}
