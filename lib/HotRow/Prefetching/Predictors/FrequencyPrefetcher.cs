namespace HotRow;

/// <summary>Names the most frequent rows so far, whatever the current batch is.</summary>
/// <remarks>Counts as in <see cref="FrequencyOrder"/>: exact while the distinct rows fit <see cref="PrefetcherArgs.MemoryBytes"/>, upper bounds beyond.
/// <para><i>Cost:</i> O(batch + budget) per call: the order by count is kept, not sorted.</para></remarks>
internal sealed class FrequencyPrefetcher : IPrefetcher
{
    private readonly PrefetcherArgs _args;
    private readonly FrequencyOrder _order;

    public FrequencyPrefetcher(PrefetcherArgs args)
    {
        _args = args;
        _order = new(args.RowCount, args.MemoryBytes);
    }

    public int Predict(in LookupBatch current, Span<int> rows)
    {
        foreach (var row in _args.Check(current))
        {
            _order.Add(row);
        }

        var best = _order.Rows;
        best = best[..Math.Min(best.Length, Math.Min(rows.Length, _args.MaxRows))];
        best.CopyTo(rows);
        return best.Length;
    }
}

public static partial class Prefetchers
{
    /// <summary>The most frequent rows so far.</summary>
    public static readonly PrefetcherInfo Frequency = Add(new("frequency", "document 000, solution 3; Metwally et al. 2005 for the bound", args => new FrequencyPrefetcher(args)));
}
