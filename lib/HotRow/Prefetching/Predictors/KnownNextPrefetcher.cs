namespace HotRow;

/// <summary>Reads the coming batches instead of guessing: the distinct rows of the next k batches, in order of use.</summary>
/// <remarks>For consumers that know their work in advance: a queue of requests, a training epoch, a prompt that is fed in pieces. A coming batch is
/// taken to be as long as the current one, so batches of one length are covered completely when the budget holds their distinct rows.
/// <para><i>Cost:</i> O(k x batch) per call; memory for the rows named, beside the future itself.</para></remarks>
internal sealed class KnownNextPrefetcher : IPrefetcher
{
    private readonly PrefetcherArgs _args;
    private readonly RowPlaces _named;
    private int _position;

    public KnownNextPrefetcher(PrefetcherArgs args)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(args.LookAhead, 1);
        if (args.Future.IsEmpty)
        {
            throw new ArgumentException("the prefetcher 'known-next' needs the accesses to come: set PrefetcherArgs.Future", nameof(args));
        }

        RowCheck.Rows(args.Future.Span, args.RowCount, nameof(args.Future));
        _args = args;
        _named = new(Math.Min(args.MaxRows, args.RowCount));
    }

    /// <exception cref="InvalidOperationException">The batch is not what the future has there.</exception>
    public int Predict(in LookupBatch current, Span<int> rows)
    {
        var indices = _args.Check(current);
        var coming = _args.Future.Span[_position..];
        if (!coming.StartsWith(indices))
        {
            throw new InvalidOperationException($"the batch at access {_position} is not what the future that the prefetcher was made for has there");
        }

        _position += indices.Length;
        _named.Clear();
        coming = coming[indices.Length..];
        coming = coming[..(int)Math.Min(coming.Length, (long)indices.Length * _args.LookAhead)];
        foreach (var row in coming)
        {
            if (_named.Count == rows.Length || _named.IsFull)
            {
                break;
            }

            _named.TryAdd(row);
        }

        _named.Rows.CopyTo(rows);
        return _named.Count;
    }
}

public static partial class Prefetchers
{
    /// <summary>The coming batches themselves: what look-ahead gives where the work is known in advance.</summary>
    public static readonly PrefetcherInfo KnownNext = Add(new("known-next", "document 000, solution 3: the next batch is known", args => new KnownNextPrefetcher(args), NeedsFuture: true));
}
