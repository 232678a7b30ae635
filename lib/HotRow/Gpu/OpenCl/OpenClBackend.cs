using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>One OpenCL device: a stream is an in-order command queue, memory a buffer, an event a marker of a queue.</summary>
/// <remarks>There is one context for each open device. An event's handle is a cell of native memory with the marker recorded last, so that recording again allocates nothing here.
/// What is enqueued is flushed at once: another queue may wait for it, and a driver need not begin before.</remarks>
internal sealed unsafe class OpenClBackend : IDeviceBackend
{
    private const ulong Profiling = 2;
    private const uint ExecutionStatus = 0x11D3;
    private const uint CommandEnd = 0x1283;

    private readonly HashSet<nint> _queues = [];
    private readonly Lock _turn = new();
    private readonly OpenClDevice _device;
    private readonly OpenClMemory _memory;
    private readonly OpenClModules _modules;
    private readonly nint _context;

    // The queue of what belongs to no stream: mapping and moving buffers.
    private readonly nint _own;

    public OpenClBackend(OpenClDevice device)
    {
        _device = device;
        var id = device.Id;
        int code;
        _context = OpenClCalls.CreateContext(null, 1, &id, 0, 0, &code);
        OpenClCode.Check(code, "clCreateContext");
        try
        {
            _own = CreateStream(urgent: false);
        }
        catch
        {
            _ = OpenClCalls.ReleaseContext(_context);
            throw;
        }

        _memory = new(device, _context, _own);
        _modules = new(device, _context);
    }

    public DeviceInfo Info => _device.Info;

    public bool Supports(DeviceCapability capability) => capability switch
    {
        DeviceCapability.ZeroCopy or DeviceCapability.RegisterHost => _memory.HasZeroCopy,
        DeviceCapability.ConcurrentStreams => Info.IsGpu,
        _ => false,
    };

    public (long Free, long Total) Memory() => _memory.Memory();

    public void Synchronize()
    {
        lock (_turn)
        {
            foreach (var queue in _queues)
            {
                OpenClCode.Check(OpenClCalls.Finish(queue), "clFinish");
            }
        }
    }

    public nint AllocateDevice(long bytes, string purpose) => _memory.Allocate(bytes, purpose);

    public void FreeDevice(nint memory) => _memory.Free(memory);

    public HostAllocation AllocateHost(long bytes, HostMemoryKind kind, string purpose) => _memory.AllocateHost(bytes, kind, purpose);

    public HostAllocation RegisterHost(nint pointer, long bytes, bool readOnly, string purpose) => _memory.Register(pointer, bytes, readOnly, purpose);

    public void FreeHost(in HostAllocation allocation) => _memory.FreeHost(allocation);

    public nint CreateStream(bool urgent)
    {
        int code;
        var queue = OpenClCalls.CreateCommandQueue(_context, _device.Id, Profiling, &code);
        OpenClCode.Check(code, "clCreateCommandQueue");
        lock (_turn)
        {
            _ = _queues.Add(queue);
        }

        return queue;
    }

    public void DestroyStream(nint stream)
    {
        lock (_turn)
        {
            _ = _queues.Remove(stream);
        }

        OpenClCode.Check(OpenClCalls.ReleaseCommandQueue(stream), "clReleaseCommandQueue");
    }

    public void SynchronizeStream(nint stream) => OpenClCode.Check(OpenClCalls.Finish(stream), "clFinish");

    public nint CreateEvent() => (nint)NativeMemory.AllocZeroed((nuint)sizeof(nint));

    public void DestroyEvent(nint happening)
    {
        Forget(happening);
        NativeMemory.Free((void*)happening);
    }

    public void Record(nint stream, nint happening)
    {
        Forget(happening);
        OpenClCode.Check(OpenClCalls.EnqueueMarker(stream, 0, null, (nint*)happening), "clEnqueueMarkerWithWaitList");
        Flush(stream);
    }

    public void Wait(nint stream, nint happening) => OpenClCode.Check(OpenClCalls.EnqueueBarrier(stream, 1, (nint*)happening, null), "clEnqueueBarrierWithWaitList");

    public void SynchronizeEvent(nint happening) => OpenClCode.Check(OpenClCalls.WaitForEvents(1, (nint*)happening), "clWaitForEvents");

