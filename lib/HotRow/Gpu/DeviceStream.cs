namespace HotRow.Gpu;

/// <summary>A queue of work for a device. What it is given runs in order; the calls return at once, but for those that say otherwise.</summary>
/// <remarks><i>Cost:</i> a warm call allocates nothing.</remarks>
public sealed unsafe class DeviceStream : DeviceResource
{
    internal DeviceStream(Device device, bool urgent)
        : base(device, device.Backend.CreateStream(urgent))
    {
    }

    /// <summary>Waits until everything it was given is done.</summary>
    /// <exception cref="DeviceException">Something it was given has failed.</exception>
    public void Synchronize() => Device.Backend.SynchronizeStream(Handle);

    /// <summary>Copies page-locked memory to the device. The source must not be changed until an event behind the copy has happened.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range is not inside its buffer.</exception>
    public void Upload<T>(DeviceBuffer<T> destination, long destinationFirst, HostBuffer<T> source, long sourceFirst, long length)
        where T : unmanaged
    {
        CheckPair(destination, destinationFirst, source, sourceFirst, length);
        Device.Backend.Upload(Handle, destination.Handle, destinationFirst * sizeof(T), (nint)(source.Pointer + sourceFirst), length * sizeof(T), wait: false);
    }

    /// <summary>Copies pageable memory to the device, and waits until it may be changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The source does not fit behind that place.</exception>
    public void UploadAndWait<T>(DeviceBuffer<T> destination, long destinationFirst, ReadOnlySpan<T> source)
        where T : unmanaged
    {
        CheckOne(destination, destinationFirst, source.Length, nameof(destination));
        fixed (T* first = source)
        {
            Device.Backend.Upload(Handle, destination.Handle, destinationFirst * sizeof(T), (nint)first, (long)source.Length * sizeof(T), wait: true);
        }
    }

    /// <summary>Copies to page-locked memory. The destination holds the data when an event behind the copy has happened.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range is not inside its buffer.</exception>
    public void Download<T>(HostBuffer<T> destination, long destinationFirst, DeviceBuffer<T> source, long sourceFirst, long length)
        where T : unmanaged
    {
        CheckPair(source, sourceFirst, destination, destinationFirst, length);
        Device.Backend.Download(Handle, source.Handle, sourceFirst * sizeof(T), (nint)(destination.Pointer + destinationFirst), length * sizeof(T), wait: false);
    }

    /// <summary>Copies to pageable memory, and waits for the data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The source has not so much behind that place.</exception>
    public void DownloadAndWait<T>(Span<T> destination, DeviceBuffer<T> source, long sourceFirst)
        where T : unmanaged
    {
        CheckOne(source, sourceFirst, destination.Length, nameof(source));
        fixed (T* first = destination)
        {
            Device.Backend.Download(Handle, source.Handle, sourceFirst * sizeof(T), (nint)first, (long)destination.Length * sizeof(T), wait: true);
        }
    }

    /// <summary>Copies within the device; the ranges must not overlap.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A range is not inside its buffer.</exception>
    public void Copy<T>(DeviceBuffer<T> destination, long destinationFirst, DeviceBuffer<T> source, long sourceFirst, long length)
        where T : unmanaged
    {
        CheckOne(source, sourceFirst, length, nameof(source));
        CheckOne(destination, destinationFirst, length, nameof(destination));
        Device.Backend.Copy(Handle, source.Handle, sourceFirst * sizeof(T), destination.Handle, destinationFirst * sizeof(T), length * sizeof(T));
    }

    /// <summary>Writes one 32-bit pattern to a whole buffer of 4-byte elements.</summary>
    /// <exception cref="ArgumentException">The elements have another size.</exception>
    public void Fill<T>(DeviceBuffer<T> destination, T value)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (sizeof(T) != sizeof(uint))
        {
            throw new ArgumentException($"only buffers of 4-byte elements are filled, and {typeof(T).Name} has {sizeof(T)} bytes", nameof(destination));
        }

