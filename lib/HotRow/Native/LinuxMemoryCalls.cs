using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>The Linux calls behind <see cref="PageMemory"/>. Callers guard them with <see cref="OperatingSystem.IsLinux"/>.</summary>
internal static partial class LinuxMemoryCalls
{
    internal const int ProtNone = 0;
    internal const int ProtReadWrite = 3;
    internal const int MapPrivateAnonymous = 0x22;
    internal const int AdviseHugePage = 14;
    internal static readonly nint MapFailed = -1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int Protect(nint address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nint address, nuint bytes, int advice);
}
