using System.Text;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>What the cells of one run give, written into their outputs as the file has them.</summary>
/// <param name="mostText">Characters of streamed text that one cell keeps.</param>
internal sealed class NotebookOutputs(int mostText) : ICellOutput
{
    private const string Output = "stdout";
    private const string Error = "stderr";

    // Names by which displays are updated live as long as the session; the file never sees them.
    private readonly Dictionary<string, List<JsonObject>> _displays = [];
    private readonly StringBuilder _pending = new();
    private JsonArray? _outputs;
    private string _pendingName = Output;
    private long _text;

    /// <summary>From now on everything goes to this cell; to none when it is null.</summary>
    internal void Begin(NotebookCell? cell)
    {
        _outputs = cell?.Outputs;
        _text = 0;
    }

    /// <summary>Adds how the cell ended.</summary>
    internal void End(CellResult result, int number)
    {
        if (_text > mostText)
        {
            _pending.Append($"\n[{_text - mostText} more characters were cut: a cell keeps {mostText}]\n");
        }

        Flush();
        if (result.Value is { } value)
        {
            var output = Shown("execute_result", value);
            output["execution_count"] = number;
            _outputs?.Add(output);
        }

        if (result.Error is { } error)
        {
            _outputs?.Add(new JsonObject
            {
                ["output_type"] = "error",
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode?)l)]),
            });
        }
    }

    /// <inheritdoc/>
    public void Stream(bool error, string text)
    {
        var name = error ? Error : Output;
        if (name != _pendingName)
        {
            Flush();
            _pendingName = name;
        }

        var room = (int)Math.Clamp(mostText - _text, 0, text.Length);

        // Half a character at the cut would not be text.
        room -= room > 0 && room < text.Length && char.IsHighSurrogate(text[room - 1]) ? 1 : 0;
        _pending.Append(text.AsSpan(0, room));
        _text += text.Length;
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
        Flush();
        var output = Shown("display_data", bundle);
        _outputs?.Add(output);
        if (displayId is not null)
        {
            (_displays.TryGetValue(displayId, out var known) ? known : _displays[displayId] = []).Add(output);
        }
    }

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId)
    {
        foreach (var output in _displays.GetValueOrDefault(displayId, []))
        {
            output["data"] = bundle.DataJson();
            output["metadata"] = bundle.MetadataJson();
        }
    }

    private void Flush()
    {
        if (_pending.Length > 0)
        {
            _outputs?.Add(new JsonObject { ["output_type"] = "stream", ["name"] = _pendingName, ["text"] = _pending.ToString() });
            _pending.Clear();
        }
    }

    private static JsonObject Shown(string type, MimeBundle bundle) => new() { ["output_type"] = type, ["data"] = bundle.DataJson(), ["metadata"] = bundle.MetadataJson() };
}
