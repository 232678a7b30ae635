namespace HotRow.Gpu;

/// <summary>What the driver is asked about a device, by the driver's own numbers.</summary>
internal enum CudaAttribute
{
    /// <summary>Static shared memory of a group of threads, bytes.</summary>
    MaxSharedMemoryPerBlock = 8,

    /// <summary>Multiprocessors.</summary>
    MultiprocessorCount = 16,

    /// <summary>Whether page-locked host memory can be mapped for kernels.</summary>
    CanMapHostMemory = 19,

    /// <summary>Last-level cache, bytes.</summary>
    L2CacheSize = 38,

    /// <summary>Engines that copy beside kernels.</summary>
    AsyncEngineCount = 40,

    /// <summary>The 9 of sm_90.</summary>
    ComputeCapabilityMajor = 75,

    /// <summary>The 0 of sm_90.</summary>
    ComputeCapabilityMinor = 76,

    /// <summary>Whether memory that the host already has can be page-locked.</summary>
    HostRegisterSupported = 99,

    /// <summary>The most of the last-level cache that can be set aside, bytes.</summary>
    MaxPersistingL2CacheSize = 108,

    /// <summary>The longest window of memory that a stream can favour, bytes.</summary>
    MaxAccessPolicyWindowSize = 109,

    /// <summary>Whether host memory can be registered for reading alone.</summary>
    ReadOnlyHostRegisterSupported = 113,
}
