using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>A table's rows in main memory: fp32 rows copied by <see cref="RowKernels"/>, stored rows restored by their <see cref="RowFormat"/>.</summary>
/// <remarks>Any number of threads may read at once. A table that is disposed meanwhile keeps its memory until the reads that are running have
/// ended; those that come later are refused.</remarks>
public sealed unsafe class DramRowStore : IRowStore
{
    private readonly bool _ownsTable;
    private readonly bool _streaming;
    private readonly int _threads;

    /// <summary>Creates the store over a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="threads">Threads that copy, at least 1.</param>
    /// <param name="streaming">Write past the caches: for outputs larger than the last-level cache that are not read at once.</param>
    /// <param name="ownsTable">Dispose the table with the store.</param>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1.</exception>
    public DramRowStore(EmbeddingTable table, int threads = 1, bool streaming = false, bool ownsTable = false)
        : this(threads, streaming, ownsTable)
    {
        ArgumentNullException.ThrowIfNull(table);
        Table = table;
    }

    /// <summary>Creates the store over a table of stored rows; otherwise as over a table of fp32 rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1.</exception>
    public DramRowStore(EncodedTable table, int threads = 1, bool streaming = false, bool ownsTable = false)
        : this(threads, streaming, ownsTable)
    {
        ArgumentNullException.ThrowIfNull(table);
        Encoded = table;
    }

    private DramRowStore(int threads, bool streaming, bool ownsTable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = threads;
        _streaming = streaming;
        _ownsTable = ownsTable;
    }

    /// <summary>The fp32 table behind the store, for strategies that read it in place; null where the rows are stored in another way.</summary>
    public EmbeddingTable? Table { get; }

    /// <summary>The table of stored rows behind the store; null where <see cref="Table"/> is not.</summary>
    public EncodedTable? Encoded { get; }

    /// <inheritdoc/>
    public MemoryTier Tier => MemoryTier.Dram;

    /// <inheritdoc/>
    public string Path => $"memory, {Encoded?.DescribePages() ?? Table!.DescribePages()}, {_threads} thread{(_threads == 1 ? "" : "s")}{(_streaming ? ", written past the caches" : "")}";

    /// <inheritdoc/>
    public RowFormat Format => Encoded?.Format ?? RowFormats.Fp32;

    /// <inheritdoc/>
    public int RowCount => Encoded?.RowCount ?? Table!.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => Encoded?.EmbeddingDim ?? Table!.EmbeddingDim;

    /// <inheritdoc/>
    public int RowBytes => Encoded?.RowBytes ?? (Table!.EmbeddingDim * sizeof(float));

    /// <summary>The memory that the rows lie in.</summary>
    internal PageMemory Memory => Encoded?.Memory ?? Table!.Memory;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var memory = Memory;
        var held = false;
        try
        {
            memory.DangerousAddRef(ref held);
            if (Encoded is { } encoded)
            {
                encoded.Format.Gather((byte*)memory.Pointer, encoded.RowCount, encoded.EmbeddingDim, rows, destination, _streaming, _threads);
            }
            else
            {
                RowKernels.Gather((float*)memory.Pointer, Table!.RowCount, Table.EmbeddingDim, rows, destination, _streaming, _threads);
            }
        }
        finally
        {
            if (held)
            {
                memory.DangerousRelease();
            }
        }
    }

    /// <summary>Copies rows as they are stored, in the order named. <i>Shape:</i> destination is <c>[rows.Length, RowBytes]</c> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range; nothing has been written then.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    internal void ReadStoredRows(ReadOnlySpan<int> rows, Span<byte> destination)
    {
        if (destination.Length < (long)rows.Length * RowBytes)
        {
            throw new ArgumentException($"the destination holds {destination.Length} bytes; {rows.Length} stored rows of {RowBytes} need {(long)rows.Length * RowBytes}", nameof(destination));
        }

        var memory = Memory;
        var held = false;
        try
        {
            memory.DangerousAddRef(ref held);
            if (RowBytes % sizeof(float) == 0)
            {
                // Four bytes are moved as a number, bit for bit, whatever they mean.
                RowKernels.Gather((float*)memory.Pointer, RowCount, RowBytes / sizeof(float), rows, MemoryMarshal.Cast<byte, float>(destination), _streaming, _threads);
            }
            else
            {
                CopyStoredRows((byte*)memory.Pointer, rows, destination);
            }
        }
        finally
        {
            if (held)
            {
                memory.DangerousRelease();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsTable)
        {
            Table?.Dispose();
            Encoded?.Dispose();
        }
    }

    private void CopyStoredRows(byte* table, ReadOnlySpan<int> rows, Span<byte> destination)
    {
        RowCheck.Rows(rows, RowCount);
        for (var i = 0; i < rows.Length; i++)
        {
            new ReadOnlySpan<byte>(table + ((nint)rows[i] * RowBytes), RowBytes).CopyTo(destination[(i * RowBytes)..]);
        }
    }
}
