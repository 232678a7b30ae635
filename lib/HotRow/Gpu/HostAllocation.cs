namespace HotRow.Gpu;

/// <summary>Host memory that a backend took or locked.</summary>
/// <param name="Pointer">The first byte, for the host.</param>
/// <param name="DeviceHandle">What a kernel gets for it; 0 when kernels cannot read it.</param>
/// <param name="Token">Whatever the backend needs to give it back.</param>
internal readonly record struct HostAllocation(nint Pointer, nint DeviceHandle, nint Token);
