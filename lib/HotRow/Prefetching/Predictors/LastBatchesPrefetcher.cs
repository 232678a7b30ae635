namespace HotRow;

/// <summary>Names the distinct rows of the last k batches, the most recently used row first.</summary>
/// <remarks><i>Cost:</i> O(k x batch) per call where the budget is that large, 4 x k x MaxIndices B.</remarks>
internal sealed class LastBatchesPrefetcher : IPrefetcher
{
    private readonly PrefetcherArgs _args;
    private readonly int[][] _batches; // a ring
    private readonly int[] _lengths;
    private readonly RowPlaces _named;
    private int _newest;

    public LastBatchesPrefetcher(PrefetcherArgs args, int history)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        var bytes = (long)history * args.MaxIndices * sizeof(int);
        if (bytes > args.MemoryBytes)
        {
            throw new ArgumentException($"the last {history} batches of {args.MaxIndices} indices take {bytes} bytes, more than the {args.MemoryBytes} of PrefetcherArgs.MemoryBytes", nameof(args));
        }

        _args = args;
        _batches = [.. Enumerable.Range(0, history).Select(_ => new int[args.MaxIndices])];
        _lengths = new int[history];
        _named = new(Math.Min(args.MaxRows, args.RowCount));
    }

    public int Predict(in LookupBatch current, Span<int> rows)
    {
        var indices = _args.Check(current);
        _newest = (_newest + 1) % _batches.Length;
        indices.CopyTo(_batches[_newest]);
        _lengths[_newest] = indices.Length;
        _named.Clear();
        for (var age = 0; age < _batches.Length; age++)
        {
            var batch = (_newest - age + _batches.Length) % _batches.Length;
            for (var i = _lengths[batch] - 1; i >= 0; i--)
            {
                if (_named.Count == rows.Length || _named.IsFull)
                {
                    break;
                }

                _named.TryAdd(_batches[batch][i]);
            }
        }

        _named.Rows.CopyTo(rows);
        return _named.Count;
    }
}

public static partial class Prefetchers
{
    /// <summary>The distinct rows of the last k batches, most recent first; k is <see cref="PrefetcherArgs.History"/>.</summary>
    public static readonly PrefetcherInfo LastBatches = Add(new("last-k", "document 000, solution 3", args => new LastBatchesPrefetcher(args, args.History)));
}
