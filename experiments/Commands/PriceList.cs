using System.Text.Json;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What accelerators cost, as the user says.</summary>
/// <param name="Of">$/h of one accelerator; null where nobody has said.</param>
/// <param name="Description">Where the prices come from, for the reader.</param>
/// <param name="IsSame">Every kind costs the same.</param>
internal sealed record PriceList(Func<Accelerator, double?> Of, string Description, bool IsSame = false)
{
    /// <summary>What a file of prices looks like.</summary>
    internal const string Example = "{\"l40s\": 0.8, \"rtx4090\": 0.4}";

    private const int MostBytes = 1 << 20;
    private const double Most = 1e6;

    /// <summary>One price for every kind.</summary>
    internal static PriceList Same(double price) => new(_ => price, FormattableString.Invariant($"{price:0.####} $/h for one accelerator of every kind, as --price says"), IsSame: true);

    /// <summary>The prices of the catalogue itself; null when it has none.</summary>
    internal static PriceList? OfCatalogue(AcceleratorCatalogue catalogue) => catalogue.All.Any(a => a.PricePerHour is not null) ? new(a => a.PricePerHour, "prices of the catalogue") : null;

    /// <summary>Prices of a file: <c>{ "rtx4090": 0.5, "h100-sxm": 2.9 }</c>, in $/h of one accelerator. What it does not name has the catalogue's price, or none.</summary>
    /// <exception cref="InputException">The file cannot be read, names an accelerator that the catalogue does not have, or has a price that is none.</exception>
    internal static PriceList Read(string path, AcceleratorCatalogue catalogue)
    {
        var prices = new Dictionary<string, double>(StringComparer.Ordinal);
        using var document = Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"'{path}' is no list of prices; write one object of names and $/h: {{ \"rtx4090\": 0.5 }}");
        }

        foreach (var entry in document.RootElement.EnumerateObject())
        {
            var name = catalogue.Find(Name(entry, path)).Name;
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetDouble(out var price) || price is not (> 0 and <= Most))
            {
                throw new InputException($"'{path}': the price of '{name}' is {PrintableText.Quote(entry.Value.GetRawText())}; give $/h above 0 and up to {Most:0}");
            }

            if (!prices.TryAdd(name, price))
            {
                throw new InputException($"'{path}' names '{name}' twice");
            }
        }

        return prices.Count > 0
            ? new(a => prices.TryGetValue(a.Name, out var price) ? price : a.PricePerHour, $"prices of '{path}'")
            : throw new InputException($"'{path}' names no price; write names and $/h: {{ \"rtx4090\": 0.5 }}");
    }

    // The framework decodes a name when it is asked for, and only then finds half a character.
    private static string Name(JsonProperty entry, string path)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"'{path}': a name holds half of a character, which is no text", e);
        }
    }

    private static JsonDocument Parse(string path)
    {
        using var file = InputFile.Open(path, out var length);
        if (length > MostBytes)
        {
            throw new InputException($"'{path}' has {length:N0} bytes; a list of prices has at most {MostBytes:N0}");
        }

        var bytes = new byte[length];
        var json = bytes.AsMemory(0, InputFile.Read(file, bytes, 0, path));
        try
        {
            return JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}', line {e.LineNumber + 1}: no JSON; write one object of names and $/h: {{ \"rtx4090\": 0.5 }}", e);
        }
    }
}
