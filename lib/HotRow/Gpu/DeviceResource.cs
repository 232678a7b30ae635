namespace HotRow.Gpu;

/// <summary>Something of a device that is no memory: a stream, an event, a module, a graph. Given back by Dispose, or with its device.</summary>
public abstract class DeviceResource : IDisposable
{
    private nint _handle;

    private protected DeviceResource(Device device, nint handle) => (Device, _handle) = (device, handle);

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The backend's own handle.</summary>
    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _handle;
        }
    }

    /// <summary>Whether it was given back.</summary>
    internal bool IsDisposed => _handle == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsDisposed)
        {
            try
            {
                Device.Release(this);
            }
            finally
            {
                _handle = 0;
                GC.SuppressFinalize(this);
            }
        }
    }

    internal abstract void Free(IDeviceBackend backend);

    /// <summary>Throws unless it is of the same device.</summary>
    private protected void RequireSame(Device other, string what)
    {
        if (!ReferenceEquals(Device, other))
        {
            throw new ArgumentException($"{what} belongs to {other.Info.Selector}, and this {GetType().Name} to {Device.Info.Selector}", what);
        }
    }
}
