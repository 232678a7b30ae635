namespace HotRow;

/// <summary>What the system's page cache holds of a file, and how to empty and fill it. Only Linux is asked; elsewhere the answer is "not known".</summary>
public static class FileCache
{
    private const int BlockBytes = 1 << 20;

    // A page that is being read, or that another processor is just adding to its lists, survives one call.
    private const int DropTries = 20;

    /// <summary>Bytes of a file that are in memory, by whole pages; null where the system does not say, or does not say it to this user.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="bytes">How much; the rest of the file if left out.</param>
    /// <exception cref="InputException">The file is missing, no regular file, or may not be read.</exception>
    public static long? ResidentBytes(string path, long offset = 0, long? bytes = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes ?? 0);
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        if (new FileInfo(path) is { Exists: true } info && info.Length <= offset)
        {
            FileSystems.RequireRegularFile(path);
            return 0;
        }

        using var file = MappedFile.Open(path, length => (offset, Math.Max(1, Math.Min(bytes ?? long.MaxValue, length - offset))), portable: false);
        return file.ResidentBytes();
    }

    /// <summary>Writes back what of the file is still unwritten and gives its cached pages up.</summary>
    /// <remarks>Pages stay that any process has mapped, and so do all pages of a memory file system.</remarks>
    /// <param name="path">A regular file.</param>
    /// <returns>Whether it is proved that none of the file is in memory any more; false where that cannot be known.</returns>
    /// <exception cref="InputException">The file is missing, no regular file, or may not be read.</exception>
    /// <exception cref="IOException">The unwritten bytes could not be written.</exception>
    public static bool Drop(string path)
    {
        FileSystems.RequireRegularFile(path);
        using var handle = DirectFile.OpenPortable(path);
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        for (var tries = 0; tries < DropTries; tries++)
        {
            RandomAccess.FlushToDisk(handle);
            _ = LinuxFileCalls.AdviseFile(handle, 0, 0, LinuxFileCalls.FileDontNeed);
            if (ResidentBytes(path) is not > 0)
            {
                break;
            }

            Thread.Yield();
        }

        return ResidentBytes(path) == 0;
    }

    /// <summary>Reads the whole file once, so that the page cache holds as much of it as it will.</summary>
    /// <param name="path">A regular file.</param>
    /// <returns>Whether it is proved that all of the file is in memory; false where that cannot be known.</returns>
    /// <exception cref="InputException">The file is missing, no regular file, or may not be read.</exception>
    /// <exception cref="IOException">A read failed.</exception>
    public static bool Warm(string path)
    {
        FileSystems.RequireRegularFile(path);
        using var handle = DirectFile.OpenPortable(path);
        var buffer = new byte[BlockBytes];
        var offset = 0L;
        int read;
        while ((read = RandomAccess.Read(handle, buffer, offset)) > 0)
        {
            offset += read;
        }

        return ResidentBytes(path) >= offset;
    }
}
