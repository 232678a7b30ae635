namespace HotRow;

/// <summary>The files in which something is written beside its target, before the whole of it is moved into place.</summary>
internal static class UnfinishedFile
{
    /// <summary>A name beside the target that no other writer has.</summary>
    internal static string Beside(string target, string extension) => $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}{extension}";

    /// <summary>Removes what writers of the target left that were killed. A living one holds its file locked, so it cannot be opened here and stays.</summary>
    /// <param name="target">The target's full path.</param>
    /// <param name="extension">That of the unfinished files, with the dot.</param>
    internal static void RemoveLeftovers(string target, string extension)
    {
        var begin = Path.GetFileName(target) + ".";
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, "*" + extension))
        {
            var name = Path.GetFileName(path);

            // Between the two stands what makes the name unique; with a dot in it, the file is another target's.
            if (!name.StartsWith(begin, StringComparison.Ordinal) || name.Length <= begin.Length + extension.Length || name[begin.Length..^extension.Length].Contains('.', StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }
}
