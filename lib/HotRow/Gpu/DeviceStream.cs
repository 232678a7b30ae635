namespace HotRow.Gpu;

/// <summary>A queue of work for a device. What it is given runs in order; the calls return at once, but for those that say otherwise.</summary>
/// <remarks><i>Cost:</i> a warm call allocates nothing.</remarks>
public sealed partial class DeviceStream : DeviceResource
{
    private DeviceRecording? _recording;

    internal DeviceStream(Device device, bool urgent)
        : base(device, device.Backend.CreateStream(urgent))
    {
    }

    // Of this stream, or of the one whose recorded event it waited for: a driver counts both as recording.
    private DeviceRecording? Recording => _recording is { IsOpen: true } open ? open : null;

    /// <summary>Waits until everything it was given is done.</summary>
    /// <exception cref="DeviceException">Something it was given has failed.</exception>
    public void Synchronize() => Device.Backend.SynchronizeStream(Handle);

    /// <summary>Records an event behind everything given so far. Inside a graph's recording it is a mark for the streams of that graph alone: afterwards it counts as never recorded.</summary>
    public void Record(DeviceEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        RequireSame(happening.Device, nameof(happening));
        Device.Backend.Record(Handle, happening.Handle);
        (happening.IsRecorded, happening.Recording) = (Recording is null, Recording);
    }

    /// <summary>What is given from now on waits for the event. One that was never recorded is not waited for.</summary>
    public void Wait(DeviceEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        RequireSame(happening.Device, nameof(happening));
        if (happening.Recording is { IsOpen: true } recording)
        {
            Device.Backend.Wait(Handle, happening.Handle);
            _recording = recording;
        }
        else if (happening.IsRecorded)
        {
            Device.Backend.Wait(Handle, happening.Handle);
        }
    }

    /// <summary>Asks the device to keep a buffer's first bytes in its last-level cache for what this stream runs from now on; 0 bytes ends that.</summary>
    /// <param name="memory">The buffer.</param>
    /// <param name="bytes">How many of its first bytes.</param>
    /// <param name="hitRatio">The share of accesses that are to be kept, above 0 and at most 1.</param>
    /// <exception cref="DeviceException">The device has no such cache.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More bytes than the buffer has or the device allows, or the ratio is out of range.</exception>
    public void Persist(KernelMemory memory, long bytes, float hitRatio = 1)
    {
        ArgumentNullException.ThrowIfNull(memory);
        RequireSame(memory.Device, nameof(memory));
        Require(DeviceCapability.PersistingL2, "a last-level cache that can be set aside");
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Math.Min(memory.Bytes, Device.Info.PersistingL2Bytes));
        if (!(hitRatio is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(hitRatio), hitRatio, "allowed is above 0 and at most 1");
        }

        Recording?.Keep(memory);
        Device.Backend.Persist(Handle, memory.KernelHandle, bytes, hitRatio);
    }

    internal override void Free(IDeviceBackend backend)
    {
        try
        {
            backend.SynchronizeStream(Handle);
        }
        finally
        {
            backend.DestroyStream(Handle);
        }
    }

    private void Require(DeviceCapability capability, string what)
    {
        if (!Device.Supports(capability))
        {
            throw new DeviceException($"{Device.Info.Selector} ({Device.Info.Name}) has no {what}");
        }
    }
}
