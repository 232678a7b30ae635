namespace HotRow;

/// <summary>What a path's file system is, and how much room it has.</summary>
public static class FileSystems
{
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

    // On Unix DriveInfo takes any path; on Windows it takes a root.
    private static DriveInfo DriveOf(string path)
    {
        var full = Path.GetFullPath(path);
        return new(OperatingSystem.IsWindows() ? Path.GetPathRoot(full)! : full);
    }
}
