namespace HotRow;

/// <summary>Names the rows that most often followed the contexts of the current batch, a context being the last n rows.</summary>
/// <remarks>
/// <i>Definition:</i> for each position of the current batch take the longest context of at most n rows that ends there and that has been seen at least
/// twice (a single row is enough once); it gives every row the share of the context's occurrences that the row followed. A row's score is the sum of
/// these shares over all positions, which is the number of times the row is expected in the next batch if the contexts come again as often as they came in
/// this one. The rows with the highest scores are named.
/// <para><i>Deviation:</i> a textbook Markov predictor names the successors of one state. Of a batch of many accesses only the first one follows a
/// context that is known, and all others follow rows of the same batch, so a batch is predicted as a whole, in expectation. Accesses are taken in the order
/// of the batch, over the bounds of bags and of batches. Contexts and followers are bounded, see <see cref="FollowerTable"/>; the orders share the memory in equal
/// parts.</para>
/// <para><i>Cost:</i> O(n x batch) table look-ups and a sort of at most 8 x batch scores per call.</para>
/// <para><i>Source:</i> D. Joseph and D. Grunwald, "Prefetching using Markov predictors", ISCA 1997; backing off to shorter contexts as in S. Katz,
/// "Estimation of probabilities from sparse data", IEEE TASSP 35 (1987), without its discounts.</para></remarks>
internal sealed class MarkovPrefetcher : IPrefetcher
{
    private const int SeenBeforeTrusted = 2;
    private readonly PrefetcherArgs _args;
    private readonly FollowerTable[] _orders; // the first is of order 1
    private readonly RowScores _scores;
    private readonly int[] _rows; // the last rows of the batch before, then the batch
    private int _carried;

    public MarkovPrefetcher(PrefetcherArgs args, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        _args = args;
        _orders = new FollowerTable[order];
        for (var i = 0; i < order; i++)
        {
            _orders[i] = new(args.MemoryBytes / order, i == 0 ? args.RowCount : long.MaxValue);
        }

        _scores = new((int)Math.Min((long)args.MaxIndices * FollowerTable.Followers, args.RowCount));
        _rows = new int[order + args.MaxIndices];
    }

    public int Predict(in LookupBatch current, Span<int> rows)
    {
        var indices = _args.Check(current);
        indices.CopyTo(_rows.AsSpan(_carried));
        var seen = _rows.AsSpan(0, _carried + indices.Length);
        Learn(seen);
        Score(seen);
        _carried = Math.Min(_orders.Length, seen.Length);
        seen[^_carried..].CopyTo(_rows);
        return _scores.TakeBest(rows[..Math.Min(rows.Length, _args.MaxRows)]);
    }

    private void Learn(ReadOnlySpan<int> seen)
    {
        for (var i = Math.Max(1, _carried); i < seen.Length; i++)
        {
            for (var order = 1; order <= Math.Min(_orders.Length, i); order++)
            {
                _orders[order - 1].Count(FollowerTable.KeyOf(seen[(i - order)..i]), seen[i]);
            }
        }
    }

    private void Score(ReadOnlySpan<int> seen)
    {
        _scores.Clear();
        for (var end = _carried + 1; end <= seen.Length; end++)
        {
            for (var order = Math.Min(_orders.Length, end); order >= 1; order--)
            {
                if (_orders[order - 1].TryGet(FollowerTable.KeyOf(seen[(end - order)..end]), out var total, out var followers, out var counts)
                    && total >= (order == 1 ? 1 : SeenBeforeTrusted))
                {
                    for (var i = 0; i < followers.Length; i++)
                    {
                        _scores.Add(followers[i], (float)counts[i] / total);
                    }

                    break;
                }
            }
        }
    }
}

public static partial class Prefetchers
{
    /// <summary>What followed the current batch's rows.</summary>
    public static readonly PrefetcherInfo Markov1 = Add(new("markov-1", "Joseph and Grunwald 1997, ISCA", args => new MarkovPrefetcher(args, order: 1)));
}
