using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>What a cell is.</summary>
public enum CellKind
{
    /// <summary>It is run.</summary>
    Code,

    /// <summary>It is read.</summary>
    Markdown,

    /// <summary>It is left alone.</summary>
    Raw,
}

/// <summary>One cell of a notebook: a view of its JSON, so that fields nobody here knows are kept.</summary>
public sealed class NotebookCell
{
    private readonly JsonObject _json;

    /// <summary>A view of a cell that was checked.</summary>
    internal NotebookCell(JsonObject json) => _json = json;

    /// <summary>What it is.</summary>
    public CellKind Kind => _json["cell_type"]!.GetValue<string>() switch { "code" => CellKind.Code, "markdown" => CellKind.Markdown, _ => CellKind.Raw };

    /// <summary>Its name, unique in its notebook.</summary>
    public string Id => _json["id"]!.GetValue<string>();

    /// <summary>Its text.</summary>
    public string Source => _json["source"]!.GetValue<string>();

    /// <summary>Whether it is code that a run counts: more than blanks.</summary>
    public bool IsRun => Kind == CellKind.Code && !string.IsNullOrWhiteSpace(Source);

    /// <summary>What the file knows about it.</summary>
    public JsonObject Metadata => _json["metadata"]!.AsObject();

    /// <summary>When it was run, from 1 on; null when it was not. Code cells only.</summary>
    public int? ExecutionCount
    {
        get => _json["execution_count"]?.GetValue<int>();
        set => _json["execution_count"] = value;
    }

    /// <summary>What it gave, each in the form of the file but with every text as one string. Code cells only.</summary>
    public JsonArray Outputs => _json["outputs"]!.AsArray();

    /// <summary>Whether it carries a tag.</summary>
    public bool HasTag(string tag) => Metadata["tags"] is JsonArray tags && tags.Any(t => t is JsonValue value && value.TryGetValue<string>(out var found) && found == tag);

    /// <summary>Forgets that a code cell was run.</summary>
    public void Clear()
    {
        ExecutionCount = null;
        Outputs.Clear();
    }

    /// <summary>The language this cell is written in when it differs from the notebook's, as notebooks of several languages have it; null otherwise.</summary>
    internal string? OwnLanguage =>
        NotebookField.TextOf(Metadata["polyglot_notebook"], "kernelName") ?? NotebookField.TextOf(Metadata["dotnet_interactive"], "language") ?? NotebookField.TextOf(Metadata["vscode"], "languageId");
}
