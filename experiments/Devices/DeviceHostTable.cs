using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>A table of generated rows in host memory that the points of an experiment share; nothing is made before a point asks.</summary>
internal sealed class DeviceHostTable
{
    private readonly Device _device;
    private readonly Lazy<EmbeddingTable> _table;
    private readonly Lazy<DeviceTable> _locked;

    /// <summary>Declares it; the context gives it back.</summary>
    public DeviceHostTable(RunContext context, Device device, int rows, int dim)
    {
        (_device, Rows, Dim) = (device, rows, dim);
        _table = context.Shared(() => GeneratedRows.InMemory(rows, dim));
        _locked = context.Shared(() => DeviceTable.Map(device, new DramRowStore(_table.Value)));
    }

    /// <summary>Rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Elements of a row.</summary>
    public int Dim { get; }

    /// <summary>The rows in ordinary memory, as a program has them that locks nothing: nobody may map this table.</summary>
    public EmbeddingTable Ordinary => _table.Value;

    /// <summary>The rows, page-locked for the device from here to the experiment's end: point after point would lock them anew, and seconds go by with every lock of gigabytes.</summary>
    public EmbeddingTable Locked
    {
        get
        {
            if (_device.Supports(DeviceCapability.RegisterHost))
            {
                _ = _locked.Value;
            }

            return _table.Value;
        }
    }

    /// <summary>Threads that gather rows of a batch on the host: beside a GPU all that the host has, while a device that is the host itself needs them.</summary>
    public static int Threads(Device device, int batch)
    {
        // Fewer rows are gathered sooner than threads are woken.
        const int ManyRows = 4_096;
        return device.Info.IsGpu && batch >= ManyRows ? Environment.ProcessorCount : 1;
    }
}
