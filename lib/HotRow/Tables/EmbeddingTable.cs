namespace HotRow;

/// <summary>An fp32 embedding table in main memory, on 2 MiB pages where the system offers them. <i>Shape:</i> <c>[RowCount, EmbeddingDim]</c>, row-major, no padding.</summary>
public sealed unsafe class EmbeddingTable : IDisposable
{
    private readonly PageMemory _memory;

    /// <summary>Creates a table of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or a row has more than <see cref="StoredTable.MostElements"/> elements.</exception>
    /// <exception cref="InputException">The table does not fit into memory.</exception>
    public EmbeddingTable(int rowCount, int embeddingDim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingDim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(embeddingDim, StoredTable.MostElements);
        RowCount = rowCount;
        EmbeddingDim = embeddingDim;
        _memory = new((long)rowCount * embeddingDim * sizeof(float), $"a table of {rowCount:N0} x {embeddingDim:N0} floats");
    }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>Elements of a row.</summary>
    public int EmbeddingDim { get; }

    /// <summary>Bytes of the whole table.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>The first element, for kernels; valid until the table is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public float* Pointer => (float*)_memory.Pointer;

    /// <summary>The memory, for readers that keep it while they read though another thread disposes the table.</summary>
    internal PageMemory Memory => _memory;

    /// <summary>What pages the table lies on, in words.</summary>
    public string DescribePages() => _memory.Describe();

    /// <summary>One row; valid until the table is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below RowCount.</exception>
    public ReadOnlySpan<float> Row(int row) => WritableRow(row);

    /// <summary>One row, to be filled; valid until the table is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below RowCount.</exception>
    public Span<float> WritableRow(int row)
    {
        if ((uint)row >= (uint)RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row {row} is outside 0..{RowCount - 1}");
        }

        return new(Pointer + ((nint)row * EmbeddingDim), EmbeddingDim);
    }

    /// <summary>Fills every row with <see cref="RandomRows"/>, on all processors.</summary>
    /// <remarks><i>Cost:</i> every page is taken from the system and written once.</remarks>
    public void FillRandom(ulong seed)
    {
        var rowsPerPart = Math.Max(1, (4 << 20) / (EmbeddingDim * sizeof(float)));
        var parts = (int)(((long)RowCount + rowsPerPart - 1) / rowsPerPart);
        Parallel.For(0, parts, part =>
        {
            var first = (long)part * rowsPerPart;
            var end = Math.Min(RowCount, first + rowsPerPart);
            for (var row = first; row < end; row++)
            {
                RandomRows.Fill(seed, (int)row, WritableRow((int)row));
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
