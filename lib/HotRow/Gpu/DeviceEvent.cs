namespace HotRow.Gpu;

/// <summary>A mark in a stream: when everything before it was done. It may be recorded again and again.</summary>
public sealed class DeviceEvent : DeviceResource
{
    internal DeviceEvent(Device device)
        : base(device, device.Backend.CreateEvent())
    {
    }

    /// <summary>Whether it was recorded at all, and not last inside a graph's recording; nobody may wait for one that was not.</summary>
    public bool IsRecorded { get; internal set; }

    /// <summary>The graph's recording inside which it was recorded last; null when that was outside.</summary>
    internal DeviceRecording? Recording { get; set; }

    /// <summary>Whether everything before it is done.</summary>
    /// <exception cref="InvalidOperationException">It was never recorded.</exception>
    public bool HasHappened
    {
        get
        {
            RequireRecorded();
            return Device.Backend.HasHappened(Handle);
        }
    }

    /// <summary>Waits until everything before it is done. Of one that was never recorded there is nothing to wait for.</summary>
    public void Synchronize()
    {
        if (IsRecorded)
        {
            Device.Backend.SynchronizeEvent(Handle);
        }
    }

    /// <summary>Time on the device from another event to this one; waits for both.</summary>
    /// <exception cref="InvalidOperationException">One of them was never recorded.</exception>
    public TimeSpan Since(DeviceEvent start)
    {
        ArgumentNullException.ThrowIfNull(start);
        RequireSame(start.Device, nameof(start));
        start.RequireRecorded();
        RequireRecorded();
        start.Synchronize();
        Synchronize();
        return TimeSpan.FromMilliseconds(Device.Backend.Milliseconds(start.Handle, Handle));
    }

    internal override void Free(IDeviceBackend backend) => backend.DestroyEvent(Handle);

    internal void RequireRecorded()
    {
        if (!IsRecorded)
        {
            throw new InvalidOperationException("the event was never recorded, or last inside a graph's recording, which marks nothing for the host: call DeviceStream.Record first");
        }
    }
}
