namespace HotRow.Notebook;

/// <summary>Files as a notebook needs them: read whole within a limit, and replaced in one step.</summary>
internal static class RegularFile
{
    /// <summary>All bytes of a file.</summary>
    /// <exception cref="NotebookException">It is missing, no regular file, empty, too large, or may not be read.</exception>
    internal static byte[] Read(string path, int most)
    {
        try
        {
            var file = Target(path);
            if (Directory.Exists(file.FullName))
            {
                throw new NotebookException($"'{path}' is a directory; a notebook is wanted here");
            }

            if (!file.Exists)
            {
                throw new NotebookException($"there is no file '{path}'");
            }

            // A pipe without a writer would block at its opening, and a device has no end: both say that they hold 0 bytes.
            if (file.Length == 0)
            {
                throw new NotebookException($"'{path}' is empty or no regular file; a notebook is JSON");
            }

            return file.Length <= most ? ReadWhole(file, path, most) : throw TooLarge(path, most);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new NotebookException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Replaces a file, or makes it: what is written goes to a file beside it that then takes its place.</summary>
    /// <exception cref="NotebookException">It cannot be written there; the old file is as it was.</exception>
    internal static void Replace(string path, Action<Stream> write)
    {
        try
        {
            RequireReplaceable(path);
            var target = Target(path);
            var beside = Path.Combine(target.DirectoryName!, $".{target.Name}.{Path.GetRandomFileName()}.tmp");
            try
            {
                using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                if (!OperatingSystem.IsWindows() && target.Exists)
                {
                    File.SetUnixFileMode(beside, target.UnixFileMode);
                }

                File.Move(beside, target.FullName, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new NotebookException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Refuses a file that may not be replaced, before the work is done that it is to hold.</summary>
    /// <exception cref="NotebookException">It is a directory or marked as read-only.</exception>
    internal static void RequireReplaceable(string path)
    {
        var target = Target(path);
        if (Directory.Exists(target.FullName))
        {
            throw new NotebookException($"'{path}' is a directory; a notebook is to be written there");
        }

        if (target.Exists && target.IsReadOnly)
        {
            throw new NotebookException($"'{path}' is read-only; make it writable, or write elsewhere");
        }
    }

    /// <summary>The file that a path leads to, by whatever links.</summary>
    private static FileInfo Target(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    private static byte[] ReadWhole(FileInfo file, string path, int most)
    {
        using var stream = file.OpenRead();
        var bytes = new byte[(int)file.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (stream.ReadByte() < 0)
        {
            return bytes[..read];
        }

        throw file.Length >= most ? TooLarge(path, most) : new NotebookException($"'{path}' grew while it was read; try again");
    }

    private static NotebookException TooLarge(string path, int most) => new($"'{path}' is larger than {most / 1_000_000} MB, which no notebook is; clear its outputs");
}
