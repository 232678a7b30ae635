namespace HotRow.Gpu;

/// <summary>Host memory that a device has page-locked where it lies. Drivers refuse to lock the same memory twice, so those who ask for it share one registration.</summary>
internal sealed class HostRegistrations(IDeviceBackend backend)
{
    private readonly Dictionary<PageMemory, Registration> _held = [];
    private readonly Lock _turn = new();

    /// <summary>Locks the memory, unless it is locked.</summary>
    /// <exception cref="DeviceException">The device or the system refuses.</exception>
    public unsafe HostAllocation Take(PageMemory memory, bool readOnly, string purpose)
    {
        lock (_turn)
        {
            if (!_held.TryGetValue(memory, out var registration))
            {
                registration = new(backend.RegisterHost((nint)memory.Pointer, memory.Bytes, readOnly, purpose), readOnly);
                _held.Add(memory, registration);
            }
            else if (registration.ReadOnly && !readOnly)
            {
                throw new DeviceException($"{purpose} is registered for reading, and cannot be registered for writing at the same time; dispose the first registration before");
            }

            registration.Uses++;
            return registration.Allocation;
        }
    }

    /// <summary>Unlocks it when nobody else needs it.</summary>
    public void Release(PageMemory memory)
    {
        lock (_turn)
        {
            var registration = _held[memory];
            if (--registration.Uses == 0)
            {
                _held.Remove(memory);
                backend.FreeHost(registration.Allocation);
            }
        }
    }

    private sealed class Registration(HostAllocation allocation, bool readOnly)
    {
        internal readonly HostAllocation Allocation = allocation;
        internal readonly bool ReadOnly = readOnly;
        internal int Uses;
    }
}
