using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>Opens files that a user names; what is wrong with one becomes a line for the user.</summary>
internal static class InputFile
{
    /// <summary>A file opened for reading from front to back, and its length.</summary>
    /// <exception cref="InputException">There is no such file, it is no regular file or empty, or it cannot be read.</exception>
    internal static SafeFileHandle Open(string path, out long length)
    {
        FileSystems.RequireRegularFile(path);
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
            length = RandomAccess.GetLength(file);
            if (length > 0)
            {
                return file;
            }

            file.Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"there is no file '{path}'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"cannot read '{path}': {e.Message}", e);
        }

        throw new InputException($"'{path}' is empty");
    }

    /// <summary>Fills as much of the buffer as the file has from that offset on; returns how many bytes.</summary>
    /// <exception cref="InputException">The file cannot be read there; the message names it by its path.</exception>
    internal static int Read(SafeFileHandle file, Span<byte> buffer, long offset, string path)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            int read;
            try
            {
                read = RandomAccess.Read(file, buffer[filled..], offset + filled);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"cannot read '{path}': {e.Message}", e);
            }

            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
