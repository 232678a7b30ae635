namespace HotRow.Lab;

/// <summary>How many of the rows are hot and warm; the rest is cold. <i>Units:</i> percent.</summary>
internal readonly record struct TierSplit(decimal Hot, decimal Warm)
{
    /// <summary>Hot, warm and cold as charts name them: "5 / 20 / 75 %".</summary>
    public string Name => $"{Hot:0.##} / {Warm:0.##} / {100 - Hot - Warm:0.##} %";

    /// <summary>The share of the rows that a tier has, 0 to 1.</summary>
    public double Share(int tier) => (double)(tier switch
    {
        TierPlacement.Hot => Hot,
        TierPlacement.Warm => Warm,
        _ => 100 - Hot - Warm,
    }) / 100;
}

/// <summary>Which rows are hot, warm and cold: the most used ones of a stretch of accesses, learned once and then fixed.</summary>
internal sealed class TierPlacement
{
    internal const int Hot = 0;
    internal const int Warm = 1;
    internal const int Cold = 2;

    /// <summary>The tiers' names, hot to cold.</summary>
    internal static readonly string[] Names = ["hot", "warm", "cold"];

    private readonly byte[] _tierOf;
    private readonly int[][] _rows;
    private readonly int _whole;

    /// <summary>Places the rows of a table.</summary>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="byUse">Rows that were used, the most used first; one that is not among them is cold.</param>
    /// <param name="split">The tiers' shares.</param>
    /// <param name="whole">The rows that are 100 %.</param>
    public TierPlacement(int rowCount, int[] byUse, TierSplit split, int whole)
    {
        var hot = Math.Min(TraceProfile.RowsOfPercent(split.Hot, whole), byUse.Length);
        var near = Math.Min(hot + TraceProfile.RowsOfPercent(split.Warm, whole), byUse.Length);
        _rows = [byUse[..hot], byUse[hot..near]];
        _whole = whole;
        _tierOf = new byte[rowCount];
        Array.Fill(_tierOf, (byte)Cold);
        for (var tier = Hot; tier < Cold; tier++)
        {
            Array.Sort(_rows[tier]);
            foreach (var row in _rows[tier])
            {
                _tierOf[row] = (byte)tier;
            }
        }
    }

    /// <summary>The rows of a table that are used at all, the most used first and then by number.</summary>
    public static int[] ByUse(ReadOnlySpan<int> accesses, int rowCount)
    {
        var counts = new int[rowCount];
        foreach (var row in accesses)
        {
            counts[row]++;
        }

        var used = Array.FindAll(Enumerable.Range(0, rowCount).ToArray(), row => counts[row] > 0);
        Array.Sort(Array.ConvertAll(used, row => ((long)-counts[row] << 32) | (uint)row), used);
        return used;
    }

    /// <summary>The rows of the hot or the warm tier, ascending.</summary>
    public int[] Rows(int tier) => _rows[tier];

    /// <summary>The share of the rows that a tier has: less than the split says where fewer rows are used than the near tiers could hold.</summary>
    public double Share(int tier) => (double)(tier == Cold ? _whole - _rows[Hot].Length - _rows[Warm].Length : _rows[tier].Length) / _whole;

    /// <summary>Accesses per tier.</summary>
    public long[] Count(ReadOnlySpan<int> accesses)
    {
        var counts = new long[Names.Length];
        foreach (var row in accesses)
        {
            counts[_tierOf[row]]++;
        }

        return counts;
    }

    /// <summary>Distinct rows per tier, summed over the whole batches of a stretch of accesses.</summary>
    public long[] CountDistinct(ReadOnlySpan<int> accesses, int batch)
    {
        var counts = new long[Names.Length];
        var seenIn = new int[_tierOf.Length];
        for (var number = 1; number * (long)batch <= accesses.Length; number++)
        {
            foreach (var row in accesses.Slice((number - 1) * batch, batch))
            {
                if (seenIn[row] != number)
                {
                    seenIn[row] = number;
                    counts[_tierOf[row]]++;
                }
            }
        }

        return counts;
    }
}
