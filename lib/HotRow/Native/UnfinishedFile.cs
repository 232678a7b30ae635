using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>The files in which something is written beside its target, before the whole of it is moved into place.</summary>
/// <remarks>A writer holds its file locked from <see cref="Create"/> until it has moved it, and <see cref="RemoveLeftovers"/> removes only what it can
/// lock itself, so a living writer's file stays whichever process or thread it belongs to.</remarks>
internal static class UnfinishedFile
{
    private const int MostTries = 10;
    private const string Begin = ".hotrow-";
    private const int NameHashBytes = 8;

    // On Unix a file can be moved under any lock, and a shared one lets readers open the target at once; Windows must be asked to allow the move.
    private const FileShare WritersShare = FileShare.Read | FileShare.Delete;

    /// <summary>A name beside the target that no other writer has: a hash of the target's name, the process, a random part. It is no longer for a long name.</summary>
    internal static string Beside(string target, string extension) =>
        Path.Combine(Path.GetDirectoryName(target) ?? "", $"{BeginOf(target)}{Environment.ProcessId}-{Guid.NewGuid():N}{extension}");

    /// <summary>Creates a file beside the target and locks it. Keep the handle until the file has been moved.</summary>
    /// <param name="target">The target's path.</param>
    /// <param name="extension">That of the unfinished files, with the dot.</param>
    /// <param name="bytes">How long it will be.</param>
    /// <param name="path">Where it is.</param>
    internal static SafeFileHandle Create(string target, string extension, long bytes, out string path)
    {
        for (var tries = 1; ; tries++)
        {
            path = Beside(target, extension);
            try
            {
                var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, WritersShare, FileOptions.None, bytes);
                if (File.Exists(path))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException) when (tries < MostTries)
            {
                // Between its creation and its lock, somebody who removes leftovers may have locked the file; any other fault shows again.
                continue;
            }
        }
    }

    /// <summary>Removes what writers of the target left that were killed.</summary>
    /// <param name="target">The target's full path.</param>
    /// <param name="extension">That of the unfinished files, with the dot.</param>
    internal static void RemoveLeftovers(string target, string extension)
    {
        var begin = BeginOf(target);
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, "*" + extension))
        {
            if (!Path.GetFileName(path).StartsWith(begin, StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                // Deleted before the lock ends: a writer that gets its lock later then finds its file gone, and takes another.
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }

    private static string BeginOf(string target) =>
        $"{Begin}{Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(Path.GetFileName(target))).AsSpan(0, NameHashBytes))}-";
}
