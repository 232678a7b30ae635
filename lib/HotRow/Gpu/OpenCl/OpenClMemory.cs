using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>The memory of one OpenCL device, counted: OpenCL says how much there is, and never how much is left.</summary>
/// <remarks>Page-locked host memory is a buffer of the driver's own that stays mapped for the host; kernels never get it.
/// Zero-copy memory is the host's, used by a buffer in place. OpenCL 1.2 lets a driver keep a copy of it and forbids that host and device use it at once,
/// so there is such memory only on devices that are the host's own processor, where drivers use it in place and both see each other's writes at every wait.</remarks>
internal sealed unsafe class OpenClMemory(OpenClDevice device, nint context, nint queue)
{
    private const ulong ReadWrite = 1;
    private const ulong ReadOnly = 4;
    private const ulong UseHostPointer = 8;
    private const ulong AllocHostPointer = 16;
    private const ulong MapReadAndWrite = 3;
    private const ulong ContentUndefined = 2;
    private const uint MemorySize = 0x1102;

    private long _taken;

    public bool HasZeroCopy => device.IsHostProcessor;

    public (long Free, long Total) Memory()
    {
        var total = device.Info.MemoryBytes;
        var free = Math.Max(0, total - Interlocked.Read(ref _taken));
        return (device.SharesHostMemory ? Math.Min(free, AvailableMemory.Bytes()) : free, total);
    }

    public nint Allocate(long bytes, string purpose) => Take(ReadWrite, bytes, purpose);

    public void Free(nint memory)
    {
        nuint bytes;
        OpenClCode.Check(OpenClCalls.GetMemObjectInfo(memory, MemorySize, (nuint)sizeof(nuint), &bytes, null), "clGetMemObjectInfo");
        OpenClCode.Check(OpenClCalls.ReleaseMemObject(memory), "clReleaseMemObject");
        _ = Interlocked.Add(ref _taken, -(long)bytes);
    }

    // There is no write-combined memory in OpenCL: it is page-locked like the other.
    public HostAllocation AllocateHost(long bytes, HostMemoryKind kind, string purpose) =>
        kind == HostMemoryKind.ZeroCopy ? AllocateZeroCopy(bytes, purpose) : AllocatePinned(bytes, purpose);

    public HostAllocation Register(nint pointer, long bytes, bool readOnly, string purpose)
    {
        RequireZeroCopy(purpose);
        return pointer % device.AlignBytes == 0
            ? new(pointer, Use(pointer, bytes, readOnly, purpose), Token: 0)
            : throw new DeviceException($"{purpose} begins at an address that is no multiple of {device.AlignBytes}, and {device.Info.Selector} ({device.Info.Name}) reads host memory in place only from there");
    }

    public void FreeHost(in HostAllocation allocation)
    {
        if (allocation.DeviceHandle == 0)
        {
            OpenClCode.Check(OpenClCalls.EnqueueUnmapMemObject(queue, allocation.Token, (void*)allocation.Pointer, 0, null, null), "clEnqueueUnmapMemObject");
            OpenClCode.Check(OpenClCalls.Finish(queue), "clFinish");
            Free(allocation.Token);
            return;
        }

        OpenClCode.Check(OpenClCalls.ReleaseMemObject(allocation.DeviceHandle), "clReleaseMemObject");
        NativeMemory.AlignedFree((void*)allocation.Token);
    }

    private HostAllocation AllocatePinned(long bytes, string purpose)
    {
        var memory = Take(ReadWrite | AllocHostPointer, bytes, purpose);
        int code;
        var mapped = OpenClCalls.EnqueueMapBuffer(queue, memory, 1, MapReadAndWrite, 0, (nuint)bytes, 0, null, null, &code);
        if (code == OpenClCode.Success)
        {
            return new((nint)mapped, DeviceHandle: 0, Token: memory);
        }

        Free(memory);
        throw OpenClCode.Failure(code, "clEnqueueMapBuffer");
    }

    private HostAllocation AllocateZeroCopy(long bytes, string purpose)
    {
        RequireZeroCopy(purpose);
        var (free, total) = Memory();
        if (bytes > free)
        {
            throw DeviceException.OutOfMemory(purpose, bytes, free, total);
        }

        // Whole pages: some drivers use memory in place only then.
        var page = (nuint)Environment.SystemPageSize;
        var memory = NativeMemory.AlignedAlloc(((nuint)bytes + page - 1) / page * page, page);
        try
        {
            return new((nint)memory, Use((nint)memory, bytes, readOnly: false, purpose), (nint)memory);
        }
        catch
        {
            NativeMemory.AlignedFree(memory);
            throw;
        }
    }

    private nint Use(nint pointer, long bytes, bool readOnly, string purpose)
    {
        RequireBufferSize(bytes, purpose);
        int code;
        var memory = OpenClCalls.CreateBuffer(context, UseHostPointer | (readOnly ? ReadOnly : ReadWrite), (nuint)bytes, (void*)pointer, &code);
        OpenClCode.Check(code, "clCreateBuffer");
        return memory;
    }

    private nint Take(ulong flags, long bytes, string purpose)
    {
        RequireBufferSize(bytes, purpose);
        var (free, total) = Memory();
        if (bytes > free)
        {
            throw DeviceException.OutOfMemory(purpose, bytes, free, total);
        }

        int code;
        var memory = OpenClCalls.CreateBuffer(context, flags, (nuint)bytes, null, &code);
        var function = "clCreateBuffer";
        if (code == OpenClCode.Success)
        {
            // Drivers take the memory when it is first used: moving the buffer to the device makes them say now what they would say in the middle of a run.
            function = "clEnqueueMigrateMemObjects";
            code = OpenClCalls.EnqueueMigrateMemObjects(queue, 1, &memory, ContentUndefined, 0, null, null);
            code = code == OpenClCode.Success ? OpenClCalls.Finish(queue) : code;
            if (code != OpenClCode.Success)
            {
                _ = OpenClCalls.ReleaseMemObject(memory);
            }
        }

        if (OpenClCode.IsOutOfMemory(code))
        {
            throw DeviceException.OutOfMemory(purpose, bytes, free, total);
        }

        OpenClCode.Check(code, function);
        _ = Interlocked.Add(ref _taken, bytes);
        return memory;
    }

    private void RequireBufferSize(long bytes, string purpose)
    {
        if (bytes > device.MostBufferBytes)
        {
            throw new DeviceException($"{purpose} needs {bytes / 1e9:0.00} GB in one piece, and {device.Info.Selector} ({device.Info.Name}) gives one buffer at most {device.MostBufferBytes / 1e9:0.00} GB (CL_DEVICE_MAX_MEM_ALLOC_SIZE); use fewer rows, a smaller dimension or fewer bytes an element");
        }
    }

    private void RequireZeroCopy(string purpose)
    {
        if (!HasZeroCopy)
        {
            throw new DeviceException($"{purpose} cannot lie in zero-copy memory of {device.Info.Selector} ({device.Info.Name}): OpenCL 1.2 does not let the host and such a device use memory at once; upload it, or use the device's own backend");
        }
    }
}
