namespace HotRow.Lab;

/// <summary>A trace cut in two: layouts are made from its first half and judged by the batches of its second.</summary>
internal sealed class PageTrace
{
    private readonly Dictionary<int, int[]> _coAccess = [];
    private readonly ReadOnlyMemory<int> _training;
    private readonly Lazy<int[]> _identity;
    private readonly Lazy<int[]> _frequency;
    private readonly Lazy<int[]> _random;
    private readonly int _batchSize;

    /// <param name="trace">The accesses.</param>
    /// <param name="batchSize">Accesses of a batch; the trace has two at least.</param>
    /// <param name="seed">Of the random order.</param>
    /// <param name="probabilities">Of each row, where the draws are independent.</param>
    public PageTrace(MemoryTrace trace, int batchSize, ulong seed, double[]? probabilities = null)
    {
        var batches = trace.Rows.Length / batchSize;
        var trained = batches / 2;
        _batchSize = batchSize;
        _training = trace.Rows[..(trained * batchSize)];
        Judged = [.. Enumerable.Range(trained, batches - trained).Select(i => trace.Rows.Slice(i * batchSize, batchSize))];
        (RowCount, Probabilities) = (trace.RowCount, probabilities);
        _identity = new(() => PageLayout.Identity(RowCount));
        _frequency = new(() => PageLayout.Frequency(_training.Span, RowCount));
        _random = new(() => PageLayout.Shuffled(RowCount, seed));
    }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>The second half's batches.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>> Judged { get; }

    /// <summary>Each row's probability where the draws are independent; null where they are not.</summary>
    public double[]? Probabilities { get; }

    /// <summary>The orders by name. Only the one by co-access depends on the length of a row.</summary>
    public IReadOnlyList<(string Name, int[] Slots)> Layouts(int rowBytes) =>
    [
        (PageLayout.ById, _identity.Value),
        (PageLayout.ByFrequency, _frequency.Value),
        (PageLayout.ByCoAccess, CoAccess(GroupOf(rowBytes))),
        (PageLayout.Random, _random.Value),
    ];

    /// <summary>The fewest rows that fill whole pages.</summary>
    public static int GroupOf(int rowBytes) => PageCount.PageBytes / (int)System.Numerics.BigInteger.GreatestCommonDivisor(rowBytes, PageCount.PageBytes);

    private int[] CoAccess(int group)
    {
        if (!_coAccess.TryGetValue(group, out var slots))
        {
            slots = PageLayout.CoAccess(_training.Span, RowCount, _batchSize, group);
            _coAccess.Add(group, slots);
        }

        return slots;
    }
}
