using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>An array in page-locked host memory: the only kind that is copied while the caller goes on.</summary>
/// <typeparam name="T">Element.</typeparam>
public sealed unsafe class HostBuffer<T> : KernelMemory
    where T : unmanaged
{
    private readonly HostAllocation _allocation;
    private readonly string _notMapped;
    private readonly PageMemory? _owner;

    internal HostBuffer(Device device, long length, HostMemoryKind kind, string purpose)
        : base(device, checked(length * sizeof(T)))
    {
        (Length, Kind) = (length, kind);
        _allocation = device.Backend.AllocateHost(Bytes, kind, purpose);
        _notMapped = $"{purpose} lies in {kind} memory, which kernels do not read; take ZeroCopy memory";
        NativeMemory.Clear((void*)_allocation.Pointer, (nuint)Bytes);
    }

    // Memory that was there before: it is held until the device lets go of it.
    internal HostBuffer(Device device, long length, in HostAllocation registered, string purpose, PageMemory owner)
        : base(device, checked(length * sizeof(T)))
    {
        (Length, Kind, _allocation, _owner) = (length, HostMemoryKind.ZeroCopy, registered, owner);
        _notMapped = $"{purpose} could not be mapped for kernels";
        var held = false;
        owner.DangerousAddRef(ref held);
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>How it was taken; memory that was registered counts as zero-copy.</summary>
    public HostMemoryKind Kind { get; }

    /// <summary>The first element, for the host; valid until the buffer is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public T* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return (T*)_allocation.Pointer;
        }
    }

    /// <summary>Some of the elements, for the host. A copy that is under way must have ended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside.</exception>
    public Span<T> Span(long first, int length)
    {
        Require(first, length, "the host buffer");
        return new(Pointer + first, length);
    }

    /// <summary>The whole, for arrays of at most 2^31 - 1 elements.</summary>
    public Span<T> AsSpan() => Span(0, checked((int)Length));

    internal override nint KernelHandle
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _allocation.DeviceHandle != 0 ? _allocation.DeviceHandle : throw new DeviceException(_notMapped);
        }
    }

    internal override void Free(IDeviceBackend backend)
    {
        if (_owner is null)
        {
            backend.FreeHost(_allocation);
            return;
        }

        Device.Registrations.Release(_owner);
        _owner.DangerousRelease();
    }

    internal void Require(long first, long length, string what) => RequireRange(first, length, Length, what);
}
