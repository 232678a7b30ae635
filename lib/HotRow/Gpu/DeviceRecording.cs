namespace HotRow.Gpu;

/// <summary>What a graph's recording has been given so far. The graph keeps it: the device uses it at every start, and asks nobody whether it is still there.</summary>
internal sealed class DeviceRecording
{
    private readonly HashSet<KernelMemory> _memory = [];
    private readonly HashSet<DeviceModule> _modules = [];

    /// <summary>Whether it goes on; a stream or an event that it had to do with may outlive it.</summary>
    public bool IsOpen { get; private set; } = true;

    public KernelMemory[] Memory => [.. _memory];

    public DeviceModule[] Modules => [.. _modules];

    public void Keep(KernelMemory memory) => _memory.Add(memory);

    public void Keep(DeviceModule module) => _modules.Add(module);

    public void End() => IsOpen = false;
}
