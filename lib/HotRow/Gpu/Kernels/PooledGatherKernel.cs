namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Sums and means of rows by number.</summary>
    public static readonly KernelSource PooledGather = Add(new("pooled-gather", "FBGEMM, table batched embedding; torch.nn.EmbeddingBag", new Dictionary<string, OracleBody> { ["pooled_gather"] = PooledGatherKernel.Body }, KernelFormat.Variants));
}

/// <summary>The sum or the mean of each bag's rows, restored to fp32, into device memory.</summary>
/// <remarks>Rows are added in fp32 in the bag's order, as <see cref="RowKernels"/> adds them. An empty bag gives zeros; a number outside the table makes its bag NaN.
/// Offsets are cut to the numbers that there are, so that no offset causes a read outside.</remarks>
public sealed class PooledGatherKernel : IDisposable
{
    private readonly DeviceModule _module;
    private readonly DeviceKernel _kernel;
    private readonly RowFormat _format;
    private readonly int _dim;
    private readonly RowLanes _lanes;
    private readonly bool _mean;

    /// <summary>Compiles it for rows of that many elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pooling is none.</exception>
    /// <exception cref="InputException">The kernels cannot read the format.</exception>
    /// <exception cref="ArgumentException">The format has no rows of that many elements.</exception>
    /// <exception cref="DeviceException">It does not compile there.</exception>
    public PooledGatherKernel(Device device, RowFormat format, int dim, PoolingMode pooling)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (pooling is not (PoolingMode.Sum or PoolingMode.Mean))
        {
            throw new ArgumentOutOfRangeException(nameof(pooling), pooling, $"pooling is {pooling}; a pooled gather sums or averages");
        }

        _module = device.Compile(DeviceKernels.PooledGather, KernelFormat.Defines(format, dim));
        _kernel = _module.Kernel("pooled_gather");
        (_format, _dim, _lanes, _mean) = (format, dim, RowLanes.For(dim), pooling == PoolingMode.Mean);
    }

    /// <summary>Starts it; of no bags there is nothing to do. <i>Shape:</i> offsets are <c>[bags + 1]</c>, bag b holds <c>rows[offsets[b] .. offsets[b + 1]]</c>; output is <c>[bags, dim]</c>.</summary>
    /// <exception cref="ArgumentException">The table's rows are others than the kernel was made for, or a buffer is too short.</exception>
    public void Launch(DeviceStream stream, DeviceTable table, DeviceBuffer<int> rows, int count, DeviceBuffer<int> offsets, int bags, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        LaunchCheck.Table(table, _format, _dim);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(offsets, (long)bags + 1, nameof(offsets));
        LaunchCheck.Length(output, (long)bags * _dim, nameof(output));
        if (bags > 0)
        {
            stream.Launch(_kernel, _lanes.Grid(bags), table.Rows, (long)table.RowCount, _dim, rows, count, offsets, bags, _mean ? 1 : 0, _lanes.Shift, output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    internal static unsafe void Body(in OracleLaunch launch)
    {
        var table = new OracleRows(launch, 0);
        var (dim, count, bags, mean) = (launch.Int(2), launch.Int(4), launch.Int(6), launch.Int(7) != 0);
        var rows = launch.Span<int>(3);
        var offsets = launch.Span<int>(5);
        var output = launch.Pointer<float>(9, out _);
        for (var bag = 0; bag < bags; bag++)
        {
            var begin = Math.Clamp(offsets[bag], 0, count);
            var end = Math.Clamp(offsets[bag + 1], begin, count);
            for (var element = 0; element < dim; element++)
            {
                var sum = begin == end ? 0 : table.Element(rows[begin], element);
                for (var i = begin + 1; i < end; i++)
                {
                    sum += table.Element(rows[i], element);
                }

                output[((long)bag * dim) + element] = mean && end - begin > 1 ? sum / (end - begin) : sum;
            }
        }
    }
}
