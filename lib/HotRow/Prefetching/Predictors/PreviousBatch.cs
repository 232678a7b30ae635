namespace HotRow;

public static partial class Prefetchers
{
    /// <summary>The distinct rows of the batch that has just come, most recent first.</summary>
    public static readonly PrefetcherInfo PreviousBatch = Add(new("previous-batch", "document 000, solution 3", args => new LastBatchesPrefetcher(args, history: 1)));
}
