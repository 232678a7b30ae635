namespace HotRow.Lab;

/// <summary>One placement as a contender: it walks the batches by itself, and says how the time divides among the tiers.</summary>
internal sealed class TieredWalk
{
    private const int CheckedBatches = 4;
    private readonly TieredRowStore _store;
    private readonly ClockedStore[] _tiers;
    private readonly TierPlacement _placement;
    private readonly Func<LookupBatch> _walk;
    private readonly float[] _output;
    private readonly List<double>[] _shares = [.. TierPlacement.Names.Select(_ => new List<double>())];

    /// <summary>Copies the near tiers' rows from a table in memory that has the file's rows; the point owns the copies.</summary>
    public TieredWalk(Point point, EmbeddingTable memory, IRowStore file, TierPlacement placement, BatchPool pool, float[] output)
    {
        (_placement, _walk, _output) = (placement, pool.Walk(), output);
        _tiers = [Copy(point, memory, placement.Rows(TierPlacement.Hot)), Copy(point, memory, placement.Rows(TierPlacement.Warm)), new(file)];
        NearTier[] near = [.. Enumerable.Range(0, TierPlacement.Cold).Select(tier => new NearTier(_tiers[tier], new(file.RowCount, placement.Rows(tier))))];
        _store = point.Own(new TieredRowStore(near, _tiers[TierPlacement.Cold]));
    }

    /// <summary>Reads the next batch.</summary>
    public void Step()
    {
        var batch = _walk();
        var clock = Elapsed.Clock();
        _store.ReadRows(batch.Indices.Span, _output);
        var whole = clock();
        for (var tier = 0; tier < _tiers.Length; tier++)
        {
            _shares[tier].Add(_tiers[tier].Take() / whole);
        }
    }

    /// <summary>The share of a batch's time that a tier's reads take: median over all batches that were read. What is left of 1 is dividing the batch and putting its rows in place.</summary>
    public Interval TimeShare(int tier) => Statistics.Median([.. _shares[tier]]);

    /// <summary>Reads some batches: rows as generated, and from each tier as many as the placement counts.</summary>
    public (bool Passed, string Detail) Check()
    {
        var checkedBatches = ReadChecked();

        // What the checks spent is no part of the first batch's time.
        Array.ForEach(_tiers, tier => tier.Take());
        return checkedBatches;
    }

    private (bool Passed, string Detail) ReadChecked()
    {
        for (var i = 0; i < CheckedBatches; i++)
        {
            var rows = _walk().Indices.Span;
            var before = RowsRead();
            _store.ReadRows(rows, _output);
            var (isRight, detail) = GeneratedRows.Match(rows, _store.EmbeddingDim, _output);
            long[] read = [.. RowsRead().Zip(before, (after, first) => after - first)];
            var counted = _placement.Count(rows);
            if (!isRight || !read.SequenceEqual(counted))
            {
                return (false, $"{detail}; rows from hot, warm, cold: {string.Join(", ", read)}, counted {string.Join(", ", counted)}");
            }
        }

        return (true, $"bit for bit, and rows per tier as counted, in {CheckedBatches} batches");
    }

    private static ClockedStore Copy(Point point, EmbeddingTable memory, int[] rows)
    {
        var table = point.Own(new EmbeddingTable(rows.Length, memory.EmbeddingDim));
        for (var i = 0; i < rows.Length; i++)
        {
            memory.Row(rows[i]).CopyTo(table.WritableRow(i));
        }

        return new(new DramRowStore(table));
    }

    private long[] RowsRead() => [.. _store.Counts.Select(c => c.Rows)];
}
