namespace HotRow.Gpu;

/// <summary>What a device cache has to hold after each batch, in plain C#: slots per set, uses that are halved when their time comes, the same for all threads.</summary>
internal sealed class DeviceCacheModel
{
    private readonly SetAssociativePolicy _sets;
    private readonly Slot[][] _slots;
    private readonly DeviceCacheScore _score;
    private readonly long _epoch;
    private long _batch;

    public DeviceCacheModel(int rowCount, int capacity, DeviceCacheScore score, int epochBits)
    {
        _sets = new(new CachePolicyArgs(capacity, rowCount), DeviceCacheKernel.Ways);
        _slots = [.. Enumerable.Range(0, _sets.SetCount).Select(s => Enumerable.Range(0, _sets.SlotsOf(s)).Select(_ => new Slot()).ToArray())];
        (RowCount, _score, _epoch) = (rowCount, score, 1L << epochBits);
    }

    public int RowCount { get; }

    /// <summary>The row of each slot, -1 for none, set by set.</summary>
    public IReadOnlyList<int[]> Tags => [.. _slots.Select(set => set.Select(s => s.Row).ToArray())];

    public DeviceCacheCounts Access(ReadOnlySpan<int> rows)
    {
        if (++_batch % _epoch == 0)
        {
            foreach (var slot in _slots.SelectMany(s => s))
            {
                slot.Uses /= 2;
            }
        }

        var (hits, misses) = (0, 0);
        var entering = new SortedDictionary<int, int>();
        foreach (var row in rows)
        {
            if (row < 0 || row >= RowCount)
            {
                continue;
            }

            var set = _sets.SetOf(row);
            if (Array.Find(_slots[set], s => s.Row == row) is { } slot)
            {
                hits++;
                slot.Use(_batch);
            }
            else
            {
                misses++;
                entering[set] = row;
            }
        }

        foreach (var (set, row) in entering)
        {
            var leaving = _slots[set].FirstOrDefault(s => s.Row < 0) ?? (_score == DeviceCacheScore.Lfu ? _slots[set].OrderBy(s => s.Uses).ThenBy(s => s.Last) : _slots[set].OrderBy(s => s.Last)).First();
            (leaving.Row, leaving.Uses, leaving.Last) = (row, 0, -1);
            leaving.Use(_batch);
        }

        return new(hits, misses, entering.Count);
    }

    private sealed class Slot
    {
        public int Row { get; set; } = -1;

        public long Uses { get; set; }

        public long Last { get; set; } = -1;

        public void Use(long batch)
        {
            Uses += Last == batch ? 0 : 1;
            Last = batch;
        }
    }
}
