using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>The texts that a notebook file holds as lists of lines, so that line-based tools can compare them; in memory each is one string.</summary>
internal static class LongTexts
{
    private static readonly string[] s_splitBesideText = ["application/javascript", "image/svg+xml"];

    /// <summary>Turns every list of lines into a string.</summary>
    internal static void Join(JsonObject notebook) => Visit(notebook, Joined, (type, node) => IsJson(type) ? null : Joined(node));

    /// <summary>Turns every string that Jupyter splits into a list of lines.</summary>
    internal static void Split(JsonObject notebook) =>
        Visit(notebook, Lines, (type, node) => type.StartsWith("text/", StringComparison.Ordinal) || s_splitBesideText.Contains(type) ? Lines(node) : null);

    /// <summary>Lines with their ends, as Python sees them; no line for no text.</summary>
    internal static List<string> LinesOf(string text)
    {
        var lines = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029')
            {
                i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                lines.Add(text[start..(i + 1)]);
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }

        return lines;
    }

    private static void Visit(JsonObject notebook, Func<JsonNode?, JsonNode?> text, Func<string, JsonNode?, JsonNode?> media)
    {
        foreach (var cell in notebook["cells"]!.AsArray().OfType<JsonObject>())
        {
            Replace(cell, "source", text);
            foreach (var (_, attachment) in cell["attachments"] as JsonObject ?? [])
            {
                VisitMedia(attachment, media);
            }

            foreach (var output in (cell["outputs"] as JsonArray ?? []).OfType<JsonObject>())
            {
                Replace(output, "text", text);
                VisitMedia(output["data"], media);
            }
        }
    }

    private static void VisitMedia(JsonNode? bundle, Func<string, JsonNode?, JsonNode?> media)
    {
        if (bundle is JsonObject found)
        {
            foreach (var type in found.Select(p => p.Key).ToArray())
            {
                Replace(found, type, node => media(type, node));
            }
        }
    }

    private static void Replace(JsonObject owner, string field, Func<JsonNode?, JsonNode?> change)
    {
        if (owner.TryGetPropertyValue(field, out var node) && change(node) is { } changed)
        {
            owner[field] = changed;
        }
    }

    private static JsonValue? Joined(JsonNode? node) =>
        node is JsonArray lines && lines.All(l => l is JsonValue value && value.TryGetValue<string>(out _)) ? JsonValue.Create(string.Concat(lines.Select(l => l!.GetValue<string>()))) : null;

    private static JsonArray? Lines(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? new JsonArray([.. LinesOf(text).Select(l => (JsonNode?)l)]) : null;

    private static bool IsJson(string type) => type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));
}
