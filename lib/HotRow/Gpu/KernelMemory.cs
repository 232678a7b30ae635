namespace HotRow.Gpu;

/// <summary>Memory that belongs to a device: its own, or the host's that it reaches. Given back by Dispose, or with its device.</summary>
public abstract class KernelMemory : IDisposable
{
    private protected KernelMemory(Device device, long bytes) => (Device, Bytes) = (device, bytes);

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>Its size. <i>Units:</i> bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether it was given back.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>What a kernel gets for it.</summary>
    internal abstract nint KernelHandle { get; }

    /// <summary>Waits for everything the device is doing, then gives the memory back.</summary>
    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            Device.Release(this);
            GC.SuppressFinalize(this);
        }
    }

    internal abstract void Free(IDeviceBackend backend);

    /// <summary>Throws unless the range lies inside. <i>Units:</i> elements.</summary>
    private protected void RequireRange(long first, long length, long available, string what)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (first < 0 || length < 0 || first > available - length)
        {
            throw new ArgumentOutOfRangeException(what, $"{length} elements of {what} are asked for, from number {first} on, and it has {available}");
        }
    }
}
