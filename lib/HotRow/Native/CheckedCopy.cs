namespace HotRow;

/// <summary>Copies memory of this process that may not be readable, and says so instead of faulting: the kernel does the copy.</summary>
/// <remarks><i>Source:</i> process_vm_readv(2), with this process on both sides.</remarks>
internal static unsafe class CheckedCopy
{
    /// <summary>Whether the call is there and allowed; containers may forbid it.</summary>
    internal static bool IsAvailable { get; } = Probe();

    /// <summary>Copies all bytes, or returns false because some of them cannot be read.</summary>
    internal static bool TryCopy(void* from, void* to, int bytes)
    {
        var local = new LinuxFileCalls.IoVector { First = to, Bytes = (nuint)bytes };
        var remote = new LinuxFileCalls.IoVector { First = from, Bytes = (nuint)bytes };
        return LinuxFileCalls.ReadProcess(Environment.ProcessId, &local, 1, &remote, 1, 0) == bytes;
    }

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var (from, to) = (1234, 0);
            return TryCopy(&from, &to, sizeof(int)) && to == from;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }
}
