using System.Net.Sockets;

namespace HotRow.Notebook;

/// <summary>One connected front end on one socket: a reading thread and a sending thread, and nothing it sends or does not send reaches beyond them.</summary>
internal sealed class ZmtpPeer
{
    // Threads are many and shallow.
    private const int StackBytes = 256 * 1024;
    private readonly Socket _socket;
    private readonly ZmtpSocket _owner;
    private readonly ZmtpReader _reader;
    private readonly ZmtpOutbox _outbox;
    private volatile bool _reading;
    private volatile bool _ready;

    /// <summary>A peer that has just connected; nothing is read or sent yet.</summary>
    internal ZmtpPeer(Socket socket, ZmtpSocket owner)
    {
        (_socket, _owner) = (socket, owner);
        _reader = new ZmtpReader(socket, owner.StrangersBudget);
        _outbox = new ZmtpOutbox(socket, owner.Kind.QueuedBytes, owner.Options.SendPatience, () => owner.Note("a front end stopped reading and was dropped"));
    }

    /// <summary>What it subscribed to; meaningful on a publishing socket only.</summary>
    internal Subscriptions Subscriptions { get; } = new();

    /// <summary>Whether its handshake is done.</summary>
    internal bool IsReady => _ready;

    /// <summary>Whether it has sent a message that was rightly signed.</summary>
    internal bool IsProven => _reader.IsTrusted;

    /// <summary>Whether everything sent to it has left.</summary>
    internal bool HasSent => _outbox.IsEmpty;

    /// <summary>Whether everything it sent so far has been handed on.</summary>
    internal bool IsQuiet
    {
        get
        {
            try
            {
                // In this order: bytes leave the socket only after the flag was raised.
                return _socket.Available == 0 && !_reading;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    /// <summary>Starts its threads.</summary>
    internal void Start()
    {
        new Thread(Receive, StackBytes) { IsBackground = true, Name = "jupyter receive" }.Start();
        new Thread(_outbox.Run, StackBytes) { IsBackground = true, Name = "jupyter send" }.Start();
    }

    /// <summary>Tells it from strangers from now on: it has the key. Called by who handles its message, on its own thread.</summary>
    internal void Prove() => _reader.IsTrusted = true;

    /// <summary>Sends encoded bytes, after what was sent before.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mayWait">Whether to wait when its queue is full.</param>
    internal void Send(byte[] bytes, bool mayWait = true) => _outbox.Send(bytes, mayWait);

    /// <summary>Ends the connection.</summary>
    internal void Close() => _outbox.Close();

    private void Receive()
    {
        try
        {
            Send(ZmtpReader.Greeting());
            Send(ZmtpReader.Ready(_owner.Kind.Name));
            _reader.Handshake(_owner.Kind.Accepts, _owner.Options.HandshakePatience);
            _ready = true;
            while (true)
            {
                _reader.Wait();
                _reading = true;
                var (parts, isCommand) = _reader.ReadMessage(_owner.Kind.Limits);
                if (isCommand)
                    Obey(parts[0]);
                else
                    _owner.Received(this, parts);
                _reader.Forget();
                _reading = false;
            }
        }
#pragma warning disable CA1031 // Whatever a stranger's bytes lead to ends with his connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not (ZmtpException or SocketException or ObjectDisposedException))
                _owner.Note($"a connection ended with {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            _reading = false;
            _reader.Forget();
            Close();
            _owner.Left(this);
        }
    }

    private void Obey(ReadOnlySpan<byte> command)
    {
        if (command.StartsWith("\u0009SUBSCRIBE"u8))
            Subscriptions.Add(command[10..]);
        else if (command.StartsWith("\u0006CANCEL"u8))
            Subscriptions.Remove(command[7..]);
        else if (command.StartsWith("\u0004PING"u8) && command.Length is >= 7 and <= 7 + 16)
            Send(ZmtpFrame.EncodeCommand([.. "\u0004PONG"u8, .. command[7..]]));
    }
}
