using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>The bytes that a reader of table files looks at: a file's, or some in memory.</summary>
public abstract class FileBytes : IDisposable
{
    /// <summary>What messages call the file.</summary>
    public abstract string Path { get; }

    /// <summary>Bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">There is no such file, it is no regular file or empty, or it cannot be read.</exception>
    public static FileBytes Open(string path)
    {
        var file = InputFile.Open(path, out var length);
        return new OpenFile(file, path, length);
    }

    /// <summary>Reads at an offset until the buffer is full or the bytes end, and returns the bytes read.</summary>
    public abstract int Read(Span<byte> buffer, long offset);

    /// <summary>Fills the whole buffer.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where from.</param>
    /// <param name="what">What the bytes are, for the message.</param>
    /// <exception cref="InputException">There are not so many bytes.</exception>
    public void Fill(Span<byte> buffer, long offset, string what)
    {
        if (offset > Length - buffer.Length)
        {
            throw new InputException($"'{Path}' ends at byte {Length}, inside {what} ({buffer.Length} bytes from {offset} on); is it cut off, or of another format?");
        }

        if (Read(buffer, offset) < buffer.Length)
        {
            throw new InputException($"'{Path}' became shorter while it was read: {Length} bytes at first");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class OpenFile(SafeFileHandle file, string path, long length) : FileBytes
    {
        public override string Path => path;

        public override long Length => length;

        public override int Read(Span<byte> buffer, long offset) => InputFile.Read(file, buffer, offset, path);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
