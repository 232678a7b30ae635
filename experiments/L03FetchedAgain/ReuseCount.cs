namespace HotRow.Lab;

/// <summary>What one replay counts of rows that batch after batch wants again. Only whole batches count.</summary>
internal sealed class ReuseCount
{
    private readonly int[] _lastBatch;
    private readonly int[] _uses;
    private readonly int[] _batchesWith;
    private readonly long[] _again;
    private readonly int[] _windows;

    private ReuseCount(int rowCount, int[] windows)
    {
        _lastBatch = new int[rowCount];
        _uses = new int[rowCount];
        _batchesWith = new int[rowCount];
        _windows = windows;
        _again = new long[windows.Length];
    }

    /// <summary>Whole batches of the replay.</summary>
    public int Batches { get; private set; }

    /// <summary>Accesses of these batches.</summary>
    public long Accesses { get; private set; }

    /// <summary>Distinct rows of each batch, summed over the batches.</summary>
    public long UniqueRows { get; private set; }

    /// <summary>Distinct rows of the whole replay.</summary>
    public int TouchedRows { get; private set; }

    /// <summary>Replays rows in batches.</summary>
    /// <param name="rows">The accesses, each below <paramref name="rowCount"/>.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="batchSize">Accesses per batch.</param>
    /// <param name="windows">Numbers of batches to look back.</param>
    public static ReuseCount Of(ReadOnlySpan<int> rows, int rowCount, int batchSize, int[] windows)
    {
        var count = new ReuseCount(rowCount, windows);
        for (var start = 0; start + batchSize <= rows.Length; start += batchSize)
        {
            count.Add(rows.Slice(start, batchSize));
        }

        return count;
    }

    /// <summary>The share of the batches' distinct rows that one of the last batches had too. NaN when there was no whole batch.</summary>
    /// <param name="window">Which of the windows, by its place.</param>
    public double MovedAgain(int window) => (double)_again[window] / UniqueRows;

    /// <summary>Accesses to a row.</summary>
    public int UsesOf(int row) => _uses[row];

    /// <summary>Batches that hold a row.</summary>
    public int BatchesWith(int row) => _batchesWith[row];

    /// <summary>The most used rows, most used first.</summary>
    public int[] Top(int count) => [.. Enumerable.Range(0, _uses.Length).Where(r => _uses[r] > 0).OrderByDescending(r => _uses[r]).ThenBy(r => r).Take(count)];

    /// <summary>What <see cref="MovedAgain"/> is expected to be under independent draws.</summary>
    /// <remarks>A row of probability p is in a batch of n and in one of the w before it with probability (1 - q^n)(1 - q^(wn)), q = 1 - p. Summed over
    /// the rows that is U(n) + U(wn) - U((w + 1)n), where U(n) is the expected number of distinct rows of n draws.</remarks>
    public static double Expected(ZipfLaw law, int batchSize, int window)
    {
        var unique = law.ExpectedUnique(batchSize);
        return (unique + law.ExpectedUnique((long)window * batchSize) - law.ExpectedUnique((window + 1L) * batchSize)) / unique;
    }

    private void Add(ReadOnlySpan<int> batch)
    {
        // Batches count from 1, so that 0 says "never".
        var now = ++Batches;
        Accesses += batch.Length;
        foreach (var row in batch)
        {
            _uses[row]++;
            var last = _lastBatch[row];
            if (last == now)
            {
                continue;
            }

            _lastBatch[row] = now;
            _batchesWith[row]++;
            UniqueRows++;
            if (last == 0)
            {
                TouchedRows++;
                continue;
            }

            for (var w = 0; w < _windows.Length; w++)
            {
                _again[w] += now - last <= _windows[w] ? 1 : 0;
            }
        }
    }
}
