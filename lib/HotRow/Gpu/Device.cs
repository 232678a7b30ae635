using System.Runtime.ExceptionServices;

namespace HotRow.Gpu;

/// <summary>A device that is open: a GPU, a CPU behind OpenCL, or the C# oracle. All checks stand here and in what it gives out; the backends behind it do as they are told.</summary>
/// <remarks>Any thread may use a device; a stream, an event and a buffer belong to one thread at a time.
/// Everything a device gave out is given back with it at the latest.</remarks>
public sealed unsafe class Device : IDisposable
{
    private readonly HashSet<KernelMemory> _memory = [];
    private readonly HashSet<DeviceResource> _resources = [];
    private readonly Lock _turn = new();
    private bool _disposed;

    internal Device(IDeviceBackend backend) => (Backend, Registrations) = (backend, new(backend));

    /// <summary>What it is.</summary>
    public DeviceInfo Info => Backend.Info;

    internal IDeviceBackend Backend { get; }

    internal HostRegistrations Registrations { get; }

    /// <summary>Whether it can do that.</summary>
    public bool Supports(DeviceCapability capability) => Backend.Supports(capability);

    /// <summary>Its memory. <i>Units:</i> bytes.</summary>
    public (long Free, long Total) Memory()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Backend.Memory();
    }

    /// <summary>Waits for everything it was given.</summary>
    public void Synchronize()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Backend.Synchronize();
    }

    /// <summary>Takes device memory.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="purpose">What it is for, as an error message names it.</param>
    /// <exception cref="DeviceException">There is not so much; the message says how much is free.</exception>
    public DeviceBuffer<T> Allocate<T>(long length, string purpose)
        where T : unmanaged
    {
        Check<T>(length);
        return Keep(new DeviceBuffer<T>(this, length, purpose));
    }

    /// <summary>Takes page-locked host memory, zeroed.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="kind">How.</param>
    /// <param name="purpose">What it is for, as an error message names it.</param>
    /// <exception cref="DeviceException">There is not so much, or the device cannot do this kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public HostBuffer<T> AllocateHost<T>(long length, HostMemoryKind kind, string purpose)
        where T : unmanaged
    {
        Check<T>(length);
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, $"allowed are {string.Join(", ", Enum.GetNames<HostMemoryKind>())}");
        }

        return Keep(new HostBuffer<T>(this, length, kind, purpose));
    }

    /// <summary>Page-locks memory that the host already has, so that kernels read it through the link. Several may do it with the same memory.</summary>
    /// <param name="memory">The memory; the buffer holds it until it is disposed.</param>
    /// <param name="purpose">What it is, as an error message names it.</param>
    /// <param name="readOnly">Kernels only read it.</param>
    /// <exception cref="DeviceException">The device or the system refuses.</exception>
    public HostBuffer<T> Register<T>(PageMemory memory, string purpose, bool readOnly = true)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(memory);
        Check<T>(memory.Bytes / sizeof(T));
        var allocation = Registrations.Take(memory, readOnly, purpose);
        return Keep(new HostBuffer<T>(this, memory.Bytes / sizeof(T), allocation, purpose, memory));
    }

    /// <summary>Makes a stream: what it is given runs in order, beside other streams where the device can.</summary>
    public DeviceStream CreateStream() => CreateStream(urgent: false);

    /// <summary>Makes an event, which may be recorded again and again.</summary>
    public DeviceEvent CreateEvent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Keep(new DeviceEvent(this));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        // After a failure on the device every call fails, and the first says why; nothing may be left that would call a backend which is gone.
        var failures = new List<DeviceException>();
        foreach (var part in _resources.Concat<IDisposable>(_memory).ToArray())
        {
            try
            {
                part.Dispose();
            }
            catch (DeviceException e)
            {
                failures.Add(e);
            }
        }

        _disposed = true;
        Backend.Dispose();
        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }
    }

    /// <summary>Compiles a kernel file for this device.</summary>
    internal DeviceModule Compile(KernelSource source, params IReadOnlyList<KernelDefine> defines)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Keep(new DeviceModule(this, source, defines));
    }

    // Its kernels find places before those of other streams that wait, where the device can.
    internal DeviceStream CreateStream(bool urgent)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Keep(new DeviceStream(this, urgent));
    }

    internal T Keep<T>(T resource)
        where T : IDisposable
    {
        lock (_turn)
        {
            _ = resource switch
            {
                KernelMemory memory => _memory.Add(memory),
                DeviceResource other => _resources.Add(other),
                _ => false,
            };
        }

        return resource;
    }

    internal void Release(KernelMemory memory)
    {
        lock (_turn)
        {
            if (!_memory.Remove(memory))
            {
                return;
            }
        }

        // Whatever still reads it must have ended.
        Backend.Synchronize();
        memory.Free(Backend);
    }

    internal void Release(DeviceResource resource)
    {
        lock (_turn)
        {
            if (!_resources.Remove(resource))
            {
                return;
            }
        }

        resource.Free(Backend);
    }

    private void Check<T>(long length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue / sizeof(T));
    }
}
