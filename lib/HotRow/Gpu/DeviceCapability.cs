namespace HotRow.Gpu;

/// <summary>What one device can do and another cannot.</summary>
public enum DeviceCapability
{
    /// <summary>Two streams really run side by side: a copy beside a kernel.</summary>
    ConcurrentStreams,

    /// <summary>Kernels read page-locked memory of the host through the link.</summary>
    ZeroCopy,

    /// <summary>Memory that the host already has can be page-locked and read by kernels.</summary>
    RegisterHost,

    /// <summary>A sequence of launches and copies can be recorded once and started as one.</summary>
    Graphs,

    /// <summary>Part of the last-level cache can be kept for a range of memory.</summary>
    PersistingL2,

    /// <summary>A vendor's matrix product (cuBLAS) is there.</summary>
    VendorGemm,
}