        CheckOne(destination, 0, destination.Length, nameof(destination));
        Device.Backend.Fill(Handle, destination.Handle, 0, destination.Bytes, *(uint*)&value);
    }

    /// <summary>Records an event behind everything given so far.</summary>
    public void Record(DeviceEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        RequireSame(happening.Device, nameof(happening));
        Device.Backend.Record(Handle, happening.Handle);
        happening.IsRecorded = true;
    }

    /// <summary>What is given from now on waits for the event. One that was never recorded is not waited for.</summary>
    public void Wait(DeviceEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        RequireSame(happening.Device, nameof(happening));
        if (happening.IsRecorded)
        {
            Device.Backend.Wait(Handle, happening.Handle);
        }
    }

    /// <summary>Records what the action gives to this stream, without running it.</summary>
    /// <exception cref="DeviceException">The device has no graphs, or something in it cannot be recorded.</exception>
    public DeviceGraph Capture(Action<DeviceStream> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Require(DeviceCapability.Graphs, "graphs");
        Device.Backend.BeginCapture(Handle);
        var captured = false;
        try
        {
            record(this);
            captured = true;
        }
        finally
        {
            // A capture must be ended even when it failed, or the stream stays unusable.
            if (!captured)
            {
                Abandon();
            }
        }

        return Device.Keep(new DeviceGraph(Device, Device.Backend.EndCapture(Handle)));
    }

    /// <summary>Starts a recorded graph.</summary>
    public void Launch(DeviceGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        RequireSame(graph.Device, nameof(graph));
        Device.Backend.LaunchGraph(Handle, graph.Handle);
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

        Device.Backend.Persist(Handle, memory.KernelHandle, bytes, hitRatio);
    }

    /// <summary>Starts a kernel.</summary>
    internal void Launch(DeviceKernel kernel, KernelGrid grid, params ReadOnlySpan<KernelArg> args)
    {
        RequireSame(kernel.Module.Device, nameof(kernel));
        _ = kernel.Module.Handle;
        if (grid.Threads != kernel.Threads || grid.ThreadsY != kernel.ThreadsY)
        {
            // Some drivers would start it with other numbers, and it would leave out what those threads do.
            throw new ArgumentException($"{kernel.Entry} is written for groups of {kernel.Threads} x {kernel.ThreadsY} threads, and {grid.Threads} x {grid.ThreadsY} are asked for", nameof(grid));
        }

        foreach (var arg in args)
        {
            if (arg.Device is { } device)
            {
                RequireSame(device, nameof(args));
            }
        }

        Device.Backend.Launch(Handle, kernel.Handle, grid, args);
    }

    /// <summary>Copies bytes of page-locked memory, whatever the destination's elements are; otherwise as <see cref="Upload"/>.</summary>
    internal void UploadBytes<T>(DeviceBuffer<T> destination, long destinationByte, HostBuffer<byte> source, long sourceByte, long bytes)
        where T : unmanaged
    {
        RequireSame(source.Device, nameof(source));
        RequireSame(destination.Device, nameof(destination));
        source.Require(sourceByte, bytes, "the host buffer");
        destination.RequireBytes(destinationByte, bytes);
        Device.Backend.Upload(Handle, destination.Handle, destinationByte, (nint)(source.Pointer + sourceByte), bytes, wait: false);
    }

    /// <summary>Copies bytes of pageable memory, whatever the destination's elements are; otherwise as <see cref="UploadAndWait"/>.</summary>
    internal void UploadBytesAndWait<T>(DeviceBuffer<T> destination, long destinationByte, ReadOnlySpan<byte> source)
        where T : unmanaged
    {
        RequireSame(destination.Device, nameof(destination));
        destination.RequireBytes(destinationByte, source.Length);
        fixed (byte* first = source)
        {
            Device.Backend.Upload(Handle, destination.Handle, destinationByte, (nint)first, source.Length, wait: true);
        }
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

    private void Abandon()
    {
        try
        {
            var graph = Device.Backend.EndCapture(Handle);
            Device.Backend.DestroyGraph(graph);
        }
        catch (DeviceException)
        {
            // The failure that is on its way says more than this one.
        }
    }

    private void Require(DeviceCapability capability, string what)
    {
        if (!Device.Supports(capability))
        {
            throw new DeviceException($"{Device.Info.Selector} ({Device.Info.Name}) has no {what}");
        }
    }

    private void CheckPair<T>(DeviceBuffer<T> device, long deviceFirst, HostBuffer<T> host, long hostFirst, long length)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(host);
        RequireSame(host.Device, nameof(host));
        host.Require(hostFirst, length, "the host buffer");
        CheckOne(device, deviceFirst, length, nameof(device));
    }

    private void CheckOne<T>(DeviceBuffer<T> buffer, long first, long length, string what)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        RequireSame(buffer.Device, what);
        buffer.Require(first, length, "the device buffer");
    }
}
