namespace HotRow.Gpu;

public sealed unsafe partial class DeviceStream
{
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

    /// <summary>Copies bytes of page-locked memory, whatever the destination's elements are; otherwise as <see cref="Upload"/>.</summary>
    internal void UploadBytes<T>(DeviceBuffer<T> destination, long destinationByte, HostBuffer<byte> source, long sourceByte, long bytes)
        where T : unmanaged
    {
        RequireSame(source.Device, nameof(source));
        RequireSame(destination.Device, nameof(destination));
        source.Require(sourceByte, bytes, "the host buffer");
        destination.RequireBytes(destinationByte, bytes);
        Recording?.Keep(source);
        Recording?.Keep(destination);
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

    private void CheckPair<T>(DeviceBuffer<T> device, long deviceFirst, HostBuffer<T> host, long hostFirst, long length)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(host);
        RequireSame(host.Device, nameof(host));
        host.Require(hostFirst, length, "the host buffer");
        Recording?.Keep(host);
        CheckOne(device, deviceFirst, length, nameof(device));
    }

    private void CheckOne<T>(DeviceBuffer<T> buffer, long first, long length, string what)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer);
        RequireSame(buffer.Device, what);
        buffer.Require(first, length, "the device buffer");
        Recording?.Keep(buffer);
    }
}
