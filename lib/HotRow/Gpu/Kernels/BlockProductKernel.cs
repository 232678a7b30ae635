namespace HotRow.Gpu;

/// <summary>Rows of an fp32 table by number, multiplied by a matrix on the way: what a gather and a product do without the rows in between being written.</summary>
/// <remarks>A number outside the table gives a row of NaN, never a read outside. Its text is gemm.kernel's second entry.</remarks>
public sealed class BlockProductKernel : IDisposable
{
    private readonly DeviceModule _module;
    private readonly DeviceKernel _kernel;
    private readonly int _dim;
    private readonly int _outputDim;

    /// <summary>Compiles it for a matrix <c>[dim, outputDim]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the output has more columns than a grid.</exception>
    /// <exception cref="DeviceException">It does not compile there.</exception>
    public BlockProductKernel(Device device, int dim, int outputDim)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputDim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputDim, KernelGrid.MostGroupsY * GemmKernel.Tile);
        _module = device.Compile(DeviceKernels.Gemm, [new("TYPE", 0)]);
        _kernel = _module.Kernel("block_product");
        (_dim, _outputDim) = (dim, outputDim);
    }

    /// <summary>Starts it; of no rows there is nothing to do. <i>Shape:</i> weights are <c>[dim, outputDim]</c>, output is <c>[count, outputDim]</c>.</summary>
    /// <exception cref="ArgumentException">The table's rows are others than the kernel was made for, or a buffer is too short.</exception>
    public void Launch(DeviceStream stream, DeviceTable table, DeviceBuffer<int> rows, int count, DeviceBuffer<float> weights, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        LaunchCheck.Table(table, RowFormats.Fp32, _dim);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(weights, (long)_dim * _outputDim, nameof(weights));
        LaunchCheck.Length(output, (long)count * _outputDim, nameof(output));
        if (count > 0)
        {
            stream.Launch(_kernel, GemmKernel.Grid(count, _outputDim), table.Rows, (long)table.RowCount, _dim, rows, count, weights, _outputDim, output);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    internal static unsafe void Body(in OracleLaunch launch)
    {
        var table = launch.Pointer<float>(0, out _);
        var (rowCount, dim, count, outputDim) = (launch.Long(1), launch.Int(2), launch.Int(4), launch.Int(6));
        var rows = launch.Span<int>(3);
        var weights = launch.Span<float>(5);
        var output = launch.Pointer<float>(7, out _);
        for (var i = 0; i < count; i++)
        {
            for (var column = 0; column < outputDim; column++)
            {
                var sum = (uint)rows[i] < rowCount ? 0f : float.NaN;
                for (var element = 0; element < dim && !float.IsNaN(sum); element++)
                {
                    sum = MathF.FusedMultiplyAdd(table[((long)rows[i] * dim) + element], weights[(element * outputDim) + column], sum);
                }

                output[((long)i * outputDim) + column] = sum;
            }
        }
    }
}
