namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Row numbers as a matrix of zeros and ones.</summary>
    public static readonly KernelSource OneHot = Add(new("one-hot", "document 001, the lookup as a matrix product", new Dictionary<string, OracleBody> { ["one_hot"] = OneHotKernel.Body }, [[new("VEC", 4)], [new("VEC", 1)]]));
}

/// <summary>Row numbers as one-hot rows, whose product with a table is the lookup.</summary>
/// <remarks>A number that is no column gives a row of NaN, as a gather does.</remarks>
public sealed class OneHotKernel : IDisposable
{
    // One-hot rows are as long as the table is high, so a whole group may share one.
    private const int MostLanesShift = 8;
    private readonly DeviceParts _modules = new();
    private readonly DeviceKernel[] _kernels;

    /// <summary>Compiles it.</summary>
    /// <exception cref="DeviceException">It does not compile there.</exception>
    public OneHotKernel(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        try
        {
            _kernels = [.. DeviceKernels.OneHot.Variants.Select(v => _modules.Keep(device.Compile(DeviceKernels.OneHot, v)).Kernel("one_hot"))];
        }
        catch
        {
            _modules.Dispose();
            throw;
        }
    }

    /// <summary>Starts it; of no rows there is nothing to do. <i>Shape:</i> output is <c>[count, columns]</c>.</summary>
    /// <exception cref="ArgumentException">A buffer is too short, or there is no column.</exception>
    public void Launch(DeviceStream stream, DeviceBuffer<int> rows, int count, int columns, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(output, (long)count * columns, nameof(output));
        if (count > 0)
        {
            var lanes = RowLanes.For(columns, MostLanesShift);
            stream.Launch(_kernels[RowLanes.Elements(columns) == 4 ? 0 : 1], lanes.Grid(count), rows, count, columns, lanes.Shift, output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _modules.Dispose();

    internal static unsafe void Body(in OracleLaunch launch)
    {
        var rows = launch.Span<int>(0);
        var (count, columns) = (launch.Int(1), launch.Int(2));
        var output = launch.Pointer<float>(4, out _);
        for (var i = 0; i < count; i++)
        {
            var row = new Span<float>(output + ((long)i * columns), columns);
            var inside = (uint)rows[i] < (uint)columns;
            row.Fill(inside ? 0 : float.NaN);
            if (inside)
            {
                row[rows[i]] = 1;
            }
        }
    }
}
