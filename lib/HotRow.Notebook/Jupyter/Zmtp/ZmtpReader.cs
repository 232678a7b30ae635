using System.Buffers.Binary;
using System.Net.Sockets;

namespace HotRow.Notebook;

/// <summary>The receiving half of a connection: greeting, handshake, then messages, each within its limits. Memory follows the bytes that came, not the lengths that were announced.</summary>
/// <remarks><i>Source:</i> ZeroMQ RFC 23, ZMTP 3.0. <i>Deviation:</i> no mechanism but NULL; PING of ZMTP 3.1 is answered and SUBSCRIBE and CANCEL are understood, though 3.0 is announced.</remarks>
internal sealed class ZmtpReader(Socket socket, ZmtpBudget strangers)
{
    private const int GreetingBytes = 64;
    private const int FirstAllocation = 64 * 1024;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _deadline = long.MaxValue;
    private long _held;
    private long _taken;
    private volatile bool _trusted;

    /// <summary>Whether its messages cost nothing of the strangers' budget.</summary>
    internal bool IsTrusted
    {
        get => _trusted;
        set => _trusted = value;
    }

    /// <summary>The greeting this side sends: version 3.0, no security, "not a server".</summary>
    internal static byte[] Greeting()
    {
        var greeting = new byte[GreetingBytes];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    /// <summary>The command READY with which this side names its kind of socket.</summary>
    internal static byte[] Ready(ReadOnlySpan<byte> socketType) =>
        ZmtpFrame.EncodeCommand([.. "\u0005READY\u000bSocket-Type"u8, 0, 0, 0, (byte)socketType.Length, .. socketType]);

    /// <summary>Reads the peer's greeting and READY.</summary>
    /// <param name="accepts">The kinds of socket that may talk to this one.</param>
    /// <param name="patience">The time for all of it.</param>
    /// <exception cref="ZmtpException">It is not a peer for this socket.</exception>
    internal void Handshake(IReadOnlyList<string> accepts, TimeSpan patience)
    {
        _deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        Span<byte> greeting = stackalloc byte[GreetingBytes];
        Read(greeting[..1]);
        // Told at the first byte, so that a browser is not kept waiting for 63 more.
        if (greeting[0] != 0xFF)
            throw new ZmtpException("not ZMTP");
        Read(greeting[1..]);
        if ((greeting[9] & 1) == 0 || greeting[10] < 3)
            throw new ZmtpException("not ZMTP 3");
        if (!greeting.Slice(12, 20).SequenceEqual([.. "NULL"u8, .. new byte[16]]))
            throw new ZmtpException("a security mechanism other than NULL");

        var (flags, body) = ReadFrame(ZmtpLimits.Small.MessageBytes);
        if ((flags & ZmtpFrame.Command) == 0 || SocketType(body) is not { } type || !accepts.Contains(type))
            throw new ZmtpException("no READY of a fitting socket type");
        _deadline = long.MaxValue;
        socket.ReceiveTimeout = 0;
    }

    /// <summary>Waits until the peer has sent something that is not yet read.</summary>
    internal void Wait()
    {
        while (_start == _end && !socket.Poll(Timeout.Infinite, SelectMode.SelectRead))
        {
        }
    }

    /// <summary>Reads up to the end of a message, or one command.</summary>
    /// <returns>The parts, and whether it is a command.</returns>
    /// <exception cref="ZmtpException">It breaks a limit or the protocol.</exception>
    internal (List<byte[]> Parts, bool IsCommand) ReadMessage(ZmtpLimits limits)
    {
        var parts = new List<byte[]>();
        var room = limits.MessageBytes;
        while (true)
        {
            var (flags, body) = ReadFrame(room);
            var isCommand = (flags & ZmtpFrame.Command) != 0;
            parts.Add(body);
            room -= body.Length;
            if (isCommand && parts.Count > 1)
                throw new ZmtpException("a command within a message");
            if ((flags & ZmtpFrame.More) == 0)
                return (parts, isCommand);
            if (isCommand || parts.Count == limits.Parts)
                throw new ZmtpException("too many parts");
        }
    }

    /// <summary>Gives back what the latest message took of the budget: it has been handled.</summary>
    internal void Forget()
    {
        strangers.Return(_taken);
        _held = _taken = 0;
    }

    private (byte Flags, byte[] Body) ReadFrame(int maxBytes)
    {
        Span<byte> head = stackalloc byte[8];
        Read(head[..1]);
        var flags = head[0];
        if (flags > (ZmtpFrame.More | ZmtpFrame.Long | ZmtpFrame.Command))
            throw new ZmtpException("unknown flags");
        if ((flags & ZmtpFrame.Command) != 0)
            maxBytes = Math.Min(maxBytes, ZmtpLimits.Small.MessageBytes);
        var size = (flags & ZmtpFrame.Long) != 0 ? head : head[..1];
        Read(size);
        var length = size.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(size) : size[0];
        if (length > (ulong)maxBytes)
            throw new ZmtpException("a message beyond the limit");
        return (flags, ReadBody((int)length));
    }

    private byte[] ReadBody(int length)
    {
        var body = new byte[Hold(Math.Min(length, FirstAllocation))];
        for (var have = 0; ;)
        {
            Read(body.AsSpan(have));
            have = body.Length;
            if (have == length)
                return body;
            Array.Resize(ref body, have + Hold((int)Math.Min(length - have, have)));
        }
    }

    /// <summary>Takes room for bytes to come: a little is free, more is taken from what strangers have together.</summary>
    private int Hold(int bytes)
    {
        _held += bytes;
        if (!_trusted && _held > FirstAllocation)
        {
            if (!strangers.TryTake(bytes))
                throw new ZmtpException("too much of strangers at a time");
            _taken += bytes;
        }

        return bytes;
    }

    private void Read(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_start == _end)
                Fill();
            var count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination);
            _start += count;
            destination = destination[count..];
        }
    }

    private void Fill()
    {
        if (_deadline != long.MaxValue)
        {
            var left = _deadline - Environment.TickCount64;
            socket.ReceiveTimeout = left > 0 ? (int)left : throw new ZmtpException("too slow a handshake");
        }

        _start = 0;
        _end = socket.Receive(_buffer);
        if (_end == 0)
            throw new ZmtpException("closed");
    }

    private static string? SocketType(ReadOnlySpan<byte> ready)
    {
        if (!ready.StartsWith("\u0005READY"u8))
            return null;
        // Properties: a byte and a name, four bytes and a value.
        for (var rest = ready[6..]; rest.Length > 0;)
        {
            int name = rest[0];
            if (rest.Length < 1 + name + 4)
                return null;
            var value = BinaryPrimitives.ReadUInt32BigEndian(rest[(1 + name)..]);
            if (value > (uint)(rest.Length - name - 5))
                return null;
            if (System.Text.Ascii.EqualsIgnoreCase(rest.Slice(1, name), "Socket-Type"u8))
                return System.Text.Encoding.ASCII.GetString(rest.Slice(name + 5, (int)value));
            rest = rest[(name + 5 + (int)value)..];
        }

        return null;
    }
}
