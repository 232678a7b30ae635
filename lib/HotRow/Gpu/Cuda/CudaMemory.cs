namespace HotRow.Gpu;

internal sealed unsafe partial class CudaBackend
{
    private const uint AllocatePortable = 1;
    private const uint AllocateMapped = 2;
    private const uint AllocateWriteCombined = 4;
    private const uint RegisterPortable = 1;
    private const uint RegisterMapped = 2;
    private const uint RegisterReadOnly = 8;
    private const nint Allocated = 1;
    private const nint Registered = 2;

    private readonly bool _mapsHost;
    private readonly bool _registersHost;
    private readonly bool _registersReadOnly;

    public (long Free, long Total) Memory()
    {
        Bind();
        nuint free, total;
        Check(CudaDriver.MemGetInfo(&free, &total), "cuMemGetInfo");
        return ((long)free, (long)total);
    }

    public nint AllocateDevice(long bytes, string purpose)
    {
        Bind();
        ulong memory;
        var code = CudaDriver.MemAlloc(&memory, (nuint)bytes);
        if (code == CudaErrors.OutOfMemory)
        {
            var (free, total) = Memory();
            throw DeviceException.OutOfMemory(purpose, bytes, free, total);
        }

        Check(code, "cuMemAlloc");
        return (nint)memory;
    }

    public void FreeDevice(nint memory)
    {
        if (BindToFree())
        {
            Check(CudaDriver.MemFree((ulong)memory), "cuMemFree");
        }
    }

    public HostAllocation AllocateHost(long bytes, HostMemoryKind kind, string purpose)
    {
        Bind();
        var mapped = kind == HostMemoryKind.ZeroCopy;
        if (mapped && !_mapsHost)
        {
            throw new DeviceException($"{purpose}: {Info.Selector} ({Info.Name}) cannot map host memory for kernels; copy it to the device instead");
        }

        var flags = AllocatePortable | (mapped ? AllocateMapped : 0) | (kind == HostMemoryKind.WriteCombined ? AllocateWriteCombined : 0);
        nint pointer;
        var code = CudaDriver.MemHostAlloc(&pointer, (nuint)bytes, flags);
        if (code == CudaErrors.OutOfMemory)
        {
            throw new DeviceException($"{purpose} needs {bytes / 1e9:0.00} GB of page-locked host memory, and the system does not give it ({AvailableMemory.Bytes() / 1e9:0.00} GB are available); use fewer rows, or raise the limit of locked memory (ulimit -l)");
        }

        Check(code, "cuMemHostAlloc");
        return new(pointer, mapped ? Mapped(pointer, Allocated) : 0, Allocated);
    }

    public HostAllocation RegisterHost(nint pointer, long bytes, bool readOnly, string purpose)
    {
        Bind();
        if (!_mapsHost || !_registersHost)
        {
            throw new DeviceException($"{purpose} cannot be page-locked where it lies: {Info.Selector} ({Info.Name}) does not do that; copy it into zero-copy memory instead");
        }

        var flags = RegisterPortable | RegisterMapped;
        var code = readOnly && _registersReadOnly ? CudaDriver.MemHostRegister(pointer, (nuint)bytes, flags | RegisterReadOnly) : -1;
        if (code != 0)
        {
            // Without the promise: some systems refuse it for memory that the host may write.
            code = CudaDriver.MemHostRegister(pointer, (nuint)bytes, flags);
        }

        if (code != 0)
        {
            throw new DeviceException($"{purpose} ({bytes / 1e9:0.00} GB) cannot be page-locked where it lies; copy it into zero-copy memory, or raise the limit of locked memory (ulimit -l): {Failure(code, "cuMemHostRegister").Message}");
        }

        return new(pointer, Mapped(pointer, Registered), Registered);
    }

    public void FreeHost(in HostAllocation allocation)
    {
        if (!BindToFree())
        {
            return;
        }

        if (allocation.Token == Registered)
        {
            Check(CudaDriver.MemHostUnregister(allocation.Pointer), "cuMemHostUnregister");
        }
        else
        {
            Check(CudaDriver.MemFreeHost(allocation.Pointer), "cuMemFreeHost");
        }
    }

    public void Upload(nint stream, nint memory, long offset, nint source, long bytes, bool wait)
    {
        if (bytes == 0)
        {
            return;
        }

        Bind();
        Check(CudaDriver.MemcpyHtoDAsync((ulong)memory + (ulong)offset, source, (nuint)bytes, stream), "cuMemcpyHtoDAsync");
        if (wait)
        {
            Check(CudaDriver.StreamSynchronize(stream), "cuStreamSynchronize");
        }
    }

    public void Download(nint stream, nint memory, long offset, nint destination, long bytes, bool wait)
    {
        if (bytes == 0)
        {
            return;
        }

        Bind();
        Check(CudaDriver.MemcpyDtoHAsync(destination, (ulong)memory + (ulong)offset, (nuint)bytes, stream), "cuMemcpyDtoHAsync");
        if (wait)
        {
            Check(CudaDriver.StreamSynchronize(stream), "cuStreamSynchronize");
        }
    }

    public void Copy(nint stream, nint source, long sourceOffset, nint destination, long destinationOffset, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        Bind();
        Check(CudaDriver.MemcpyDtoDAsync((ulong)destination + (ulong)destinationOffset, (ulong)source + (ulong)sourceOffset, (nuint)bytes, stream), "cuMemcpyDtoDAsync");
    }

    public void Fill(nint stream, nint memory, long offset, long bytes, uint pattern)
    {
        Bind();
        Check(CudaDriver.MemsetD32Async((ulong)memory + (ulong)offset, pattern, (nuint)(bytes / sizeof(uint)), stream), "cuMemsetD32Async");
    }

    private nint Mapped(nint pointer, nint token)
    {
        ulong device;
        var code = CudaDriver.MemHostGetDevicePointer(&device, pointer, 0);
        if (code != 0)
        {
            FreeHost(new HostAllocation(pointer, 0, token));
            throw Failure(code, "cuMemHostGetDevicePointer");
        }

        return (nint)device;
    }
}
