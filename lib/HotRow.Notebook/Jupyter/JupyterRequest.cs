using System.Text.Json;

namespace HotRow.Notebook;

/// <summary>A request of a front end whose signature was right.</summary>
/// <param name="Peer">The connection it came by, and its reply goes.</param>
/// <param name="Identities">What stood before the message proper; the reply begins with it.</param>
/// <param name="Header">Its header, as it came: the parent header of every answer.</param>
/// <param name="Type">What it asks for.</param>
/// <param name="Content">The details, a JSON object.</param>
internal sealed record JupyterRequest(ZmtpPeer Peer, IReadOnlyList<byte[]> Identities, byte[] Header, string Type, JsonElement Content)
{
    /// <summary>A text of the content.</summary>
    /// <exception cref="FormatException">It is absent or something else.</exception>
    internal string Text(string field) =>
        Content.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{Type} has no text '{field}'");

    /// <summary>A yes or no of the content; what is absent or something else is <paramref name="absent"/>.</summary>
    internal bool Flag(string field, bool absent) =>
        Content.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : absent;

    /// <summary>A place in the code that comes with it, in UTF-16 units; its end when none is given.</summary>
    internal int Position(string field, string code) =>
        Content.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var codePoints) ? CodePoints.ToUtf16(code, codePoints) : code.Length;
}
