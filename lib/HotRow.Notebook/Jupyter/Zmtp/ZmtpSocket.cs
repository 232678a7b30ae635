using System.Net;
using System.Net.Sockets;

namespace HotRow.Notebook;

/// <summary>A listening socket and the peers connected to it.</summary>
internal sealed class ZmtpSocket : IDisposable
{
    // A front end has one connection to a socket; this is for strangers. Each costs two threads and a handle.
    private const int MaxPeers = 128;
    private readonly Socket _listener;
    private readonly Action<ZmtpPeer, List<byte[]>> _received;
    private readonly Action<string> _note;

    // Oldest first.
    private readonly List<ZmtpPeer> _peers = [];
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <summary>Binds and listens; peers are let in from <see cref="Start"/> on.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="options">How long peers may take.</param>
    /// <param name="received">What to do with a message; called on the peer's thread, one message of a peer at a time.</param>
    /// <param name="note">What to do with a line about what went wrong.</param>
    /// <exception cref="NotebookException">The port cannot be had.</exception>
    internal ZmtpSocket(ZmtpKind kind, IPAddress address, int port, ZmtpOptions options, Action<ZmtpPeer, List<byte[]>> received, Action<string> note)
    {
        (Kind, Options, _received, _note) = (kind, options, received, note);
        StrangersBudget = new ZmtpBudget(options.StrangersBytes);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(address, port));
            _listener.Listen(128);
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new NotebookException($"cannot listen on {new IPEndPoint(address, port)} ({e.Message.TrimEnd('.')}); the connection file must name a free port and an address of this machine", e);
        }
    }

    /// <summary>Its kind.</summary>
    internal ZmtpKind Kind { get; }

    /// <summary>How long peers may take.</summary>
    internal ZmtpOptions Options { get; }

    /// <summary>What unfinished messages of peers that are not proven may hold.</summary>
    internal ZmtpBudget StrangersBudget { get; }

    /// <summary>The port it listens on.</summary>
    internal int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Whether everything sent has left.</summary>
    internal bool HasSent => Peers().All(peer => peer.HasSent);

    /// <summary>Whether everything that peers sent so far has been handed on.</summary>
    internal bool IsQuiet => Peers().All(peer => peer.IsQuiet);

    /// <summary>Lets peers in.</summary>
    internal void Start() => new Thread(Accept) { IsBackground = true, Name = "jupyter accept " + Kind.Type }.Start();

    /// <summary>Sends a message to every peer that subscribed to its topic, the first part.</summary>
    /// <param name="parts">The message.</param>
    /// <param name="mayWait">Whether the caller has time for a peer whose queue is full; if not, it is queued all the same.</param>
    internal void Publish(IReadOnlyList<ReadOnlyMemory<byte>> parts, bool mayWait)
    {
        byte[]? bytes = null;
        foreach (var peer in Peers())
        {
            if (peer.IsReady && peer.Subscriptions.Match(parts[0].Span))
                peer.Send(bytes ??= ZmtpFrame.Encode(parts), mayWait);
        }
    }

    /// <summary>Stops listening and ends every connection.</summary>
    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _listener.Dispose();
        foreach (var peer in Peers())
            peer.Close();
    }

    /// <summary>Hands a message on.</summary>
    internal void Received(ZmtpPeer peer, List<byte[]> parts) => _received(peer, parts);

    /// <summary>Says what went wrong with a peer.</summary>
    internal void Note(string line) => _note(line);

    /// <summary>Forgets a peer whose connection ended.</summary>
    internal void Left(ZmtpPeer peer)
    {
        lock (_gate)
            _peers.Remove(peer);
    }

    private ZmtpPeer[] Peers()
    {
        lock (_gate)
            return [.. _peers];
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                Admit(_listener.Accept());
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer left before it was let in, or there are no handles left for now; or the listener was closed.
                lock (_gate)
                {
                    if (_disposed)
                        return;
                }

                Thread.Sleep(10);
            }
        }
    }

    private void Admit(Socket socket)
    {
        ZmtpPeer? peer = null, dropped = null;
        try
        {
            socket.NoDelay = true;
            lock (_gate)
            {
                if (_peers.Count == MaxPeers && Kind.IsSigned && _peers.Find(known => !known.IsProven) is { } stranger)
                {
                    // Else whoever holds all places keeps the front end out.
                    _peers.Remove(stranger);
                    dropped = stranger;
                }

                if (!_disposed && _peers.Count < MaxPeers)
                    _peers.Add(peer = new ZmtpPeer(socket, this));
            }

            dropped?.Close();
            peer?.Start();
        }
        catch (Exception e) when (e is SocketException or OutOfMemoryException)
        {
            // Gone already, or no thread is to be had: this one is not served.
            peer?.Close();
            if (peer != null)
                Left(peer);
            peer = null;
        }

        if (peer == null)
            socket.Dispose();
    }
}
