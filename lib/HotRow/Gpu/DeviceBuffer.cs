namespace HotRow.Gpu;

/// <summary>An array in a device's own memory. Its contents are undefined until they are written.</summary>
/// <typeparam name="T">Element.</typeparam>
public sealed unsafe class DeviceBuffer<T> : KernelMemory
    where T : unmanaged
{
    private readonly nint _handle;

    internal DeviceBuffer(Device device, long length, string purpose)
        : base(device, checked(length * sizeof(T)))
    {
        Length = length;
        _handle = device.Backend.AllocateDevice(Bytes, purpose);
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>The backend's own handle: an address, or an object's.</summary>
    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _handle;
        }
    }

    internal override nint KernelHandle => Handle;

    internal override void Free(IDeviceBackend backend) => backend.FreeDevice(_handle);

    internal void Require(long first, long length, string what) => RequireRange(first, length, Length, what);

    internal void RequireBytes(long first, long bytes) => RequireRange(first, bytes, Bytes, "the device buffer's bytes");
}
