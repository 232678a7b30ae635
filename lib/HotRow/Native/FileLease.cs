using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>A promise of the Linux kernel that a file does not change for a while: whoever opens it for writing or truncates it waits until the lease is given back.</summary>
/// <remarks>Granted when nobody has the file open for writing, to the file's owner or a privileged process, on local file systems.
/// The wait is bounded by /proc/sys/fs/lease-break-time (45 s), after which the kernel takes the lease away.
/// <para><i>Source:</i> fcntl(2), "Leases".</para></remarks>
internal static class FileLease
{
    // The kernel tells the holder by a signal that somebody waits. Its default, SIGIO, would end the process; SIGURG is ignored unless asked for.
    private const int IgnoredSignal = 23;

    // Giving a lease back resets the signal, so it is chosen anew before each.
    internal static bool TryTake(SafeFileHandle file) =>
        LinuxFileCalls.Control(file, LinuxFileCalls.SetSignal, IgnoredSignal) == 0 && LinuxFileCalls.Control(file, LinuxFileCalls.SetLease, LinuxFileCalls.ReadLease) == 0;

    internal static void GiveBack(SafeFileHandle file) => _ = LinuxFileCalls.Control(file, LinuxFileCalls.SetLease, LinuxFileCalls.NoLease);
}
