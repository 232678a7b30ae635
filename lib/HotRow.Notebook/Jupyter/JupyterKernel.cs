using System.Collections.Concurrent;
using System.Text.Json.Nodes;

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
    private readonly Iopub _iopub;
    private readonly CellRequests _cells;
    private readonly LanguageRequests _language;
    private readonly Action<string> _note;
    private long _received;
    private long _abortUpTo;
    private int _noted;

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
            var socket = new ZmtpSocket(kind, connection.Address, port, options, received, note);
            _sockets.Add(socket);
            return socket;
        }

        _note = note;
        _wire = new JupyterWire(connection.Key);
        try
        {
            _shell = Listen(ZmtpKind.Router, connection.ShellPort, Enqueue);
            var iopub = Listen(ZmtpKind.Publisher, connection.IopubPort, Subscribe);
            Listen(ZmtpKind.Router, connection.StdinPort, (_, _) => { });
            Listen(ZmtpKind.Router, connection.ControlPort, Control);
            Listen(ZmtpKind.Replier, connection.HeartbeatPort, (peer, parts) => peer.Send(ZmtpFrame.Encode([.. parts.Select(part => new ReadOnlyMemory<byte>(part))])));
            _iopub = new Iopub(iopub, _wire);
        }
        catch (NotebookException)
        {
            _sockets.ForEach(socket => socket.Dispose());
            throw;
        }

        _cells = new CellRequests(session, _iopub);
        _language = new LanguageRequests(session);
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

        new Thread(_cells.Interrupt) { IsBackground = true, Name = "jupyter interrupt" }.Start();
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
            Answer(request, () => Shell(request, order));
    }

    private void Enqueue(ZmtpPeer peer, List<byte[]> parts)
    {
        if (Decode(peer, parts) is { } request)
            _waiting.Add((request, Interlocked.Increment(ref _received)));
    }

    private void Control(ZmtpPeer peer, List<byte[]> parts)
    {
        if (Decode(peer, parts) is { } request)
            Answer(request, () => Anywhere(request));
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
        // Once: strangers must not fill a log.
        if (request == null && Interlocked.Exchange(ref _noted, 1) == 0)
            _note("a message that is no signed request of this kernel's front end was ignored; later ones are ignored without a word");
        return request;
    }

    /// <summary>Busy, the reply, idle; a request that nobody knows is passed over.</summary>
    private void Answer(JupyterRequest request, Func<JsonObject?> handle)
    {
        if (!IsKnown(request.Type))
            return;
        _iopub.Status(request.Header, busy: true);
        JsonObject? content;
        try
        {
            content = handle();
        }
#pragma warning disable CA1031 // A request that cannot be answered is answered with why; the kernel goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            content = new JsonObject { ["status"] = "error", ["ename"] = e.GetType().Name, ["evalue"] = e.Message, ["traceback"] = new JsonArray() };
        }

        if (content != null && request.Type.EndsWith("_request", StringComparison.Ordinal))
            request.Peer.Send(ZmtpFrame.Encode(_wire.Encode(request.Identities, ReplyType(request), request.Header, content)));
        _iopub.Status(request.Header, busy: false);
        if (request.Type == "shutdown_request")
            _stop.Set();
    }

    private static string ReplyType(JupyterRequest request) => request.Type[..^"request".Length] + "reply";

    private static bool IsKnown(string type) => type is "execute_request" or "complete_request" or "inspect_request" or "is_complete_request" or "history_request"
        or "kernel_info_request" or "comm_info_request" or "comm_open" or "comm_msg" or "comm_close" or "interrupt_request" or "shutdown_request";

    private JsonObject? Shell(JupyterRequest request, long order)
    {
        switch (request.Type)
        {
            case "execute_request" when order <= _abortUpTo:
                return new JsonObject { ["status"] = "aborted" };
            case "execute_request":
                var (reply, abort) = _cells.Execute(request);
                if (abort)
                    AbortWaiting();
                return reply;
            case "complete_request":
                return _language.Complete(request);
            case "inspect_request":
                return _language.Inspect(request);
            case "is_complete_request":
                return _language.IsComplete(request);
            default:
                return Anywhere(request);
        }
    }

    /// <summary>What needs no session, so that it is answered on the control socket too.</summary>
    private JsonObject? Anywhere(JupyterRequest request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "history_request":
                return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray() };
            case "comm_info_request":
                return new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "comm_open":
                // The protocol's way to say that there is no such target here.
                _iopub.Publish("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            case "interrupt_request":
                _cells.Interrupt();
                return new JsonObject { ["status"] = "ok" };
            case "shutdown_request":
                var reply = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", absent: false) };
                _iopub.Publish("shutdown_reply", request.Header, (JsonObject)reply.DeepClone());
                return reply;
            default:
                return request.Type.EndsWith("_request", StringComparison.Ordinal) ? throw new NotSupportedException($"{request.Type} belongs on the shell socket") : null;
        }
    }

    private void AbortWaiting()
    {
        // A page that runs all cells has sent them before this one failed, but they may still be on their way from the socket to the queue.
        SpinWait.SpinUntil(() => _shell.IsQuiet, s_quietPatience);
        _abortUpTo = Interlocked.Read(ref _received);
    }
}
