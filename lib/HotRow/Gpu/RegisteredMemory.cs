namespace HotRow.Gpu;

/// <summary>The host memory that a device has page-locked where it lies. A driver refuses to lock the same memory twice, and several tables may map it: it is locked once, until the last of them lets go.</summary>
internal sealed class RegisteredMemory(IDeviceBackend backend)
{
    private readonly Dictionary<nint, (HostAllocation Allocation, int Users)> _locked = [];
    private readonly Lock _turn = new();

    /// <summary>Locks the memory, or joins those that have it locked.</summary>
    /// <exception cref="DeviceException">The device or the system refuses.</exception>
    public HostAllocation Take(nint pointer, long bytes, bool readOnly, string purpose)
    {
        lock (_turn)
        {
            var (allocation, users) = _locked.TryGetValue(pointer, out var there) ? there : (backend.RegisterHost(pointer, bytes, readOnly, purpose), 0);
            _locked[pointer] = (allocation, users + 1);
            return allocation;
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Release(in HostAllocation allocation)
    {
        lock (_turn)
        {
            var users = _locked[allocation.Pointer].Users - 1;
            if (users > 0)
            {
                _locked[allocation.Pointer] = (allocation, users);
                return;
            }

            _locked.Remove(allocation.Pointer);
            backend.FreeHost(allocation);
        }
    }
}
