using System.Text.Json;

namespace HotRow.Lab;

/// <summary>How commands write JSON: one document on one line, names in camelCase.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>The document and a line end. NaN has no place in JSON: make it null first.</summary>
    internal static string Line<T>(T document) => JsonSerializer.Serialize(document, s_options) + "\n";
}
