using System.Collections.Concurrent;

namespace HotRow.Notebook;

/// <summary>A Jupyter kernel over a session, with no Python and no libzmq in it: five sockets, requests in order on one thread, interrupt and shutdown beside them.</summary>
/// <remarks>
/// Messages that are not signed with the key of the connection file, and whatever else strangers send, are ignored.
/// <i>Source:</i> "Messaging in Jupyter", version 5.3. <i>Deviation:</i> history is empty, comms are closed as they are opened, stdin asks nothing.
/// </remarks>
public sealed class JupyterKernel : IDisposable
{
    // Beyond it the network is not read, so a front end that queues more waits.
    private const int MaxWaitingRequests = 1000;
    private static readonly TimeSpan s_quietPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_flushPatience = TimeSpan.FromMilliseconds(500);
    private readonly BlockingCollection<(JupyterRequest Request, long Order)> _waiting = new(MaxWaitingRequests);
    private readonly ManualResetEventSlim _stop = new();
    private readonly List<ZmtpSocket> _sockets = [];
    private readonly ZmtpSocket _shell;
    private readonly JupyterWire _wire;
    private readonly RequestAnswers _answers;
    private readonly OnceNotes _notes;
    private long _received;
    private long _abortUpTo;

    /// <summary>Listens on the ports of the connection file.</summary>
    /// <param name="connection">Where to listen, and the key.</param>
    /// <param name="session">Runs the cells. It stays the caller's.</param>
    /// <param name="note">What to do with a line about something that went wrong; called from any thread.</param>
    /// <exception cref="NotebookException">A port cannot be had.</exception>
    public JupyterKernel(ConnectionFile connection, ICellSession session, Action<string> note)
        : this(connection, session, note, new ZmtpOptions())
    {
    }

    /// <summary>As the public one, with the patience for peers given.</summary>
    internal JupyterKernel(ConnectionFile connection, ICellSession session, Action<string> note, ZmtpOptions options)
    {
        ZmtpSocket Listen(ZmtpKind kind, int port, Action<ZmtpPeer, List<byte[]>> received)
        {
            var socket = new ZmtpSocket(kind, connection.Address, port, options, received, _notes.Say);
            _sockets.Add(socket);
            return socket;
        }

        _notes = new OnceNotes(note);
        _wire = new JupyterWire(connection.Key);
        try
        {
            _shell = Listen(ZmtpKind.Router, connection.ShellPort, Enqueue);
            var iopub = Listen(ZmtpKind.Publisher, connection.IopubPort, Subscribe);
            Listen(ZmtpKind.ControlRouter, connection.StdinPort, (_, _) => { });
            Listen(ZmtpKind.ControlRouter, connection.ControlPort, Control);
            Listen(ZmtpKind.Replier, connection.HeartbeatPort, (peer, parts) => peer.Send(ZmtpFrame.Encode([.. parts.Select(part => new ReadOnlyMemory<byte>(part))])));
            _answers = new RequestAnswers(_wire, new Iopub(iopub, _wire, mayWait: true), new Iopub(iopub, _wire, mayWait: false), session) { AbortWaiting = AbortWaiting, Shutdown = _stop.Set };
        }
        catch (NotebookException)
        {
            _sockets.ForEach(socket => socket.Dispose());
            throw;
        }

        if (connection.Key.Length == 0)
            _notes.Say("the connection file has no key: everyone who reaches its ports can run code here");
    }

    /// <summary>The ports it listens on: shell, iopub, stdin, control, heartbeat.</summary>
    internal IReadOnlyList<int> Ports => [.. _sockets.Select(socket => socket.Port)];

    /// <summary>Serves until a front end asks for the shutdown, or until told to stop; then interrupts the running cell and sends what is still to be sent, but does not wait for the cell.</summary>
    /// <param name="stop">Ends it from outside.</param>
    public void Run(CancellationToken stop = default)
    {
        // The session gives cells a stack of their own; this thread only waits for them.
        new Thread(Serve) { IsBackground = true, Name = "jupyter shell" }.Start();
        _sockets.ForEach(socket => socket.Start());
        try
        {
            _stop.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            // As good a reason to end as a request.
        }

        new Thread(_answers.Interrupt) { IsBackground = true, Name = "jupyter interrupt" }.Start();
        SpinWait.SpinUntil(() => _sockets.TrueForAll(socket => socket.HasSent), s_flushPatience);
    }

    /// <summary>Ends every connection.</summary>
    public void Dispose()
    {
        _stop.Set();
        _waiting.CompleteAdding();
        _sockets.ForEach(socket => socket.Dispose());
    }

    private void Serve()
    {
        foreach (var (request, order) in _waiting.GetConsumingEnumerable())
            _answers.OnShell(request, isAborted: order <= _abortUpTo);
    }

    private void Enqueue(ZmtpPeer peer, List<byte[]> parts)
    {
        if (Decode(peer, parts) is { } request)
            _waiting.Add((request, Interlocked.Increment(ref _received)));
    }

    private void Control(ZmtpPeer peer, List<byte[]> parts)
    {
        if (Decode(peer, parts) is { } request)
            _answers.OnControl(request);
    }

    private static void Subscribe(ZmtpPeer peer, List<byte[]> parts)
    {
        if (parts is [[1, .. var wanted]])
            peer.Subscriptions.Add(wanted);
        else if (parts is [[0, .. var unwanted]])
            peer.Subscriptions.Remove(unwanted);
    }

    private JupyterRequest? Decode(ZmtpPeer peer, List<byte[]> parts)
    {
        var request = _wire.Decode(peer, parts);
        if (request != null)
            peer.Prove();
        else
            _notes.Say("a message that is no signed request of this kernel's front end was ignored; later ones are ignored without a word");
        return request;
    }

    private void AbortWaiting()
    {
        // A page that runs all cells has sent them before this one failed, but they may still be on their way from the socket to the queue.
        SpinWait.SpinUntil(() => _shell.IsQuiet, s_quietPatience);
        _abortUpTo = Interlocked.Read(ref _received);
    }
}
