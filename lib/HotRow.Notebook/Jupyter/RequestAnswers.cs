using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Answers requests: busy, the reply, idle; a request that nobody knows is passed over.</summary>
/// <param name="wire">Encodes the replies.</param>
/// <param name="iopub">Where what the shell socket asked for is published.</param>
/// <param name="controlIopub">The same for the control socket: it never waits for a subscriber, so that a cell can be stopped whatever they do.</param>
/// <param name="session">Answers about code and runs it.</param>
internal sealed class RequestAnswers(JupyterWire wire, Iopub iopub, Iopub controlIopub, ICellSession session)
{
    private readonly CellRequests _cells = new(session, iopub);
    private readonly LanguageRequests _language = new(session);

    /// <summary>What to do when a cell failed and those that wait behind it must not run.</summary>
    internal required Action AbortWaiting { get; init; }

    /// <summary>What to do when a front end asked for the shutdown and has its answer.</summary>
    internal required Action Shutdown { get; init; }

    /// <summary>Answers a request of the shell socket.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isAborted">Whether it waited behind a cell that failed.</param>
    internal void OnShell(JupyterRequest request, bool isAborted) => Answer(request, iopub, () => Shell(request, isAborted));

    /// <summary>Answers a request of the control socket, whatever the shell does meanwhile.</summary>
    internal void OnControl(JupyterRequest request) => Answer(request, controlIopub, () => Anywhere(request, controlIopub));

    /// <summary>Interrupts the running cell, if there is one.</summary>
    internal void Interrupt() => _cells.Interrupt();

    private void Answer(JupyterRequest request, Iopub told, Func<JsonObject?> handle)
    {
        if (!IsKnown(request.Type))
            return;
        told.Status(request.Header, busy: true);
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

        if (content != null && IsQuestion(request))
            request.Peer.Send(ZmtpFrame.Encode(wire.Encode(request.Identities, ReplyType(request), request.Header, content)));
        told.Status(request.Header, busy: false);
        if (request.Type == "shutdown_request")
            Shutdown();
    }

    private static bool IsQuestion(JupyterRequest request) => request.Type.EndsWith("_request", StringComparison.Ordinal);

    private static string ReplyType(JupyterRequest request) => request.Type[..^"request".Length] + "reply";

    private static bool IsKnown(string type) => type is "execute_request" or "complete_request" or "inspect_request" or "is_complete_request" or "history_request"
        or "kernel_info_request" or "comm_info_request" or "comm_open" or "comm_msg" or "comm_close" or "interrupt_request" or "shutdown_request";

    private JsonObject? Shell(JupyterRequest request, bool isAborted)
    {
        switch (request.Type)
        {
            case "execute_request" when isAborted:
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
                return Anywhere(request, iopub);
        }
    }

    /// <summary>What needs no session, so that it is answered on the control socket too.</summary>
    private JsonObject? Anywhere(JupyterRequest request, Iopub told)
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
                told.Publish("comm_close", request.Header, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                return null;
            case "interrupt_request":
                _cells.Interrupt();
                return new JsonObject { ["status"] = "ok" };
            case "shutdown_request":
                var reply = new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", absent: false) };
                told.Publish("shutdown_reply", request.Header, (JsonObject)reply.DeepClone());
                return reply;
            default:
                return IsQuestion(request) ? throw new NotSupportedException($"{request.Type} belongs on the shell socket") : null;
        }
    }
}
