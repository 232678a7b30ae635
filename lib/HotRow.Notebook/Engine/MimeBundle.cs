using System.Text.Json;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>One value in the forms that front ends can show; each front end picks the richest one it knows.</summary>
/// <param name="Data">Content by media type: text as a JSON string, images other than SVG as base64 in one, "+json" types as the JSON itself. Never changed after it was made; whoever puts a node elsewhere clones it.</param>
/// <param name="Id">A name by which two runs of a notebook recognise the same output ("l05-cache-size-1"), or null.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, JsonNode> Data, string? Id = null)
{
    /// <summary>The media type of plain text.</summary>
    public const string PlainText = "text/plain";

    /// <summary>The media type of HTML.</summary>
    public const string HtmlText = "text/html";

    /// <summary>The media type of Markdown.</summary>
    public const string MarkdownText = "text/markdown";

    // What holds a bundle (a file, a message) adds a few levels, and its reader has a limit too.
    private const int MostLevels = 64;

    /// <summary>Plain text alone.</summary>
    public static MimeBundle Text(string text) => new(new Dictionary<string, JsonNode> { [PlainText] = text });

    /// <summary>HTML, and what to show where there is none.</summary>
    public static MimeBundle Html(string html, string text) => new(new Dictionary<string, JsonNode> { [HtmlText] = html, [PlainText] = text });

    /// <summary>Markdown; its source is the plain text.</summary>
    public static MimeBundle Markdown(string markdown) => new(new Dictionary<string, JsonNode> { [MarkdownText] = markdown, [PlainText] = markdown });

    /// <summary>The data as files and messages hold it; a copy.</summary>
    internal JsonObject DataJson() => new(Data.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value.DeepClone())));

    /// <summary>The name as files and messages hold it.</summary>
    internal JsonObject MetadataJson() => Id is null ? [] : new() { ["id"] = Id };

    /// <summary>This bundle, seen to be JSON that any host can write: a broken one must fail here, in the cell that made it. <i>Cost:</i> writes it once, to nowhere.</summary>
    /// <exception cref="ArgumentException">A content is missing, or no JSON.</exception>
    /// <exception cref="InvalidOperationException">A content is nested more than 64 levels deep.</exception>
    internal MimeBundle Whole()
    {
        foreach (var (type, content) in Data ?? throw new ArgumentException("a MimeBundle without Data"))
        {
            if (string.IsNullOrEmpty(type) || content is null)
                throw new ArgumentException($"a MimeBundle without content for '{type}'");
            using var writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { MaxDepth = MostLevels });
            content.WriteTo(writer);
        }

        return this;
    }
}
