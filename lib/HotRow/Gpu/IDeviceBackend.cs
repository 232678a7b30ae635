namespace HotRow.Gpu;

/// <summary>What a backend has to do; everything is checked before it comes here, and nobody but <see cref="Device"/> and what it gives out calls it.</summary>
/// <remarks>Lengths and offsets are bytes and lie inside their memory, handles are alive and of this backend. Any thread may call.
/// A failure of the driver is a <see cref="DeviceException"/>. Calls on a stream return before the work is done where the hardware allows it;
/// enqueueing and recording allocate nothing on the managed heap once warm.</remarks>
internal interface IDeviceBackend : IDisposable
{
    DeviceInfo Info { get; }

    bool Supports(DeviceCapability capability);

    (long Free, long Total) Memory();

    /// <summary>Waits for all streams.</summary>
    void Synchronize();

    /// <exception cref="DeviceException">There is not so much; made by <see cref="DeviceException.OutOfMemory"/>.</exception>
    nint AllocateDevice(long bytes, string purpose);

    void FreeDevice(nint memory);

    HostAllocation AllocateHost(long bytes, HostMemoryKind kind, string purpose);

    /// <summary>Locks memory that the host already has, so that kernels read it. It stays the host's, who keeps it until it is freed here.</summary>
    HostAllocation RegisterHost(nint pointer, long bytes, bool readOnly, string purpose);

    void FreeHost(in HostAllocation allocation);

    /// <summary>Makes a stream. The kernels of an urgent one find places before those of others that wait, where the device can.</summary>
    nint CreateStream(bool urgent);

    void DestroyStream(nint stream);

    void SynchronizeStream(nint stream);

    nint CreateEvent();

    void DestroyEvent(nint happening);

    /// <summary>Records the event behind everything that the stream was given so far.</summary>
    void Record(nint stream, nint happening);

    /// <summary>What the stream is given from now on waits for the event.</summary>
    void Wait(nint stream, nint happening);

    void SynchronizeEvent(nint happening);

    bool HasHappened(nint happening);

    /// <summary>Time between two events that both happened. <i>Units:</i> ms.</summary>
    double Milliseconds(nint from, nint to);

    /// <summary>Copies host memory to the device. With <paramref name="wait"/> it returns when the source may be changed; without, the source is page-locked.</summary>
    void Upload(nint stream, nint memory, long offset, nint source, long bytes, bool wait);

    /// <summary>Copies device memory to the host. With <paramref name="wait"/> it returns when the destination is written; without, the destination is page-locked.</summary>
    void Download(nint stream, nint memory, long offset, nint destination, long bytes, bool wait);

    void Copy(nint stream, nint source, long sourceOffset, nint destination, long destinationOffset, long bytes);

    /// <summary>Writes the same 32-bit pattern to memory; offset and bytes are multiples of 4.</summary>
    void Fill(nint stream, nint memory, long offset, long bytes, uint pattern);

    /// <summary>Compiles a kernel file with its defines.</summary>
    /// <exception cref="DeviceException">It does not compile; the message begins with the compiler's first error, which carries the kernel file's own line.</exception>
    nint Compile(KernelSource source, IReadOnlyList<KernelDefine> defines);

    void Unload(nint module);

    /// <exception cref="DeviceException">The module has no such kernel.</exception>
    nint FindKernel(nint module, string entry);

    /// <summary>Starts a kernel; the grid is inside the limits that <see cref="KernelGrid"/> checks.</summary>
    void Launch(nint stream, nint kernel, KernelGrid grid, ReadOnlySpan<KernelArg> args);

    /// <summary>From here until <see cref="EndCapture"/> the stream records instead of running. Only with <see cref="DeviceCapability.Graphs"/>.</summary>
    void BeginCapture(nint stream);

    nint EndCapture(nint stream);

    void LaunchGraph(nint stream, nint graph);

    void DestroyGraph(nint graph);

    /// <summary>Keeps the memory's first bytes in the last-level cache for what this stream runs; 0 bytes ends it. Only with <see cref="DeviceCapability.PersistingL2"/>.</summary>
    void Persist(nint stream, nint memory, long bytes, float hitRatio);

    /// <summary>The vendor's matrix product, row-major C = A B. Only with <see cref="DeviceCapability.VendorGemm"/>.</summary>
    void Gemm(nint stream, GemmPrecision precision, int m, int n, int k, nint a, nint b, nint c);
}
