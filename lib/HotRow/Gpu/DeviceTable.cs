namespace HotRow.Gpu;

/// <summary>A table's rows where a device's kernels can read them: in its own memory, or in host memory through the link. <i>Shape:</i> <c>[RowCount, RowBytes]</c> bytes.</summary>
public sealed class DeviceTable : IDisposable
{
    private const int UploadBytes = 64 << 20;

    private DeviceTable(KernelMemory rows, RowFormat format, int rowCount, int embeddingDim, MemoryTier tier)
    {
        (Rows, Format, RowCount, EmbeddingDim, Tier) = (rows, format, rowCount, embeddingDim, tier);
        RowBytes = format.RowBytes(embeddingDim);
    }

    /// <summary>The rows.</summary>
    public KernelMemory Rows { get; }

    /// <summary>How a row is stored.</summary>
    public RowFormat Format { get; }

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>Elements of a row.</summary>
    public int EmbeddingDim { get; }

    /// <summary>Bytes of one stored row.</summary>
    public int RowBytes { get; }

    /// <summary>Where the rows lie.</summary>
    public MemoryTier Tier { get; }

    /// <summary>Bytes of the table.</summary>
    public long Bytes => (long)RowCount * RowBytes;

    /// <summary>Copies a table into a device's own memory.</summary>
    /// <exception cref="DeviceException">It does not fit.</exception>
    public static DeviceTable Upload(Device device, DramRowStore store)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(store);
        var bytes = (long)store.RowCount * store.RowBytes;
        var rows = device.Allocate<byte>(bytes, Describe(store));
        try
        {
            using var stream = device.CreateStream();
            UploadRows(stream, rows, store);
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        return new(rows, store.Format, store.RowCount, store.EmbeddingDim, MemoryTier.Hbm);
    }

    /// <summary>Lets a device read a table where it lies, in host memory, through the link.</summary>
    /// <exception cref="DeviceException">The device or the system refuses.</exception>
    public static DeviceTable Map(Device device, DramRowStore store)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(store);
        return new(device.Register<byte>(store.Memory, Describe(store)), store.Format, store.RowCount, store.EmbeddingDim, MemoryTier.Dram);
    }

    /// <summary>Makes a table in a device's own memory by copying a smaller one again and again: row r holds what row r modulo the smaller one's rows holds there. For measuring, where reading so many rows from the host would take minutes.</summary>
    /// <exception cref="DeviceException">It does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It would have fewer rows than the smaller one.</exception>
    public static DeviceTable Repeat(Device device, DramRowStore block, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, block.RowCount);
        var bytes = (long)rowCount * block.RowBytes;
        var rows = device.Allocate<byte>(bytes, $"a table of {rowCount:N0} x {block.EmbeddingDim:N0} {block.Format} elements");
        try
        {
            using var first = Upload(device, block);
            using var stream = device.CreateStream();
            stream.Copy(rows, 0, (DeviceBuffer<byte>)first.Rows, 0, first.Bytes);

            // What is there is always a whole number of blocks until the last copy.
            for (var done = first.Bytes; done < bytes; done *= 2)
            {
                stream.Copy(rows, done, rows, 0, Math.Min(done, bytes - done));
            }

            stream.Synchronize();
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        return new(rows, block.Format, rowCount, block.EmbeddingDim, MemoryTier.Hbm);
    }

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    /// <summary>Rows that lie on the device already, or will when a kernel reads them. The table takes the buffer over.</summary>
    internal static DeviceTable Over(KernelMemory rows, RowFormat format, int rowCount, int embeddingDim) => new(rows, format, rowCount, embeddingDim, MemoryTier.Hbm);

    /// <summary>Copies all of a table's rows, from the memory they lie in, piece by piece; returns when that may be changed.</summary>
    internal static unsafe void UploadRows(DeviceStream stream, DeviceBuffer<byte> rows, DramRowStore store, int pieceBytes = UploadBytes)
    {
        var first = (byte*)store.Memory.Pointer;
        for (long at = 0; at < rows.Bytes; at += pieceBytes)
        {
            stream.UploadAndWait(rows, at, new ReadOnlySpan<byte>(first + at, (int)Math.Min(pieceBytes, rows.Bytes - at)));
        }

        GC.KeepAlive(store);
    }

    private static string Describe(DramRowStore store) => $"a table of {store.RowCount:N0} x {store.EmbeddingDim:N0} {store.Format} elements";
}
