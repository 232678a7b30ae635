namespace HotRow;

/// <summary>Names the rows that most often stood near the current batch's rows, before or after.</summary>
/// <remarks>
/// <i>Definition:</i> two accesses are neighbours when at most <see cref="Reach"/> positions of one bag lie between their places; a batch without bags is
/// one bag. Each row keeps its most frequent neighbours. For each position of the current batch, its row gives each neighbour the share of its
/// neighbourhoods that the neighbour has; the rows with the highest sums are named.
/// <para><i>Deviation:</i> co-occurrence anywhere in a batch would cost the square of the batch, so it is taken in a neighbourhood. Rows and neighbours
/// are bounded, see <see cref="FollowerTable"/>.</para>
/// <para><i>Cost:</i> 2 x <see cref="Reach"/> table updates per access and a sort of at most 8 x batch scores per call.</para></remarks>
internal sealed class CoOccurrencePrefetcher : IPrefetcher
{
    /// <summary>How far apart neighbours may stand.</summary>
    public const int Reach = 4;

    private readonly PrefetcherArgs _args;
    private readonly FollowerTable _neighbours;
    private readonly RowScores _scores;

    public CoOccurrencePrefetcher(PrefetcherArgs args)
    {
        _args = args;
        _neighbours = new(args.MemoryBytes, args.RowCount);
        _scores = new((int)Math.Min((long)args.MaxIndices * FollowerTable.Followers, args.RowCount));
    }

    public int Predict(in LookupBatch current, Span<int> rows)
    {
        var indices = _args.Check(current);
        if (current.Offsets.IsEmpty)
        {
            Learn(indices);
        }
        else
        {
            var offsets = current.Offsets.Span;
            RowCheck.Offsets(offsets, indices.Length, nameof(current));
            for (var bag = 0; bag < offsets.Length - 1; bag++)
            {
                Learn(indices[offsets[bag]..offsets[bag + 1]]);
            }
        }

        Score(indices);
        return _scores.TakeBest(rows[..Math.Min(rows.Length, _args.MaxRows)]);
    }

    private void Learn(ReadOnlySpan<int> bag)
    {
        for (var i = 1; i < bag.Length; i++)
        {
            for (var before = Math.Max(0, i - Reach); before < i; before++)
            {
                if (bag[before] != bag[i])
                {
                    _neighbours.Count(FollowerTable.KeyOf([bag[before]]), bag[i]);
                    _neighbours.Count(FollowerTable.KeyOf([bag[i]]), bag[before]);
                }
            }
        }
    }

    private void Score(ReadOnlySpan<int> indices)
    {
        _scores.Clear();
        foreach (var row in indices)
        {
            if (_neighbours.TryGet(FollowerTable.KeyOf([row]), out var total, out var others, out var counts) && total > 0)
            {
                for (var i = 0; i < others.Length; i++)
                {
                    _scores.Add(others[i], (float)counts[i] / total);
                }
            }
        }
    }
}

public static partial class Prefetchers
{
    /// <summary>What stood near the current batch's rows before.</summary>
    public static readonly PrefetcherInfo CoOccurrence = Add(new("co-occurrence", "document 000, solution 3", args => new CoOccurrencePrefetcher(args)));
}
