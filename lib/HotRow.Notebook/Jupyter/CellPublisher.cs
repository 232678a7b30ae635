using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>The output of one cell on its way to the front ends; closed when the cell ends, so that nothing comes after "idle".</summary>
internal sealed class CellPublisher(Iopub iopub, byte[] parentHeader, bool silent) : ICellOutput
{
    private volatile bool _closed = silent;

    /// <inheritdoc/>
    public void Stream(bool error, string text)
    {
        if (text.Length > 0)
            Publish("stream", new JsonObject { ["name"] = error ? "stderr" : "stdout", ["text"] = text });
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Publish("display_data", Content(bundle, displayId));

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId) => Publish("update_display_data", Content(bundle, displayId));

    /// <summary>The data of a bundle, and its name as metadata.</summary>
    internal static JsonObject Content(MimeBundle bundle) => new() { ["data"] = bundle.DataJson(), ["metadata"] = bundle.MetadataJson() };

    /// <summary>Ends the output: what comes later is dropped.</summary>
    internal void Close() => _closed = true;

    private static JsonObject Content(MimeBundle bundle, string? displayId)
    {
        var content = Content(bundle);
        content["transient"] = displayId == null ? new JsonObject() : new JsonObject { ["display_id"] = displayId };
        return content;
    }

    private void Publish(string type, JsonObject content)
    {
        if (!_closed)
            iopub.Publish(type, parentHeader, content);
    }
}
