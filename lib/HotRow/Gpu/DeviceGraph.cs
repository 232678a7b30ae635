namespace HotRow.Gpu;

/// <summary>Launches and copies that were recorded once and start as one. What it reads and writes must outlive it.</summary>
public sealed class DeviceGraph : DeviceResource
{
    internal DeviceGraph(Device device, nint handle)
        : base(device, handle)
    {
    }

    internal override void Free(IDeviceBackend backend) => backend.DestroyGraph(Handle);
}
