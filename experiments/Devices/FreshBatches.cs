namespace HotRow.Lab;

/// <summary>Batches that are drawn anew before every sample: a cache that is timed on rows it was shown before looks better than it is.</summary>
/// <remarks>Each contender has its own, made from the same seed: the same batches in the same order. One that warms a cache, or is called more often before
/// the rounds, is further on in them than another, so the samples of a round are of one law and one size, not of the same rows. The batch that follows a sample's last one is known
/// and comes first in the next sample, so that a lookup which reads ahead fetches as many batches a sample as any other.</remarks>
internal sealed class FreshBatches
{
    private readonly int[][] _rows;
    private readonly LookupBatch[] _batches;
    private readonly Action<long, int[]> _fill;
    private long _drawn;

    private FreshBatches(int batch, int count, Action<long, int[]> fill)
    {
        _fill = fill;
        _rows = [.. Enumerable.Range(0, count + 1).Select(_ => new int[batch])];
        _batches = [.. _rows.Select(r => new LookupBatch(r))];
        Parallel.For(0, _rows.Length, i => _fill(i, _rows[i]));
        _drawn = _rows.Length;
    }

    /// <summary>Batches of a sample.</summary>
    public int Count => _batches.Length - 1;

    /// <summary>Indices of a batch.</summary>
    public int BatchSize => _rows[0].Length;

    /// <summary>Indices of a sample.</summary>
    public long Indices => (long)Count * BatchSize;

    /// <summary>A sample's batches and, behind them, the one that follows.</summary>
    public ReadOnlySpan<LookupBatch> Current => _batches;

    /// <summary>Independent draws by the bounded Zipf law, ids permuted; exponent 0 draws all rows alike.</summary>
    public static FreshBatches Zipf(int rowCount, double alpha, int batch, int count, ulong seed)
    {
        var (sampler, rowOfRank) = (new ZipfSampler(rowCount, alpha), RowOfRank(rowCount, seed));
        return new(batch, count, (number, rows) =>
        {
            var random = new Xoshiro256(seed + (ulong)number + 1);
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = rowOfRank[sampler.Next(random) - 1];
            }
        });
    }

    /// <summary>A trace from its beginning, batch after batch, and again from there when it ends.</summary>
    public static FreshBatches Of(MemoryTrace trace, int batch, int count)
    {
        var whole = trace.Rows.Length / batch;
        return new(batch, count, (number, rows) => trace.Rows.Slice((int)(number % whole) * batch, batch).CopyTo(rows));
    }

    /// <summary>The rows that <see cref="Zipf"/> draws most often, the most frequent one last, in batches.</summary>
    public static IEnumerable<LookupBatch> Hottest(int rowCount, int rows, int batch, ulong seed)
    {
        var rowOfRank = RowOfRank(rowCount, seed);
        for (var end = rows; end > 0; end -= batch)
        {
            var from = Math.Max(0, end - batch);
            yield return new(Enumerable.Range(from, end - from).Reverse().Select(rank => rowOfRank[rank]).ToArray());
        }
    }

    /// <summary>Draws the next sample.</summary>
    public void Draw()
    {
        _rows[^1].CopyTo(_rows[0], 0);
        Parallel.For(1, _rows.Length, i => _fill(_drawn + i - 1, _rows[i]));
        _drawn += Count;
    }

    private static RowPermutation RowOfRank(int rowCount, ulong seed) => new(rowCount, seed);
}
