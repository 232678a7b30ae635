using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>What a path's file system is, how much room it has, and what lies at a path.</summary>
public static unsafe partial class FileSystems
{
    private const int CurrentFolder = -100;
    private const uint StatxType = 1;
    private const int TypeMask = 0xF000;

    /// <summary>The file system's name, such as "ext4" or "tmpfs"; "unknown" where the system does not say.</summary>
    public static string FormatOf(string path)
    {
        try
        {
            return DriveOf(path).DriveFormat;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "unknown";
        }
    }

    /// <summary>Whether a file system of that name keeps its files in main memory.</summary>
    public static bool IsMemory(string format) => format is "tmpfs" or "ramfs";

    /// <summary>Bytes this user may still write there; <see cref="long.MaxValue"/> where the system does not say.</summary>
    public static long FreeBytes(string path)
    {
        try
        {
            return DriveOf(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    /// <summary>Refuses what is there but no regular file, before it is opened: a pipe without a writer would block for ever, and a device has no end.</summary>
    /// <remarks>A link is followed. Where nothing is, or the system does not say what is, nothing is refused: opening it tells.</remarks>
    /// <param name="path">A path that a user named.</param>
    /// <exception cref="InputException">It is a directory, a pipe, a device or a socket, or no path at all.</exception>
    public static void RequireRegularFile(string path)
    {
        RequirePath(path);
        if (Directory.Exists(path))
        {
            throw new InputException($"'{path}' is a directory; a file is wanted here");
        }

        if (OtherKindOf(path) is { } kind)
        {
            throw new InputException($"'{path}' is {kind}; a regular file is wanted here, which can be read more than once: write its contents to one first");
        }
    }

    /// <summary>Refuses what the system cuts off: the rest of a path behind a NUL character, which would name another file.</summary>
    internal static void RequirePath(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InputException($"cannot read or write '{path.Replace("\0", "\\0", StringComparison.Ordinal)}': a path has no NUL character; give another name");
        }
    }

    private static string? OtherKindOf(string path) => !OperatingSystem.IsLinux() ? null : (LinuxModeOf(path) & TypeMask) switch
    {
        0x1000 => "a pipe",
        0x2000 or 0x6000 => "a device",
        0xC000 => "a socket",
        _ => null,
    };

    /// <summary>The mode of what lies at a path, or 0.</summary>
    private static int LinuxModeOf(string path)
    {
        // struct statx is the same on every architecture, unlike struct stat: 256 bytes, the 16-bit mode at offset 28.
        var status = stackalloc ushort[128];
        try
        {
            return statx(CurrentFolder, path, 0, StatxType, status) == 0 ? status[14] : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ushort* status);

    // On Unix DriveInfo takes any path; on Windows it takes a root.
    private static DriveInfo DriveOf(string path)
    {
        var full = Path.GetFullPath(path);
        return new(OperatingSystem.IsWindows() ? Path.GetPathRoot(full)! : full);
    }
}
