using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Jupyter messages as parts on the wire: identities, a delimiter, the signature, then header, parent header, metadata and content as JSON.</summary>
/// <remarks><i>Source:</i> "Messaging in Jupyter", version 5.3, "The Wire Protocol". Thread-safe.</remarks>
internal sealed class JupyterWire(byte[] key)
{
    /// <summary>The version of the messages.</summary>
    internal const string ProtocolVersion = "5.3";

    private const int MaxIdentities = 16;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _session = Guid.NewGuid().ToString();
    private readonly SeenSignatures _seen = new();
    private long _count;

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>The request in the parts, or null when they are none: too few, wrongly signed, seen before, or not JSON.</summary>
    internal JupyterRequest? Decode(ZmtpPeer peer, List<byte[]> parts)
    {
        var delimiter = parts.FindIndex(0, Math.Min(parts.Count, MaxIdentities + 1), part => part.AsSpan().SequenceEqual(Delimiter));
        if (delimiter < 0 || parts.Count < delimiter + 6)
            return null;
        if (key.Length > 0 && !(CryptographicOperations.FixedTimeEquals(parts[delimiter + 1], Sign(parts[delimiter + 2], parts[delimiter + 3], parts[delimiter + 4], parts[delimiter + 5])) && _seen.Add(parts[delimiter + 1])))
            return null;
        try
        {
            var header = JsonElement.Parse(parts[delimiter + 2]);
            var content = JsonElement.Parse(parts[delimiter + 5]);
            return header.ValueKind == JsonValueKind.Object && content.ValueKind == JsonValueKind.Object
                && header.TryGetProperty("msg_type", out var type) && type.ValueKind == JsonValueKind.String
                ? new JupyterRequest(peer, parts[..delimiter], parts[delimiter + 2], type.GetString()!, content)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a string with half a surrogate pair.
            return null;
        }
    }

    /// <summary>The parts of a message of this kernel.</summary>
    /// <param name="identities">What the parts begin with: the identities of a request, or a topic.</param>
    /// <param name="type">The type of the message.</param>
    /// <param name="parentHeader">The header of the request that caused it.</param>
    /// <param name="content">The content.</param>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Encode(IReadOnlyList<byte[]> identities, string type, byte[] parentHeader, JsonObject content)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["msg_id"] = $"{_session}_{Interlocked.Increment(ref _count)}",
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        });
        var body = JsonSerializer.SerializeToUtf8Bytes(content, s_json);
        byte[] metadata = [.. "{}"u8];
        var signature = key.Length > 0 ? Sign(header, parentHeader, metadata, body) : [];
        return [.. identities.Select(part => new ReadOnlyMemory<byte>(part)), Delimiter.ToArray(), signature, header, parentHeader, metadata, body];
    }

    private byte[] Sign(byte[] header, byte[] parentHeader, byte[] metadata, byte[] content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(header);
        hash.AppendData(parentHeader);
        hash.AppendData(metadata);
        hash.AppendData(content);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
