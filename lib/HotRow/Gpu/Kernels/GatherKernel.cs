namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Rows by number.</summary>
    public static readonly KernelSource Gather = Add(new("gather", "document 002, device-side gather", new Dictionary<string, OracleBody> { ["gather"] = GatherKernel.Body }, [[new("VEC", 1)], [new("VEC", 4)]]));
}

/// <summary>Rows of a table by number, into device memory.</summary>
/// <remarks>A number outside the table gives a row of NaN, never a read outside.</remarks>
public sealed class GatherKernel : IDisposable
{
    private const int Threads = 256;
    private readonly DeviceModule _module;
    private readonly DeviceKernel _kernel;
    private readonly int _dim;
    private readonly int _vec;

    /// <summary>Compiles it for rows of that many elements.</summary>
    /// <exception cref="DeviceException">It does not compile there.</exception>
    public GatherKernel(Device device, RowFormat format, int dim)
    {
        ArgumentNullException.ThrowIfNull(device);
        (_dim, _vec) = (dim, dim % 4 == 0 ? 4 : 1);
        _module = device.Compile(DeviceKernels.Gather, [new("VEC", _vec)]);
        _kernel = _module.Kernel("gather");
    }

    /// <summary>Starts it. <i>Shape:</i> output is <c>[count, dim]</c>.</summary>
    /// <exception cref="ArgumentException">The table's rows are others than the kernel was made for, or a buffer is too short.</exception>
    public void Launch(DeviceStream stream, DeviceTable table, DeviceBuffer<int> rows, int count, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Launch(_kernel, KernelGrid.For((long)count * _dim / _vec, Threads), table.Rows, (long)table.RowCount, _dim, rows, count, output);
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    internal static void Body(in OracleLaunch launch)
    {
        var table = launch.Span<float>(0);
        var (rowCount, dim, count) = (launch.Long(1), launch.Int(2), launch.Int(4));
        var rows = launch.Span<int>(3);
        var output = launch.Span<float>(5);
        for (var i = 0; i < count; i++)
        {
            var row = output.Slice(i * dim, dim);
            if ((uint)rows[i] < rowCount)
            {
                table.Slice(rows[i] * dim, dim).CopyTo(row);
            }
            else
            {
                row.Fill(float.NaN);
            }
        }
    }
}
