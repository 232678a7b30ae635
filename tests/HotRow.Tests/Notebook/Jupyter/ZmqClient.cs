using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotRow.Tests;

/// <summary>The other side of a ZMTP 3.0 connection, as small as it can be, written from the specification and not from the kernel's code.</summary>
internal sealed class ZmqClient : IDisposable
{
    // Only guards against hanging: a test waits for what must come.
    private const int GuardMs = 60_000;
    private readonly TcpClient _tcp = new();

    internal ZmqClient(int port, string type)
    {
        _tcp.Connect(IPAddress.Loopback, port);
        _tcp.NoDelay = true;
        _tcp.ReceiveTimeout = _tcp.SendTimeout = GuardMs;
        Stream = _tcp.GetStream();
        Stream.Write([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0, (byte)'N', (byte)'U', (byte)'L', (byte)'L', .. new byte[48]]);
        WriteFrame(4, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. Encoding.ASCII.GetBytes(type)]);
        var greeting = new byte[64];
        Stream.ReadExactly(greeting);
        Assert.Equal([0xFF, 0x7F, 3], [greeting[0], greeting[9], greeting[10]]);
        Assert.StartsWith("\u0005READY", Encoding.Latin1.GetString(ReadFrame().Body), StringComparison.Ordinal);
    }

    internal NetworkStream Stream { get; }

    internal void Send(params byte[][] parts)
    {
        for (var i = 0; i < parts.Length; i++)
            WriteFrame((byte)(i < parts.Length - 1 ? 1 : 0), parts[i]);
    }

    /// <summary>Subscribes to everything and waits until the other side knows it.</summary>
    internal void SubscribeToAll()
    {
        Send([1]);
        WriteFrame(4, [4, .. "PING"u8, 0, 0, 42]);
        Assert.Equal([4, .. "PONG"u8, 42], ReadFrame().Body);
    }

    internal List<byte[]> Receive()
    {
        var parts = new List<byte[]>();
        while (true)
        {
            var (flags, body) = ReadFrame();
            parts.Add(body);
            if ((flags & 1) == 0)
                return parts;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private void WriteFrame(byte flags, byte[] body)
    {
        var length = BitConverter.GetBytes((ulong)body.Length);
        Array.Reverse(length);
        Stream.Write(body.Length < 256 ? [flags, (byte)body.Length, .. body] : [(byte)(flags | 2), .. length, .. body]);
    }

    private (int Flags, byte[] Body) ReadFrame()
    {
        var flags = One();
        var length = 0L;
        for (var i = (flags & 2) != 0 ? 8 : 1; i > 0; i--)
            length = (length << 8) | (uint)One();
        var body = new byte[length];
        Stream.ReadExactly(body);
        return (flags, body);
    }

    private int One()
    {
        var b = Stream.ReadByte();
        return b >= 0 ? b : throw new EndOfStreamException();
    }
}
