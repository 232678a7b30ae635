namespace HotRow.Gpu;

/// <summary>Launches and copies that were recorded once and start as one. What they read and write, and the kernels' owners, must outlive it.</summary>
public sealed class DeviceGraph : DeviceResource
{
    private readonly KernelMemory[] _memory;
    private readonly DeviceModule[] _modules;

    internal DeviceGraph(Device device, nint handle, DeviceRecording recording)
        : base(device, handle) => (_memory, _modules) = (recording.Memory, recording.Modules);

    /// <exception cref="ObjectDisposedException">Something that it uses was given back.</exception>
    internal void RequireWhole()
    {
        foreach (var memory in _memory)
        {
            if (memory.IsDisposed)
            {
                throw Gone($"a buffer of {memory.Bytes} bytes");
            }
        }

        foreach (var module in _modules)
        {
            if (module.IsDisposed)
            {
                throw Gone($"the kernels of {module.Source.Name}.kernel");
            }
        }
    }

    internal override void Free(IDeviceBackend backend) => backend.DestroyGraph(Handle);

    private static ObjectDisposedException Gone(string what) =>
        new(nameof(DeviceGraph), $"the graph uses {what}, which was given back; keep it as long as the graph, or record the graph again");
}
