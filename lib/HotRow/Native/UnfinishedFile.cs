using System.Security.Cryptography;
using System.Text;

namespace HotRow;

/// <summary>The files in which something is written beside its target, before the whole of it is moved into place.</summary>
internal static class UnfinishedFile
{
    private const string Begin = ".hotrow-";
    private const int NameHashBytes = 8;

    /// <summary>A name beside the target that no other writer has: a hash of the target's name, the process, a random part. It is no longer for a long name.</summary>
    /// <param name="target">The target's path.</param>
    /// <param name="extension">That of unfinished files, with the dot.</param>
    internal static string Beside(string target, string extension) =>
        Path.Combine(Path.GetDirectoryName(target) ?? "", $"{BeginOf(target)}{Environment.ProcessId}-{Guid.NewGuid():N}{extension}");

    /// <summary>Removes what writers of the target left that were killed. A living one holds its file locked, so it cannot be opened here and stays.</summary>
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
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }

    private static string BeginOf(string target) =>
        $"{Begin}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))).AsSpan(0, NameHashBytes))}-";
}
