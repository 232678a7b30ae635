namespace HotRow;

/// <summary>A strategy's own memory for rows: the near tier, taken once and used again for every batch. <i>Shape:</i> <c>[rowCount, dim]</c>.</summary>
internal sealed unsafe class NearRows : IDisposable
{
    private readonly PageMemory _memory;
    private readonly int _dim;

    public NearRows(long rowCount, int dim, string purpose)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, int.MaxValue);
        RowCount = (int)rowCount;
        _dim = dim;
        _memory = new(rowCount * dim * sizeof(float), purpose);
    }

    public int RowCount { get; }

    public bool IsDisposed => _memory.IsClosed;

    public float* Pointer => (float*)_memory.Pointer;

    /// <summary>Some of the rows, one behind the other; together at most 2^31 - 1 numbers.</summary>
    public Span<float> Rows(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)first + count, RowCount);
        return new(Pointer + ((nint)first * _dim), checked(count * _dim));
    }

    public void Dispose() => _memory.Dispose();
}
