namespace HotRow.Gpu;

/// <summary>How host memory is taken so that a device can reach it.</summary>
public enum HostMemoryKind
{
    /// <summary>Page-locked: copies to and from it run beside everything else.</summary>
    Pinned,

    /// <summary>Page-locked and mapped into the device's address space: kernels read it through the link.</summary>
    ZeroCopy,

    /// <summary>Page-locked, written past the processor's caches: quick for a device to read, very slow for the host to read back.</summary>
    WriteCombined,
}
