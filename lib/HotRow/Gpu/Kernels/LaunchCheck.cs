namespace HotRow.Gpu;

/// <summary>What stands between a caller and a kernel: every length against its buffer, the table against what the kernel was compiled for.</summary>
internal static class LaunchCheck
{
    /// <summary>Requires rows of the format and length that the kernel was compiled for.</summary>
    public static void Table(DeviceTable table, RowFormat format, int dim)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Format != format || table.EmbeddingDim != dim)
        {
            throw new ArgumentException($"the table has rows of {table.EmbeddingDim} {table.Format} elements, and the kernel was compiled for {dim} {format}", nameof(table));
        }
    }

    /// <summary>Requires a buffer of at least that many elements.</summary>
    public static void Length<T>(DeviceBuffer<T> buffer, long length, string what)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.Require(0, length, what);
    }

    /// <summary>Requires memory of that device and of at least so many bytes.</summary>
    public static void Bytes(KernelMemory memory, Device device, long bytes, string what)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (!ReferenceEquals(memory.Device, device))
        {
            throw new ArgumentException($"{what} belongs to {memory.Device.Info.Selector}, and the kernel to {device.Info.Selector}", what);
        }

        if (memory.Bytes < bytes)
        {
            throw new ArgumentException($"{what} has {memory.Bytes} bytes, and {bytes} are needed", what);
        }
    }
}
