using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace HotRow.Notebook;

/// <summary>From bytes to the JSON of a notebook that may be relied on: every field that is used has its type, every text is one string, every cell an id.</summary>
internal static class NotebookReader
{
    private const int MostDepth = 128;
    private const int MostCells = 10_000;
    private const int Format = 4;
    private const int MinorWithIds = 5;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="NotebookException">It is no notebook of format 4.</exception>
    internal static JsonObject Read(ReadOnlySpan<byte> bytes, string name)
    {
        var json = ParseJson(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, name);
        var root = new NotebookField(name, "", json);
        var format = root.Whole("nbformat");
        if (format != Format)
        {
            throw root.Wrong($"is of nbformat {format}, and only nbformat 4 is read; save it anew in a current Jupyter");
        }

        var minor = root.Whole("nbformat_minor");
        root.Object("metadata");
        var cells = root.Array("cells");
        if (cells.Count > MostCells)
        {
            throw root.Wrong($"has {cells.Count} cells; at most {MostCells} are read");
        }

        for (var i = 0; i < cells.Count; i++)
        {
            NotebookCellCheck.Require(new NotebookField(name, $"cells[{i}]", cells[i]));
        }

        LongTexts.Join(json.AsObject());
        if (minor < MinorWithIds)
        {
            NotebookIds.Give(cells);
            json["nbformat_minor"] = MinorWithIds;
        }

        NotebookIds.Require(cells, name);
        return json.AsObject();
    }

    private static JsonNode ParseJson(ReadOnlySpan<byte> bytes, string name)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new NotebookException($"{name}: is not UTF-8 text; a notebook is JSON in UTF-8");
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false };
            var element = JsonElement.Parse(bytes, options);
            RequireWholeCharacters(element);
            return element.ValueKind == JsonValueKind.Object ? JsonObject.Create(element)! : throw new NotebookException($"{name}: is JSON, but no object; a notebook is one");
        }
        catch (JsonException e) when (e.Message.Contains("depth", StringComparison.Ordinal))
        {
            throw new NotebookException($"{name}: is nested more than {MostDepth} levels deep, which no notebook is", e);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            var what = e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.');
            throw new NotebookException($"{name}: is not JSON{place}: {what}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new NotebookException($"{name}: holds half of a character (a surrogate without its partner), which is no text", e);
        }
    }

    // The framework decodes a string when it is asked for, and only then finds out.
    private static void RequireWholeCharacters(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireWholeCharacters(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireWholeCharacters(property.Value);
                }

                break;
        }
    }
}
