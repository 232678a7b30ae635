namespace HotRow;

public static partial class Prefetchers
{
    /// <summary>What followed the current batch's pairs of rows, or shorter contexts where those are new.</summary>
    public static readonly PrefetcherInfo Markov2 = Add(new("markov-2", "Joseph and Grunwald 1997, ISCA; backing off as Katz 1987", args => new MarkovPrefetcher(args, order: 2)));
}
