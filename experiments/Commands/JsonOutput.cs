using System.Text.Json;

namespace HotRow.Lab;

/// <summary>How commands write JSON: one document on one line, names in camelCase, null for a number that is not defined.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { Converters = { new FiniteOrNull() } };

    /// <summary>The document and a line end.</summary>
    internal static string Line<T>(T document) => JsonSerializer.Serialize(document, s_options) + "\n";
}
