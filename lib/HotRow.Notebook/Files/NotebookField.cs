using System.Text.Json;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>A place in a notebook's JSON that is checked: errors name the file, the place and the field.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Place">The place as a path ("cells[2]"), "" for the whole.</param>
/// <param name="Node">What stands there.</param>
internal readonly record struct NotebookField(string File, string Place, JsonNode? Node)
{
    private const int MostShown = 60;

    /// <summary>A field that must be an object.</summary>
    internal NotebookField Object(string field) => Required(field, "an object", JsonValueKind.Object);

    /// <summary>A field that must be an array.</summary>
    internal JsonArray Array(string field) => Required(field, "an array", JsonValueKind.Array).Node!.AsArray();

    /// <summary>A field that must be a string.</summary>
    internal string Text(string field) => Required(field, "a string", JsonValueKind.String).Node!.GetValue<string>();

    /// <summary>A field that must be a whole number of at least 0.</summary>
    internal int Whole(string field)
    {
        var found = Required(field, "a whole number", JsonValueKind.Number);
        return found.Node!.AsValue().TryGetValue<int>(out var number) && number >= 0 ? number : throw found.Wrong("must be a whole number of at least 0");
    }

    /// <summary>A field that must be a string or an array of strings.</summary>
    internal void Lines(string field)
    {
        var found = Required(field, "a string or an array of strings", JsonValueKind.String, JsonValueKind.Array);
        if (found.Node is JsonArray lines)
        {
            found.RequireStrings(lines);
        }
    }

    /// <summary>A field that must be an array of strings.</summary>
    internal void Strings(string field) => Required(field, "an array of strings", JsonValueKind.Array).RequireStrings(Array(field));

    /// <summary>This place, which must be an object.</summary>
    internal JsonObject AsObject() => Node as JsonObject ?? throw Wrong("must be an object");

    /// <summary>An error at this place.</summary>
    internal NotebookException Wrong(string what) => new(Place.Length == 0 ? $"{File}: {what}" : $"{File}: {Place}{IdText()} {what}");

    /// <summary>A text of the file as an error shows it.</summary>
    internal static string Shown(string text) => $"'{(text.Length > MostShown ? text[..MostShown] + "..." : text)}'";

    /// <summary>A field that may be a string; null when it is none.</summary>
    internal static string? TextOf(JsonNode? owner, string field) => owner is JsonObject found && found[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private NotebookField Required(string field, string what, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var owner = AsObject();
        if (!owner.TryGetPropertyValue(field, out var node))
        {
            throw Wrong($"has no field '{field}'; it must be {what}");
        }

        return kinds.Contains(node?.GetValueKind() ?? JsonValueKind.Null)
            ? new NotebookField(File, Place.Length == 0 ? field : $"{Place}{IdText()}.{field}", node)
            : throw Wrong($"has a field '{field}' that must be {what}");
    }

    private void RequireStrings(JsonArray lines)
    {
        if (lines.Any(l => l?.GetValueKind() != JsonValueKind.String))
        {
            throw Wrong("must hold strings only");
        }
    }

    private string IdText() => TextOf(Node, "id") is { } id ? $" (id {Shown(id)})" : "";
}
