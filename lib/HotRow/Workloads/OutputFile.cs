namespace HotRow;

/// <summary>Writes files that a user names: whole or not at all.</summary>
internal static class OutputFile
{
    private const int BufferBytes = 1 << 20;
    private const string UnfinishedExtension = ".unfinished";

    /// <summary>Refuses a path at which something stands that must not be replaced.</summary>
    /// <exception cref="InputException">It does, or its folder is missing.</exception>
    internal static void RequireFree(string path, bool overwrite)
    {
        FileSystems.RequireRegularFile(path);
        if (!overwrite && File.Exists(path))
        {
            throw new InputException($"'{path}' is there already; give --force to replace it, or another name");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new InputException($"there is no folder '{folder}' to write '{Path.GetFileName(path)}' into");
        }
    }

    /// <summary>Writes beside the path and moves the whole file into place; whatever stops the writing leaves the path as it was. What killed writers of it left is removed first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">A file that is there is replaced.</param>
    /// <param name="bytes">How long it will be.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="InputException">There is no room for it, or the folder cannot be written to.</exception>
    internal static void Write(string path, bool overwrite, long bytes, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        RemoveLeftovers(path, full);
        var free = FileSystems.FreeBytes(Path.GetDirectoryName(full)!);
        if (free < bytes)
        {
            throw new InputException($"'{path}' needs {bytes / 1e9:0.000} GB, and {free / 1e9:0.000} GB are free there: make room or give another folder");
        }

        string? beside = null;
        try
        {
            // Open, and so locked, until it is in place.
            using var target = new FileStream(UnfinishedFile.Create(full, UnfinishedExtension, 0, out beside), FileAccess.Write, BufferBytes);
            write(target);
            target.Flush(flushToDisk: true);
            File.Move(beside, full, overwrite);
            beside = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {e.Message}", e);
        }
        catch (ArgumentOutOfRangeException e) when (e.TargetSite?.DeclaringType?.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            // What the framework makes of a limit on the size of files.
            throw new InputException($"cannot write '{path}': it would be larger than files may be here (ulimit -f)", e);
        }
        finally
        {
            if (beside is not null)
            {
                Remove(beside);
            }
        }
    }

    // What stopped the writing is to be told, not that its rest could not be removed; the next writer of the path tries again.
    private static void Remove(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void RemoveLeftovers(string path, string full)
    {
        try
        {
            UnfinishedFile.RemoveLeftovers(full, UnfinishedExtension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {e.Message}", e);
        }
    }
}
