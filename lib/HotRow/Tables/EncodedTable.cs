namespace HotRow;

/// <summary>An embedding table in main memory whose rows are stored in a format. <i>Shape:</i> <c>[RowCount, RowBytes]</c> bytes, row by row without gaps.</summary>
public sealed unsafe class EncodedTable : IDisposable
{
    private readonly PageMemory _memory;

    /// <summary>Creates a table of zero bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The format has no rows of that many elements.</exception>
    /// <exception cref="InputException">The table does not fit into memory.</exception>
    public EncodedTable(int rowCount, int embeddingDim, RowFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingDim, 1);
        ArgumentNullException.ThrowIfNull(format);
        if (!format.Fits(embeddingDim))
        {
            throw new ArgumentException($"{format} has no rows of {embeddingDim} elements: {format.Allowed}", nameof(embeddingDim));
        }

        RowCount = rowCount;
        EmbeddingDim = embeddingDim;
        Format = format;
        RowBytes = format.RowBytes(embeddingDim);
        _memory = new((long)rowCount * RowBytes, $"a table of {rowCount:N0} x {embeddingDim:N0} {format} elements");
    }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>Elements of a row.</summary>
    public int EmbeddingDim { get; }

    /// <summary>How a row is stored.</summary>
    public RowFormat Format { get; }

    /// <summary>Bytes of one stored row.</summary>
    public int RowBytes { get; }

    /// <summary>Bytes of the whole table.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>The first byte, for <see cref="RowFormat.Gather"/>; valid until the table is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public byte* Pointer => (byte*)_memory.Pointer;

    /// <summary>The memory, for readers that keep it while they read though another thread disposes the table.</summary>
    internal PageMemory Memory => _memory;

    /// <summary>What pages the table lies on, in words.</summary>
    public string DescribePages() => _memory.Describe();

    /// <summary>One row as it is stored; valid until the table is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below RowCount.</exception>
    public ReadOnlySpan<byte> Row(int row) => WritableRow(row);

    /// <summary>One row as it is stored, to be filled; valid until the table is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The row is negative or not below RowCount.</exception>
    public Span<byte> WritableRow(int row)
    {
        if ((uint)row >= (uint)RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row {row} is outside 0..{RowCount - 1}");
        }

        return new(Pointer + ((nint)row * RowBytes), RowBytes);
    }

    /// <summary>Stores in every row what <see cref="EmbeddingTable.FillRandom"/> gives for that seed, on all processors.</summary>
    public void FillRandom(ulong seed) => ForParts((first, end) =>
    {
        var values = new float[EmbeddingDim];
        for (var row = first; row < end; row++)
        {
            RandomRows.Fill(seed, row, values);
            Format.Encode(values, WritableRow(row));
        }
    });

    /// <summary>Stores every row of a table of the same shape, on all processors.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InputException">The format cannot hold a row; the message names it.</exception>
    public void Encode(EmbeddingTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount != RowCount || table.EmbeddingDim != EmbeddingDim)
        {
            throw new ArgumentException($"a table of {table.RowCount} x {table.EmbeddingDim} cannot be stored in one of {RowCount} x {EmbeddingDim}", nameof(table));
        }

        var failure = (Row: int.MaxValue, Message: "");
        var turn = new Lock();
        ForParts((first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                try
                {
                    Format.Encode(table.Row(row), WritableRow(row));
                }
                catch (InputException e)
                {
                    lock (turn)
                    {
                        failure = row < failure.Row ? (row, e.Message) : failure;
                    }

                    return;
                }
            }
        });
        if (failure.Row != int.MaxValue)
        {
            throw new InputException($"row {failure.Row}: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void ForParts(Action<int, int> part)
    {
        var rowsPerPart = Math.Max(1, (1 << 20) / (EmbeddingDim * sizeof(float)));
        var parts = (int)(((long)RowCount + rowsPerPart - 1) / rowsPerPart);
        Parallel.For(0, parts, i => part(i * rowsPerPart, (int)Math.Min(RowCount, ((long)i + 1) * rowsPerPart)));
    }
}
