namespace HotRow.Lab;

/// <summary>The beginning of a trace, read once for all points that replay it.</summary>
/// <param name="trace">The trace.</param>
/// <param name="most">How many of its accesses are taken.</param>
/// <param name="sliceLength">Accesses of a timed call.</param>
internal sealed class LruTrace(ReplayedTrace trace, int most, int sliceLength)
{
    /// <summary>The share of the touched rows that a cache holds.</summary>
    public const double CachedShare = 0.05;

    private (MemoryTrace Rows, string Data)? _read;

    /// <summary>How many distinct rows are touched; known after the trace was opened.</summary>
    public int Distinct { get; private set; }

    /// <summary>Rows that a cache holds.</summary>
    public int Capacity => Math.Max(1, (int)(CachedShare * Distinct));

    /// <summary>All accesses.</summary>
    public ReadOnlyMemory<int> Rows => _read!.Value.Rows.Rows;

    /// <summary>Rows of the table.</summary>
    public int RowCount => _read!.Value.Rows.RowCount;

    /// <summary>The accesses of a timed call, from the middle of the trace.</summary>
    public int[] Slice => Rows.Slice((Rows.Length - SliceLength) / 2, SliceLength).ToArray();

    private int SliceLength => Math.Min(sliceLength, Rows.Length);

    /// <summary>The identity of a point on it.</summary>
    public Parameters Parameters(string part) => trace.Parameters(part);

    /// <summary>Reads it; false, and the point has its reason to be skipped, when this machine lacks the text.</summary>
    public bool Open(Point point)
    {
        if (_read is null)
        {
            if (trace.Read(point) is not { } all)
            {
                return false;
            }

            var rows = new MemoryTrace(all.Name, all.RowCount, all.Rows[..Math.Min(most, all.Rows.Length)], all.BatchSize);
            _read = (rows, point.Data);
            Distinct = (int)CacheSimulator.CountDistinct(rows);
        }

        point.Data = _read.Value.Data;
        point.Note = $"{Capacity:N0} slots, {CachedShare:0 %} of {Distinct:N0} touched rows of {RowCount:N0}; {Rows.Length:N0} accesses counted, {SliceLength:N0} of them timed";
        return true;
    }

    /// <summary>What policies are made from.</summary>
    public CachePolicyArgs Args(CachePolicyInfo? policy = null) => new(Capacity, RowCount, policy is { NeedsTrace: true } ? Rows : default);
}
