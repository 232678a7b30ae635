namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Matrix products, plain and over gathered rows.</summary>
    public static readonly KernelSource Gemm = Add(new(
        "gemm",
        "document 001, the block-wise product: tiles in shared memory, a register block for each thread",
        new Dictionary<string, OracleBody> { ["gemm"] = GemmKernel.Body, ["block_product"] = BlockProductKernel.Body },
        [[new("TYPE", 0)], [new("TYPE", 1)], [new("TYPE", 2)]]));
}

/// <summary>The plain matrix product: what <see cref="DeviceGemm"/> runs where there is no vendor's.</summary>
internal sealed class GemmKernel : IDisposable
{
    /// <summary>Rows and columns of the output that one group computes.</summary>
    public const int Tile = 64;

    /// <summary>Threads of a group in each dimension.</summary>
    public const int Threads = 16;

    private readonly DeviceModule _module;
    private readonly DeviceKernel _kernel;

    public GemmKernel(Device device, GemmPrecision precision)
    {
        _module = device.Compile(DeviceKernels.Gemm, [new("TYPE", precision switch { GemmPrecision.Fp16 => 1, GemmPrecision.Bf16 => 2, _ => 0 })]);
        _kernel = _module.Kernel("gemm");
    }

    /// <summary>Groups for an output of that shape. The rows lie along the first dimension, which takes more groups.</summary>
    public static KernelGrid Grid(int rows, int columns) => new(Tiles(rows), Threads, Tiles(columns), Threads);

    /// <summary>Starts it; sizes are at least 1, and the memory was checked.</summary>
    public void Launch(DeviceStream stream, int m, int n, int k, KernelMemory a, KernelMemory b, KernelMemory c) =>
        stream.Launch(_kernel, Grid(m, n), a, b, c, m, n, k);

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    internal static unsafe void Body(in OracleLaunch launch)
    {
        var type = launch.Define("TYPE");
        var (m, n, k) = (launch.Int(3), launch.Int(4), launch.Int(5));
        var a = launch.Pointer<byte>(0, out _);
        var b = launch.Pointer<byte>(1, out _);
        var c = launch.Pointer<byte>(2, out _);
        for (long row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = 0f;
                for (var i = 0; i < k; i++)
                {
                    sum = MathF.FusedMultiplyAdd(Read(type, a, (row * k) + i), Read(type, b, ((long)i * n) + column), sum);
                }

                Write(type, c, (row * n) + column, sum);
            }
        }
    }

    private static unsafe float Read(int type, byte* memory, long at) => type switch
    {
        0 => ((float*)memory)[at],
        1 => (float)((Half*)memory)[at],
        _ => BitConverter.UInt32BitsToSingle((uint)((ushort*)memory)[at] << 16),
    };

    private static unsafe void Write(int type, byte* memory, long at, float value)
    {
        if (type == 0)
        {
            ((float*)memory)[at] = value;
        }
        else if (type == 1)
        {
            ((Half*)memory)[at] = (Half)value;
        }
        else
        {
            RowFormats.Bf16.Encode([value], new(memory + (at * sizeof(ushort)), sizeof(ushort)));
        }
    }

    private static int Tiles(int length) => (int)(((long)length + Tile - 1) / Tile);
}
