namespace HotRow.Notebook;

/// <summary>A peer that does not speak the protocol, or more of it than is allowed. Ends that peer's connection and nothing else.</summary>
internal sealed class ZmtpException(string message) : Exception(message);

/// <summary>Frames on the wire: a byte of flags, a length of 1 or 8 bytes, the body.</summary>
/// <remarks><i>Source:</i> ZeroMQ RFC 23, ZMTP 3.0, "Framing". <i>Deviation:</i> an eight-byte length where one byte would do is accepted.</remarks>
internal static class ZmtpFrame
{
    /// <summary>Another frame of the same message follows.</summary>
    internal const byte More = 1;

    /// <summary>The length has eight bytes, most significant first.</summary>
    internal const byte Long = 2;

    /// <summary>The body is a command of the protocol itself.</summary>
    internal const byte Command = 4;

    /// <summary>A whole message as it goes over the wire.</summary>
    internal static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var bytes = new byte[parts.Sum(part => part.Length + HeadBytes(part.Length))];
        var rest = bytes.AsSpan();
        for (var i = 0; i < parts.Count; i++)
            rest = Write(rest, parts[i].Span, i < parts.Count - 1 ? More : (byte)0);
        return bytes;
    }

    /// <summary>A command as it goes over the wire.</summary>
    internal static byte[] EncodeCommand(ReadOnlySpan<byte> body)
    {
        var bytes = new byte[body.Length + HeadBytes(body.Length)];
        Write(bytes, body, Command);
        return bytes;
    }

    private static int HeadBytes(int length) => length > byte.MaxValue ? 9 : 2;

    private static Span<byte> Write(Span<byte> destination, ReadOnlySpan<byte> body, byte flags)
    {
        var head = HeadBytes(body.Length);
        destination[0] = (byte)(flags | (head > 2 ? Long : 0));
        if (head > 2)
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(destination[1..], body.Length);
        else
            destination[1] = (byte)body.Length;
        body.CopyTo(destination[head..]);
        return destination[(head + body.Length)..];
    }
}
