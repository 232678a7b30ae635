namespace HotRow.Gpu;

/// <summary>A kernel file compiled for a device. Its kernels live as long as it does.</summary>
internal sealed class DeviceModule : DeviceResource
{
    public DeviceModule(Device device, KernelSource source, IReadOnlyList<KernelDefine> defines)
        : base(device, device.Backend.Compile(source, defines)) => Source = source;

    public KernelSource Source { get; }

    /// <summary>One of its kernels.</summary>
    /// <exception cref="DeviceException">There is none of that name.</exception>
    public DeviceKernel Kernel(string entry)
    {
        var (x, y) = Source.ThreadsOf(entry);
        return new(this, entry, Device.Backend.FindKernel(Handle, entry), x, y);
    }

    internal override void Free(IDeviceBackend backend) => backend.Unload(Handle);
}

/// <summary>One kernel, ready to launch.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Entry">Its name.</param>
/// <param name="Handle">The backend's own handle.</param>
/// <param name="Threads">Threads of a group that it is written for, along the first dimension.</param>
/// <param name="ThreadsY">Along the second.</param>
internal sealed record DeviceKernel(DeviceModule Module, string Entry, nint Handle, int Threads, int ThreadsY);
