using System.Text.Json;

namespace HotRow.Serving;

/// <summary>Reads a catalogue's JSON: every key known, every figure there, one line for the user where it is not so.</summary>
internal static class AcceleratorReader
{
    private const int MostDepth = 16;
    private const int MostEntries = 1_000;
    private const int MostPeaks = 100;
    private const int MostLetters = 400;

    private static readonly string[] s_fileKeys = ["accelerators", "replace"];
    private static readonly string[] s_entryKeys = ["name", "title", "peaks", "bandwidthGBps", "memoryGB", "powerW", "linkGBps", "pricePerHour"];
    private static readonly string[] s_peakKeys = ["precision", "sparse", "tflops"];
    private static readonly string[] s_figureKeys = ["value", "source", "measured"];

    /// <summary>The entries of a file, checked, and whether they stand instead of the shipped ones.</summary>
    /// <exception cref="InputException">What is wrong, and where.</exception>
    internal static (IReadOnlyList<Accelerator> Entries, bool Replaces) Read(ReadOnlyMemory<byte> json, string file)
    {
        using var document = Parse(json, file);
        var root = document.RootElement;
        RequireObject(root, file);
        RequireKnownKeys(root, s_fileKeys, file);
        var list = Required(root, "accelerators", file);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostEntries)
        {
            throw new InputException($"{file}: \"accelerators\" must be a list of 1 to {MostEntries:N0} entries");
        }

        var entries = new List<Accelerator>();
        foreach (var element in list.EnumerateArray())
        {
            var entry = Entry(element, file, entries.Count + 1);
            if (entries.Exists(e => string.Equals(e.Name, entry.Name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new InputException($"{file}: two entries are named {PrintableText.Quote(entry.Name)}; names must differ");
            }

            AcceleratorRules.Require(entry, file);
            entries.Add(entry);
        }

        return (entries, root.TryGetProperty("replace", out var replace) && Flag(replace, "replace", file));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json, string file)
    {
        var text = json.Span is [0xEF, 0xBB, 0xBF, ..] ? json[3..] : json;
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException e) when (e.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            throw new InputException($"{file}: is nested more than {MostDepth} levels deep, which no catalogue is", e);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new InputException($"{file}: is not JSON{place}: {e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.')}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"{file}: a key holds half of a character, which is no text", e);
        }
    }

    private static Accelerator Entry(JsonElement element, string file, int number)
    {
        RequireObject(element, $"{file}, entry {number}");
        var name = Word(element, "name", $"{file}, entry {number}");
        var where = $"{file}, entry {PrintableText.Quote(name)}";
        RequireKnownKeys(element, s_entryKeys, where);
        var peaks = Required(element, "peaks", where);
        if (peaks.ValueKind != JsonValueKind.Array || peaks.GetArrayLength() is 0 or > MostPeaks)
        {
            throw new InputException($"{where}: \"peaks\" must be a list of 1 to {MostPeaks} peaks");
        }

        return new(
            name,
            Word(element, "title", where),
            [.. peaks.EnumerateArray().Select(p => Peak(p, where))],
            Figure(element, "bandwidthGBps", where),
            Figure(element, "memoryGB", where),
            Figure(element, "powerW", where),
            element.TryGetProperty("linkGBps", out _) ? Figure(element, "linkGBps", where) : null,
            element.TryGetProperty("pricePerHour", out var price) ? Number(price, "pricePerHour", where) : null);
    }

    private static PeakFigure Peak(JsonElement element, string entry)
    {
        RequireObject(element, $"{entry}, a peak");
        var precision = Word(element, "precision", $"{entry}, a peak");
        var where = $"{entry}, peak {PrintableText.Quote(precision)}";
        RequireKnownKeys(element, s_peakKeys, where);
        if (!element.TryGetProperty("sparse", out var sparse))
        {
            throw new InputException($"{where}: the key \"sparse\" is missing; say false for the dense peak, true for the one that counts 2:4 sparsity");
        }

        return new(precision, Flag(sparse, "sparse", where), Figure(element, "tflops", where));
    }

    private static SourcedFigure Figure(JsonElement element, string key, string where)
    {
        var figure = Required(element, key, where);
        if (figure.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"{where}: \"{key}\" must be an object with \"value\" and \"source\"");
        }

        var place = $"{where}, \"{key}\"";
        RequireKnownKeys(figure, s_figureKeys, place);
        return new(
            Number(Required(figure, "value", place), "value", place),
            Word(figure, "source", place),
            figure.TryGetProperty("measured", out var measured) && Flag(measured, "measured", place));
    }

    private static JsonElement Required(JsonElement element, string key, string where) =>
        element.TryGetProperty(key, out var value) ? value : throw new InputException($"{where}: the key \"{key}\" is missing");

    private static double Number(JsonElement element, string key, string where) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new InputException($"{where}: \"{key}\" must be a finite number");

    private static bool Flag(JsonElement element, string key, string where) =>
        element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? element.GetBoolean()
            : throw new InputException($"{where}: \"{key}\" must be true or false");

    private static string Word(JsonElement element, string key, string where)
    {
        var value = Required(element, key, where);
        var text = value.ValueKind == JsonValueKind.String ? Text(value, key, where) : "";
        if (PrintableText.Line(text) != text)
        {
            throw new InputException($"{where}: \"{key}\" is {PrintableText.Quote(text)}; line ends and control characters are not allowed in it, for it is shown on terminals");
        }

        return text.Trim().Length > 0 && text.Length <= MostLetters
            ? text
            : throw new InputException($"{where}: \"{key}\" must be a text of 1 to {MostLetters} letters");
    }

    // The framework decodes a string when it is asked for, and only then finds half a character.
    private static string Text(JsonElement value, string key, string where)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"{where}: \"{key}\" holds half of a character, which is no text", e);
        }
    }

    private static void RequireObject(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"{where}: must be a JSON object");
        }
    }

    private static void RequireKnownKeys(JsonElement element, string[] known, string where)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new InputException($"{where}: the key {PrintableText.Quote(property.Name)} is not known; known: {string.Join(", ", known)}");
            }
        }
    }
}
