using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>The Linux calls about files, their cached pages and their mappings. Callers guard them with <see cref="OperatingSystem.IsLinux"/>.</summary>
internal static unsafe partial class LinuxFileCalls
{
    internal const int ProtRead = 1;
    internal const int MapShared = 1;
    internal const int AdviseRandom = 1;
    internal const int AdviseSequential = 2;
    internal const int AdviseWillNeed = 3;
    internal const int AdvisePopulateRead = 22;
    internal const int SetSignal = 10;
    internal const int SetLease = 1024;
    internal const int ReadLease = 0;
    internal const int NoLease = 2;
    internal const int FileDontNeed = 4;
    internal const int MayWrite = 2;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint bytes, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    internal static partial int Resident(nint address, nuint bytes, byte* pages);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int AdviseFile(SafeFileHandle file, long offset, long bytes, int advice);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    internal static partial nint ReadProcess(int process, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        internal void* First;
        internal nuint Bytes;
    }
}
