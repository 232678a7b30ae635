using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HotRow.Tests;

/// <summary>A message as a front end sees it.</summary>
internal sealed record Heard(string Type, string ParentId, JsonElement Content, List<byte[]> Identities)
{
    internal string Text(string field) => Content.GetProperty(field).GetString()!;

    /// <summary>"stream", or "status busy".</summary>
    internal string Short => Type == "status" ? "status " + Text("execution_state") : Type;
}

/// <summary>One socket of a front end: signs what it sends, checks what it hears.</summary>
internal sealed class FrontEnd(int port, string type, string key = FrontEnd.Key) : IDisposable
{
    internal const string Key = "a key";
    private static int s_ids;

    internal ZmqClient Wire { get; } = new(port, type);

    /// <summary>Sends a request and gives its id.</summary>
    internal string Send(string messageType, object content)
    {
        var (id, parts) = Sign(messageType, JsonSerializer.SerializeToUtf8Bytes(content), key);
        Wire.Send(parts);
        return id;
    }

    internal static (string Id, byte[][] Parts) Sign(string messageType, byte[] content, string key)
    {
        var id = "m" + Interlocked.Increment(ref s_ids);
        var header = JsonSerializer.SerializeToUtf8Bytes(new { msg_id = id, msg_type = messageType, session = "s", username = "u", version = "5.3", date = "2026-01-01T00:00:00Z" });
        byte[][] signed = [header, [.. "{}"u8], [.. "{}"u8], content];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed.SelectMany(part => part).ToArray()));
        return (id, [[.. "me"u8], [.. "<IDS|MSG>"u8], Encoding.ASCII.GetBytes(signature), .. signed]);
    }

    internal Heard Hear()
    {
        var parts = Wire.Receive();
        var delimiter = parts.FindIndex(part => part.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        var signed = parts[(delimiter + 2)..];
        Assert.Equal(4, signed.Count);
        var signature = key.Length == 0 ? "" : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed.SelectMany(part => part).ToArray()));
        Assert.Equal(signature, Encoding.ASCII.GetString(parts[delimiter + 1]));
        var header = JsonElement.Parse(signed[0]);
        Assert.Equal("5.3", header.GetProperty("version").GetString());
        return new Heard(header.GetProperty("msg_type").GetString()!, JsonElement.Parse(signed[1]).GetProperty("msg_id").GetString()!, JsonElement.Parse(signed[3]), parts[..delimiter]);
    }

    /// <summary>All messages up to the idle of a request.</summary>
    internal List<Heard> HearUntilIdle(string id)
    {
        var heard = new List<Heard>();
        do
            heard.Add(Hear());
        while (heard[^1].ParentId != id || heard[^1].Short != "status idle");
        return heard;
    }

    public void Dispose() => Wire.Dispose();
}
