using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>The calls of NVIDIA's driver. Every one returns 0 or an error's code, and takes nothing that .NET would have to convert.</summary>
/// <remarks>Where a name exists with a suffix, the plain one is an older call with other sizes, so the suffixed one is bound.
/// Types: a device is an int, device memory a ulong, a handle an nint, a size an nuint.</remarks>
internal static unsafe partial class CudaDriver
{
    private const string Library = DeviceLibraries.Cuda;

    [LibraryImport(Library, EntryPoint = "cuInit")]
    internal static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    internal static partial int DriverGetVersion(int* version);

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    internal static partial int GetErrorName(int code, byte** name);

    [LibraryImport(Library, EntryPoint = "cuGetErrorString")]
    internal static partial int GetErrorString(int code, byte** text);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    internal static partial int DeviceGetCount(int* count);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    internal static partial int DeviceGet(int* device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    internal static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    internal static partial int DeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceTotalMem_v2")]
    internal static partial int DeviceTotalMem(nuint* bytes, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    internal static partial int DevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
    internal static partial int DevicePrimaryCtxRelease(int device);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    internal static partial int CtxSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuCtxSynchronize")]
    internal static partial int CtxSynchronize();

    [LibraryImport(Library, EntryPoint = "cuCtxSetLimit")]
    internal static partial int CtxSetLimit(int limit, nuint value);

    [LibraryImport(Library, EntryPoint = "cuCtxResetPersistingL2Cache")]
    internal static partial int CtxResetPersistingL2Cache();

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    internal static partial int MemGetInfo(nuint* free, nuint* total);

    [LibraryImport(Library, EntryPoint = "cuMemAlloc_v2")]
    internal static partial int MemAlloc(ulong* memory, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemFree_v2")]
    internal static partial int MemFree(ulong memory);

    [LibraryImport(Library, EntryPoint = "cuMemHostAlloc")]
    internal static partial int MemHostAlloc(nint* pointer, nuint bytes, uint flags);

    [LibraryImport(Library, EntryPoint = "cuMemFreeHost")]
    internal static partial int MemFreeHost(nint pointer);

    [LibraryImport(Library, EntryPoint = "cuMemHostRegister_v2")]
    internal static partial int MemHostRegister(nint pointer, nuint bytes, uint flags);

    [LibraryImport(Library, EntryPoint = "cuMemHostUnregister")]
    internal static partial int MemHostUnregister(nint pointer);

    [LibraryImport(Library, EntryPoint = "cuMemHostGetDevicePointer_v2")]
    internal static partial int MemHostGetDevicePointer(ulong* memory, nint pointer, uint flags);

    [LibraryImport(Library, EntryPoint = "cuMemcpyHtoDAsync_v2")]
    internal static partial int MemcpyHtoDAsync(ulong destination, nint source, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoHAsync_v2")]
    internal static partial int MemcpyDtoHAsync(nint destination, ulong source, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    internal static partial int MemcpyDtoDAsync(ulong destination, ulong source, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemsetD32Async")]
    internal static partial int MemsetD32Async(ulong destination, uint value, nuint count, nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamCreate")]
    internal static partial int StreamCreate(nint* stream, uint flags);

    /// <summary>The lower number is the more urgent.</summary>
    [LibraryImport(Library, EntryPoint = "cuCtxGetStreamPriorityRange")]
    internal static partial int CtxGetStreamPriorityRange(int* least, int* greatest);

    [LibraryImport(Library, EntryPoint = "cuStreamCreateWithPriority")]
    internal static partial int StreamCreateWithPriority(nint* stream, uint flags, int priority);

    [LibraryImport(Library, EntryPoint = "cuStreamDestroy_v2")]
    internal static partial int StreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamSynchronize")]
    internal static partial int StreamSynchronize(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamWaitEvent")]
    internal static partial int StreamWaitEvent(nint stream, nint happening, uint flags);

    [LibraryImport(Library, EntryPoint = "cuStreamSetAttribute")]
    internal static partial int StreamSetAttribute(nint stream, int attribute, CudaAccessWindow* value);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    internal static partial int EventCreate(nint* happening, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    internal static partial int EventDestroy(nint happening);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    internal static partial int EventRecord(nint happening, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")]
    internal static partial int EventSynchronize(nint happening);

    [LibraryImport(Library, EntryPoint = "cuEventQuery")]
    internal static partial int EventQuery(nint happening);

    [LibraryImport(Library, EntryPoint = "cuEventElapsedTime")]
    internal static partial int EventElapsedTime(float* milliseconds, nint start, nint end);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    internal static partial int ModuleLoadData(nint* module, void* image);

    [LibraryImport(Library, EntryPoint = "cuModuleUnload")]
    internal static partial int ModuleUnload(nint module);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction")]
    internal static partial int ModuleGetFunction(nint* function, nint module, byte* name);

    /// <summary>Of drivers from CUDA 12.4 on.</summary>
    [LibraryImport(Library, EntryPoint = "cuFuncLoad")]
    internal static partial int FuncLoad(nint function);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    internal static partial int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    internal static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    internal static partial int StreamEndCapture(nint stream, nint* graph);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    internal static partial int GraphInstantiateWithFlags(nint* executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    internal static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    internal static partial int GraphExecDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    internal static partial int GraphDestroy(nint graph);
}

/// <summary>A stream attribute of 64 bytes, of which the window of memory that the last-level cache keeps takes the first 32.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct CudaAccessWindow
{
    /// <summary>First byte.</summary>
    public ulong Base;

    /// <summary>Bytes; 0 ends the window.</summary>
    public nuint Bytes;

    /// <summary>Share of the accesses that get the hit property.</summary>
    public float HitRatio;

    /// <summary>0 normal, 1 streaming, 2 persisting.</summary>
    public int HitProperty;

    /// <summary>0 normal, 1 streaming.</summary>
    public int MissProperty;
}
