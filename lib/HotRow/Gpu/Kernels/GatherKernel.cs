namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Rows by number.</summary>
    public static readonly KernelSource Gather = Add(new("gather", "document 002, device-side gather", new Dictionary<string, OracleBody> { ["gather"] = GatherKernel.Body }, KernelFormat.Variants));
}

/// <summary>Rows of a table by number, restored to fp32, into device memory.</summary>
/// <remarks>A number outside the table gives a row of NaN, never a read outside.</remarks>
public sealed class GatherKernel : IDisposable
{
    // As in the kernel's text: rows whose reads a lane has under way at once.
    private const int RowsPerLane = 4;
    private readonly DeviceModule _module;
    private readonly DeviceKernel _kernel;
    private readonly RowFormat _format;
    private readonly int _dim;
    private readonly RowLanes _lanes;

    /// <summary>Compiles it for rows of that many elements.</summary>
    /// <exception cref="InputException">The kernels cannot read the format.</exception>
    /// <exception cref="ArgumentException">The format has no rows of that many elements.</exception>
    /// <exception cref="DeviceException">It does not compile there.</exception>
    public GatherKernel(Device device, RowFormat format, int dim)
    {
        ArgumentNullException.ThrowIfNull(device);
        _module = device.Compile(DeviceKernels.Gather, KernelFormat.Defines(format, dim));
        _kernel = _module.Kernel("gather");
        (_format, _dim, _lanes) = (format, dim, RowLanes.For(dim));
    }

    /// <summary>Starts it; of no rows there is nothing to do. <i>Shape:</i> output is <c>[count, dim]</c>.</summary>
    /// <exception cref="ArgumentException">The table's rows are others than the kernel was made for, or a buffer is too short.</exception>
    public void Launch(DeviceStream stream, DeviceTable table, DeviceBuffer<int> rows, int count, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        LaunchCheck.Table(table, _format, _dim);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(output, (long)count * _dim, nameof(output));
        if (count > 0)
        {
            stream.Launch(_kernel, _lanes.Grid(count, RowsPerLane), table.Rows, (long)table.RowCount, _dim, rows, count, _lanes.Shift, output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    internal static unsafe void Body(in OracleLaunch launch)
    {
        var table = new OracleRows(launch, 0);
        var (dim, count) = (launch.Int(2), launch.Int(4));
        var rows = launch.Span<int>(3);
        var output = launch.Pointer<float>(6, out _);
        for (var i = 0; i < count; i++)
        {
            table.Read(rows[i], new(output + ((long)i * dim), dim));
        }
    }
}
