using System.Globalization;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>What a path's file system is, how much room it has, and what lies at a path.</summary>
public static unsafe partial class FileSystems
{
    private const int CurrentFolder = -100;
    private const uint StatxType = 1;
    private const uint StatxInode = 0x100;
    private const int StatxBytes = 256;
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

    /// <summary>Whether two paths lead to one file, by whatever links; false where one leads to none.</summary>
    /// <remarks>Linux is asked for device and inode. Elsewhere the links of both paths are followed and the places compared, so that two hard links pass for two files.</remarks>
    public static bool AreSame(string a, string b) => OperatingSystem.IsLinux()
        ? LinuxStatus(a, StatxInode) is { } first && LinuxStatus(b, StatxInode) is { } second
            && (first.Inode, first.DeviceMajor, first.DeviceMinor) == (second.Inode, second.DeviceMajor, second.DeviceMinor)
        : File.Exists(a) && File.Exists(b) && string.Equals(Followed(a), Followed(b), OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>A path without links, folder by folder.</summary>
    internal static string Followed(string path)
    {
        var full = Path.GetFullPath(path);
        var place = Path.GetPathRoot(full)!;
        foreach (var part in full[place.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(place, part);
            try
            {
                // What a link leads to may lie behind links of its own.
                place = File.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Followed(target.FullName) : next;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                place = next;
            }
        }

        return place;
    }

    /// <summary>How far the system reads ahead of a page that is missing in a mapped file; null where it does not say.</summary>
    /// <remarks>Linux says it of the block device, which for a partition is the disk around it; file systems without one may have a value of their own.</remarks>
    /// <param name="path">A file that is there.</param>
    public static long? ReadAheadBytes(string path)
    {
        if (!OperatingSystem.IsLinux() || LinuxStatus(path, StatxType) is not { } status)
        {
            return null;
        }

        var device = string.Create(CultureInfo.InvariantCulture, $"{status.DeviceMajor}:{status.DeviceMinor}");
        var kib = KibibytesIn($"/sys/class/bdi/{device}") ?? KibibytesIn($"/sys/dev/block/{device}/queue") ?? KibibytesIn(DiskOf($"/sys/dev/block/{device}"));
        return kib * 1024;

        static long? KibibytesIn(string folder)
        {
            try
            {
                return long.TryParse(File.ReadAllText(folder + "/read_ahead_kb"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        // A partition's folder lies in that of its disk, and both are reached by links.
        static string DiskOf(string partition)
        {
            try
            {
                return Directory.ResolveLinkTarget(partition, returnFinalTarget: true) is { } folder ? Path.Combine(folder.FullName, "..", "queue") : partition;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return partition;
            }
        }
    }

    /// <summary>Refuses what names no file: nothing, and what the system cuts off, the rest of a path behind a NUL character.</summary>
    internal static void RequirePath(string path)
    {
        if (path.Length == 0)
        {
            throw new InputException("'' is no path; name a file");
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InputException($"cannot read or write '{path.Replace("\0", "\\0", StringComparison.Ordinal)}': a path has no NUL character; give another name");
        }
    }

    private static string? OtherKindOf(string path) => !OperatingSystem.IsLinux() ? null : (LinuxStatus(path, StatxType)?.Mode & TypeMask) switch
    {
        0x1000 => "a pipe",
        0x2000 or 0x6000 => "a device",
        0xC000 => "a socket",
        _ => null,
    };

    /// <summary>What lies at a path, links followed; null when nothing does or the system does not say.</summary>
    private static Status? LinuxStatus(string path, uint mask)
    {
        // struct statx is the same on every architecture, unlike struct stat.
        var status = stackalloc byte[StatxBytes];
        try
        {
            return statx(CurrentFolder, path, 0, mask, status) == 0
                ? new(*(ushort*)(status + 28), *(ulong*)(status + 32), *(uint*)(status + 136), *(uint*)(status + 140))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* status);

    // On Unix DriveInfo takes any path; on Windows it takes a root.
    private static DriveInfo DriveOf(string path)
    {
        var full = Path.GetFullPath(path);
        return new(OperatingSystem.IsWindows() ? Path.GetPathRoot(full)! : full);
    }

    private readonly record struct Status(int Mode, ulong Inode, uint DeviceMajor, uint DeviceMinor);
}
