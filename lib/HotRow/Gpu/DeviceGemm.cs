namespace HotRow.Gpu;

/// <summary>Matrix products on a device, row-major: the vendor's where there is one, else the plain tiled kernel.</summary>
public sealed class DeviceGemm : IDisposable
{
    private readonly Device _device;
    private readonly GemmPrecision _precision;
    private readonly GemmKernel? _plain;

    /// <summary>Prepares it.</summary>
    /// <param name="device">Where.</param>
    /// <param name="precision">How it computes. The plain kernel computes <see cref="GemmPrecision.Tf32"/> as fp32, which is more exact.</param>
    /// <param name="plain">Take the plain kernel even where there is a vendor's product.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    /// <exception cref="DeviceException">The plain kernel does not compile there.</exception>
    public DeviceGemm(Device device, GemmPrecision precision, bool plain = false)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (!Enum.IsDefined(precision))
        {
            throw new ArgumentOutOfRangeException(nameof(precision), precision, $"allowed are {string.Join(", ", Enum.GetNames<GemmPrecision>())}");
        }

        (_device, _precision) = (device, precision);
        _plain = plain || !device.Supports(DeviceCapability.VendorGemm) ? new(device, precision) : null;
    }

    /// <summary>What computes, as results name it.</summary>
    public string Path => _plain is null ? "cuBLAS" : "plain tiled kernel";

    /// <summary>Bytes of an element of each matrix.</summary>
    public int ElementBytes => _precision is GemmPrecision.Fp16 or GemmPrecision.Bf16 ? sizeof(ushort) : sizeof(float);

    /// <summary>Starts C = A B; of no rows there is nothing to do. <i>Shape:</i> a is <c>[m, k]</c>, b is <c>[k, n]</c>, c is <c>[m, n]</c>, of fp32, fp16 or bf16.</summary>
    /// <exception cref="ArgumentException">A matrix is too short or of another device, or a size is out of range.</exception>
    public void Multiply(DeviceStream stream, int m, int n, int k, KernelMemory a, KernelMemory b, KernelMemory c)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, KernelGrid.MostGroupsY * GemmKernel.Tile);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        LaunchCheck.Bytes(a, _device, checked((long)m * k * ElementBytes), nameof(a));
        LaunchCheck.Bytes(b, _device, checked((long)k * n * ElementBytes), nameof(b));
        LaunchCheck.Bytes(c, _device, checked((long)m * n * ElementBytes), nameof(c));
        if (!ReferenceEquals(stream.Device, _device))
        {
            throw new ArgumentException($"the stream belongs to {stream.Device.Info.Selector}, and the product to {_device.Info.Selector}", nameof(stream));
        }

        if (m == 0)
        {
            return;
        }

        if (_plain is null)
        {
            stream.Multiply(_precision, m, n, k, a, b, c);
        }
        else
        {
            _plain.Launch(stream, m, n, k, a, b, c);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _plain?.Dispose();
}
