using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>The register width a kernel uses. Kernels take the machine's widest; tests name the others.</summary>
internal enum VectorWidth
{
    /// <summary>One element at a time: the reference.</summary>
    Scalar = 32,

    /// <summary>16 bytes: SSE2 or Arm64. Runs everywhere, emulated where there is no SIMD at all.</summary>
    Bits128 = 128,

    /// <summary>32 bytes: AVX2.</summary>
    Bits256 = 256,

    /// <summary>64 bytes: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Which register widths this machine has.</summary>
internal static class VectorWidths
{
    /// <summary>The widest that the hardware has.</summary>
    internal static readonly VectorWidth Best =
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512 : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Bits128;

    /// <summary>Whether the hardware has this width.</summary>
    internal static bool IsAvailable(VectorWidth width) => width <= Best;
}
