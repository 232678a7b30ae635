using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Runs the cells of execute requests, one after another, and interrupts them from another thread.</summary>
internal sealed class CellRequests(ICellSession session, Iopub iopub)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _count;

    /// <summary>Runs a cell.</summary>
    /// <returns>The content of the reply, and whether the cells that wait behind it must not run.</returns>
    internal (JsonObject Reply, bool Abort) Execute(JupyterRequest request)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", absent: false);
        // A silent cell has no number of its own, whatever else is asked.
        var number = !silent && request.Flag("store_history", absent: true) ? ++_count : _count + 1;
        if (!silent)
            iopub.Publish("execute_input", request.Header, new JsonObject { ["code"] = code, ["execution_count"] = number });

        var result = Run(code, number, new CellPublisher(iopub, request.Header, silent));
        if (result.Status == CellStatus.Ok)
        {
            if (result.Value != null && !silent)
            {
                var content = CellPublisher.Content(result.Value);
                content["execution_count"] = number;
                iopub.Publish("execute_result", request.Header, content);
            }

            return (new JsonObject { ["status"] = "ok", ["execution_count"] = number, ["payload"] = new JsonArray(), ["user_expressions"] = new JsonObject() }, Abort: false);
        }

        var error = ErrorContent(result);
        if (!silent)
            iopub.Publish("error", request.Header, (JsonObject)error.DeepClone());
        error["status"] = "error";
        error["execution_count"] = number;
        return (error, Abort: request.Flag("stop_on_error", absent: true));
    }

    /// <summary>Interrupts the running cell, if there is one.</summary>
    internal void Interrupt()
    {
        lock (_gate)
            _running?.Cancel();
    }

    private CellResult Run(string code, int number, CellPublisher output)
    {
        var interrupt = new CancellationTokenSource();
        lock (_gate)
            _running = interrupt;
        try
        {
            return session.Run(code, number, output, interrupt.Token);
        }
#pragma warning disable CA1031 // A fault of the session is an error of this cell; the kernel goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new CellResult(CellStatus.Error, null, new CellError(e.GetType().Name, e.Message, null, [$"{e.GetType().Name}: {e.Message}"]));
        }
        finally
        {
            output.Close();
            lock (_gate)
                _running = null;
            interrupt.Dispose();
        }
    }

    private static JsonObject ErrorContent(CellResult result)
    {
        var error = result.Error ?? new CellError("Interrupted", "the cell was interrupted", null, ["The cell was interrupted."]);
        return new JsonObject { ["ename"] = error.Name, ["evalue"] = error.Message, ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]) };
    }
}
