namespace HotRow.Tests;

/// <summary>A file that lies in memory, and goes on with zeros when it should be longer than its content.</summary>
internal sealed class MemoryBytes(byte[] content, long? length = null, string path = "t") : FileBytes
{
    public override string Path => path;

    public override long Length => length ?? content.Length;

    /// <summary>The furthest byte that was read, plus one.</summary>
    public long ReadUpTo { get; private set; }

    /// <summary>Bytes read in all, those read again counted again.</summary>
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer, long offset)
    {
        var part = buffer[..(int)Math.Clamp(Length - offset, 0, buffer.Length)];
        part.Clear();
        if (offset < content.Length)
        {
            content.AsSpan((int)offset, Math.Min(part.Length, content.Length - (int)offset)).CopyTo(part);
        }

        BytesRead += part.Length;
        ReadUpTo = Math.Max(ReadUpTo, offset + part.Length);
        return part.Length;
    }
}
