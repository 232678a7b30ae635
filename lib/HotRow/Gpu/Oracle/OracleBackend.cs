using System.Runtime.InteropServices;

namespace HotRow.Gpu;

public static partial class DeviceBackends
{
    /// <summary>The kernels in C#, on the caller's thread: always there, and what the others are compared with.</summary>
    public static readonly DeviceBackendInfo Cpu = Add(new("cpu", "the kernels' C# bodies, one after the other: correctness, not speed", () => new([OracleBackend.Describe()], null), _ => new Device(new OracleBackend())));
}

/// <summary>A device that is this process: memory is the host's, a launch is a call, a stream is always done.</summary>
internal sealed unsafe class OracleBackend : IDeviceBackend
{
    private readonly List<(KernelSource Source, IReadOnlyList<KernelDefine> Defines)?> _modules = [];
    private readonly List<(int Module, OracleBody Body)> _kernels = [];
    private readonly List<TimeSpan> _events = [];
    private readonly Func<TimeSpan> _clock = Elapsed.Clock();
    private readonly Lock _turn = new();
    private long _handles;

    public DeviceInfo Info { get; init; } = Describe();

    public static DeviceInfo Describe() => new()
    {
        Backend = "cpu",
        Index = 0,
        Name = "C# oracle",
        Software = RuntimeInformation.FrameworkDescription,
        IsGpu = false,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ComputeUnits = 1,
    };

    public bool Supports(DeviceCapability capability) => capability is DeviceCapability.ZeroCopy or DeviceCapability.RegisterHost;

    public (long Free, long Total) Memory() => (AvailableMemory.Bytes(), Info.MemoryBytes);

    public void Synchronize()
    {
        // Whatever it was given was done before the call returned.
    }

    public nint AllocateDevice(long bytes, string purpose) => Take(bytes, purpose);

    public void FreeDevice(nint memory) => NativeMemory.AlignedFree((void*)memory);

    public HostAllocation AllocateHost(long bytes, HostMemoryKind kind, string purpose)
    {
        var memory = Take(bytes, purpose);
        return new(memory, kind == HostMemoryKind.ZeroCopy ? memory : 0, memory);
    }

    public HostAllocation RegisterHost(nint pointer, long bytes, bool readOnly, string purpose) => new(pointer, pointer, Token: 0);

    public void FreeHost(in HostAllocation allocation)
    {
        if (allocation.Token != 0)
        {
            NativeMemory.AlignedFree((void*)allocation.Token);
        }
    }

    public nint CreateStream(bool urgent) => (nint)Interlocked.Increment(ref _handles);

    public void DestroyStream(nint stream)
    {
        // There is nothing behind it.
    }

    public void SynchronizeStream(nint stream)
    {
        // Whatever it was given was done before the call returned.
    }

    public nint CreateEvent()
    {
        lock (_turn)
        {
            _events.Add(TimeSpan.Zero);
            return _events.Count;
        }
    }

    public void DestroyEvent(nint happening)
    {
        // A time is all there is of it.
    }

    public void Record(nint stream, nint happening) => _events[(int)happening - 1] = _clock();

    public void Wait(nint stream, nint happening)
    {
        // It has happened.
    }

    public void SynchronizeEvent(nint happening)
    {
        // It has happened.
    }

    public bool HasHappened(nint happening) => true;

    public double Milliseconds(nint from, nint to) => (_events[(int)to - 1] - _events[(int)from - 1]).TotalMilliseconds;

    public void Upload(nint stream, nint memory, long offset, nint source, long bytes, bool wait) => Move(source, memory + (nint)offset, bytes);

    public void Download(nint stream, nint memory, long offset, nint destination, long bytes, bool wait) => Move(memory + (nint)offset, destination, bytes);

    public void Copy(nint stream, nint source, long sourceOffset, nint destination, long destinationOffset, long bytes) =>
        Move(source + (nint)sourceOffset, destination + (nint)destinationOffset, bytes);

    public void Fill(nint stream, nint memory, long offset, long bytes, uint pattern)
    {
        var words = (uint*)(memory + (nint)offset);
        for (long i = 0; i < bytes / sizeof(uint); i++)
        {
            words[i] = pattern;
        }
    }

    public nint Compile(KernelSource source, IReadOnlyList<KernelDefine> defines)
    {
        lock (_turn)
        {
            _modules.Add((source, [.. defines]));
            return _modules.Count;
        }
    }

    public void Unload(nint module) => _modules[(int)module - 1] = null;

    public nint FindKernel(nint module, string entry)
    {
        lock (_turn)
        {
            var source = _modules[(int)module - 1]!.Value.Source;
            if (!source.Bodies.TryGetValue(entry, out var body))
            {
                throw new DeviceException($"{source.Name}.kernel has no entry '{entry}'; it has {string.Join(", ", source.Bodies.Keys)}");
            }

            _kernels.Add(((int)module - 1, body));
            return _kernels.Count;
        }
    }

    public void Launch(nint stream, nint kernel, KernelGrid grid, ReadOnlySpan<KernelArg> args)
    {
        var (module, body) = _kernels[(int)kernel - 1];
        body(new OracleLaunch(grid, args, _modules[module]!.Value.Defines));
    }

    public void BeginCapture(nint stream) => throw Unsupported("graphs");

    public nint EndCapture(nint stream) => throw Unsupported("graphs");

    public void LaunchGraph(nint stream, nint graph) => throw Unsupported("graphs");

    public void DestroyGraph(nint graph) => throw Unsupported("graphs");

    public void Persist(nint stream, nint memory, long bytes, float hitRatio) => throw Unsupported("a last-level cache that can be set aside");

    public void Gemm(nint stream, GemmPrecision precision, int m, int n, int k, nint a, nint b, nint c) => throw Unsupported("a vendor's matrix product");

    public void Dispose()
    {
        // The device gave back everything before.
    }

    private static DeviceException Unsupported(string what) => new($"the C# oracle has no {what}");

    private static nint Take(long bytes, string purpose)
    {
        var free = AvailableMemory.Bytes();
        if (bytes > free)
        {
            throw DeviceException.OutOfMemory(purpose, bytes, free, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        }

        // A cache line more than asked for keeps neighbours apart.
        return (nint)NativeMemory.AlignedAlloc((nuint)bytes + 64, 64);
    }

    private static void Move(nint source, nint destination, long bytes) => Buffer.MemoryCopy((void*)source, (void*)destination, bytes, bytes);
}
