namespace HotRow;

public static partial class Prefetchers
{
    /// <summary>What followed the current batch's triples of rows, or shorter contexts where those are new.</summary>
    public static readonly PrefetcherInfo Markov3 = Add(new("markov-3", "Joseph and Grunwald 1997, ISCA; backing off as Katz 1987", args => new MarkovPrefetcher(args, order: 3)));
}
