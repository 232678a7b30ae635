namespace HotRow.Lab;

/// <summary>A ceiling of a tier: its bytes read from end to end, over and over, a stretch of long rows per call.</summary>
internal sealed unsafe class OrderedWalk
{
    private const int RowsPerCall = 64;
    private readonly PageMemory _memory;
    private readonly int[] _rows;
    private readonly int _rowCount;
    private readonly int _dim;
    private int _next;

    /// <param name="memory">The block.</param>
    /// <param name="bytes">Its first part that is read.</param>
    /// <param name="longestRow">Bytes of a row; a smaller part is one row.</param>
    public OrderedWalk(PageMemory memory, long bytes, int longestRow)
    {
        _memory = memory;
        _dim = (int)Math.Min(bytes, longestRow) / sizeof(float);
        _rowCount = (int)(bytes / _dim / sizeof(float));

        // Written once, so that a call finds its rows named: each run of RowsPerCall that begins within the rows, round the end.
        _rows = [.. Enumerable.Range(0, _rowCount + RowsPerCall - 1).Select(i => i % _rowCount)];
    }

    /// <summary>Bytes of one call.</summary>
    public double BytesPerCall => (double)RowsPerCall * _dim * sizeof(float);

    /// <summary>Reads the next stretch and gives its sum.</summary>
    public float ReadNext()
    {
        var sum = RowKernels.ReadRows((float*)_memory.Pointer, _rowCount, _dim, _rows.AsSpan(_next, RowsPerCall));
        _next = (_next + RowsPerCall) % _rowCount;
        return sum;
    }
}