    public bool HasHappened(nint happening)
    {
        int status;
        OpenClCode.Check(OpenClCalls.GetEventInfo(*(nint*)happening, ExecutionStatus, sizeof(int), &status, null), "clGetEventInfo");

        // Below zero the status is the code that something before the mark failed with.
        OpenClCode.Check(status, "clGetEventInfo");
        return status == 0;
    }

    public double Milliseconds(nint from, nint to) => (End(to) - (double)End(from)) / 1e6;

    public void Upload(nint stream, nint memory, long offset, nint source, long bytes, bool wait)
    {
        if (bytes > 0)
        {
            OpenClCode.Check(OpenClCalls.EnqueueWriteBuffer(stream, memory, wait ? 1u : 0, (nuint)offset, (nuint)bytes, (void*)source, 0, null, null), "clEnqueueWriteBuffer");
            Flush(stream);
        }
    }

    public void Download(nint stream, nint memory, long offset, nint destination, long bytes, bool wait)
    {
        if (bytes > 0)
        {
            OpenClCode.Check(OpenClCalls.EnqueueReadBuffer(stream, memory, wait ? 1u : 0, (nuint)offset, (nuint)bytes, (void*)destination, 0, null, null), "clEnqueueReadBuffer");
            Flush(stream);
        }
    }

    public void Copy(nint stream, nint source, long sourceOffset, nint destination, long destinationOffset, long bytes)
    {
        if (bytes > 0)
        {
            OpenClCode.Check(OpenClCalls.EnqueueCopyBuffer(stream, source, destination, (nuint)sourceOffset, (nuint)destinationOffset, (nuint)bytes, 0, null, null), "clEnqueueCopyBuffer");
            Flush(stream);
        }
    }

    public void Fill(nint stream, nint memory, long offset, long bytes, uint pattern)
    {
        if (bytes > 0)
        {
            OpenClCode.Check(OpenClCalls.EnqueueFillBuffer(stream, memory, &pattern, sizeof(uint), (nuint)offset, (nuint)bytes, 0, null, null), "clEnqueueFillBuffer");
            Flush(stream);
        }
    }

    public nint Compile(KernelSource source, IReadOnlyList<KernelDefine> defines) => _modules.Compile(source, defines);

    public void Unload(nint module) => _modules.Unload(module);

    public nint FindKernel(nint module, string entry) => _modules.Find(module, entry);

    public void Launch(nint stream, nint kernel, KernelGrid grid, ReadOnlySpan<KernelArg> args)
    {
        _modules.Launch(stream, kernel, grid, args);
        Flush(stream);
    }

    public void BeginCapture(nint stream) => throw Unsupported("graphs");

    public nint EndCapture(nint stream) => throw Unsupported("graphs");

    public void LaunchGraph(nint stream, nint graph) => throw Unsupported("graphs");

    public void DestroyGraph(nint graph) => throw Unsupported("graphs");

    public void Persist(nint stream, nint memory, long bytes, float hitRatio) => throw Unsupported("a last-level cache that can be set aside");

    public void Gemm(nint stream, GemmPrecision precision, int m, int n, int k, nint a, nint b, nint c) => throw Unsupported("a vendor's matrix product");

    public void Dispose()
    {
        DestroyStream(_own);
        OpenClCode.Check(OpenClCalls.ReleaseContext(_context), "clReleaseContext");
    }

    private static DeviceException Unsupported(string what) => new($"OpenCL has no {what}");

    private static void Flush(nint stream) => OpenClCode.Check(OpenClCalls.Flush(stream), "clFlush");

    // The driver keeps a marker that somebody still waits for.
    private static void Forget(nint happening)
    {
        if (*(nint*)happening is not 0 and var marker)
        {
            *(nint*)happening = 0;
            OpenClCode.Check(OpenClCalls.ReleaseEvent(marker), "clReleaseEvent");
        }
    }

    private static ulong End(nint happening)
    {
        ulong nanoseconds;
        OpenClCode.Check(OpenClCalls.GetEventProfilingInfo(*(nint*)happening, CommandEnd, sizeof(ulong), &nanoseconds, null), "clGetEventProfilingInfo");
        return nanoseconds;
    }
}
