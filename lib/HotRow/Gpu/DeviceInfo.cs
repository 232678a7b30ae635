namespace HotRow.Gpu;

/// <summary>What a device is, as its backend reports it. Figures that a backend does not know are 0.</summary>
public sealed record DeviceInfo
{
    /// <summary>Name of the backend: "cuda", "opencl", "cpu".</summary>
    public required string Backend { get; init; }

    /// <summary>The device's number within its backend.</summary>
    public required int Index { get; init; }

    /// <summary>The device's own name.</summary>
    public required string Name { get; init; }

    /// <summary>Driver, runtime and libraries with their versions, in one line.</summary>
    public required string Software { get; init; }

    /// <summary>Whether it is a GPU: a CPU behind a device interface proves correctness and says nothing of speed.</summary>
    public required bool IsGpu { get; init; }

    /// <summary>Its memory. <i>Units:</i> bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Its last-level cache. <i>Units:</i> bytes.</summary>
    public long L2Bytes { get; init; }

    /// <summary>The most of the last-level cache that can be set aside for rows that are used again. <i>Units:</i> bytes; 0 where there is no such thing.</summary>
    public long PersistingL2Bytes { get; init; }

    /// <summary>Multiprocessors or compute units.</summary>
    public int ComputeUnits { get; init; }

    /// <summary>The architecture its kernels are compiled for: "sm_90".</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Memory that a group of threads can share. <i>Units:</i> bytes.</summary>
    public int SharedBytes { get; init; }

    /// <summary>What <c>--device</c> takes to name it: "cuda", "cuda:1".</summary>
    public string Selector => Index == 0 ? Backend : $"{Backend}:{Index}";

    /// <summary>What results and charts call it: "cuda NVIDIA H200".</summary>
    public string Label => $"{Backend} {Name}";

    /// <summary>The device in one line.</summary>
    public string OneLine => $"{Selector}: {WhatItIs}";

    /// <summary>The same without its selector.</summary>
    public string WhatItIs => $"{Name}, {(MemoryBytes > 0 ? $"{MemoryBytes / 1e9:0.0} GB, " : "")}{Software}";
}
