using System.Net;
using System.Text;
using System.Text.Json;

namespace HotRow.Notebook;

/// <summary>What a front end tells a kernel it starts: where to listen and with which key messages are signed.</summary>
/// <param name="Address">The address to listen on.</param>
/// <param name="ShellPort">Requests, one after another.</param>
/// <param name="IopubPort">Output and status, to everyone who subscribes.</param>
/// <param name="StdinPort">Questions to the user; accepted and unused.</param>
/// <param name="ControlPort">Interrupt and shutdown, answered while a cell runs.</param>
/// <param name="HeartbeatPort">Echo.</param>
/// <param name="Key">The key of the signatures; empty means that messages are not signed.</param>
public sealed record ConnectionFile(IPAddress Address, int ShellPort, int IopubPort, int StdinPort, int ControlPort, int HeartbeatPort, byte[] Key)
{
    private const int MaxFileBytes = 64 * 1024;
    private const int MaxKeyBytes = 4096;

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="NotebookException">It is absent, too large, not such a file, or asks for what is not there (another transport or signature, a host name).</exception>
    public static ConnectionFile Read(string path)
    {
        byte[] bytes;
        try
        {
            using var file = File.OpenRead(path);
            // One byte more than is allowed, not the length: a pipe has none.
            bytes = new byte[MaxFileBytes + 1];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NotebookException($"connection file {path}: cannot be read ({e.Message.TrimEnd('.')}); Jupyter writes it and gives its path", e);
        }

        return bytes.Length > MaxFileBytes
            ? throw new NotebookException($"connection file {path}: longer than {MaxFileBytes} bytes, so it is not one")
            : Parse(bytes, path);
    }

    /// <summary>Reads the text of a connection file.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="NotebookException">As <see cref="Read"/>.</exception>
    internal static ConnectionFile Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return From(document.RootElement, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a string with half a surrogate pair.
            throw new NotebookException($"connection file {name}: not JSON ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static ConnectionFile From(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new NotebookException($"connection file {name}: not a JSON object");
        if (Text(root, "transport", name, "tcp") is var transport and not "tcp")
            throw new NotebookException($"connection file {name}: transport '{transport}' is not supported; only 'tcp' is");
        var key = Encoding.UTF8.GetBytes(Text(root, "key", name, ""));
        if (key.Length > MaxKeyBytes)
            throw new NotebookException($"connection file {name}: key is longer than {MaxKeyBytes} bytes");
        if (Text(root, "signature_scheme", name, "hmac-sha256") is var scheme and not "hmac-sha256" && key.Length > 0)
            throw new NotebookException($"connection file {name}: signature_scheme '{scheme}' is not supported; only 'hmac-sha256' is");

        int[] ports = [Port(root, "shell_port", name), Port(root, "iopub_port", name), Port(root, "stdin_port", name), Port(root, "control_port", name), Port(root, "hb_port", name)];
        if (ports.Distinct().Count() < ports.Length)
            throw new NotebookException($"connection file {name}: two of its five ports are the same ({string.Join(", ", ports)})");
        return new ConnectionFile(ParseAddress(Text(root, "ip", name, "127.0.0.1"), name), ports[0], ports[1], ports[2], ports[3], ports[4], key);
    }

    private static IPAddress ParseAddress(string ip, string name) => ip switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        // TryParse alone would take "1" or "0x7f000001" too, which is hardly what anyone means.
        _ when (ip.Contains(':', StringComparison.Ordinal) || ip.Count('.') == 3) && IPAddress.TryParse(ip, out var address) => address,
        _ => throw new NotebookException($"connection file {name}: ip '{ip}' is not an address; an IPv4 or IPv6 address, 'localhost' and '*' are allowed"),
    };

    private static string Text(JsonElement root, string field, string name, string absent)
    {
        if (!root.TryGetProperty(field, out var value))
            return absent;
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new NotebookException($"connection file {name}: {field} is not a string");
    }

    private static int Port(JsonElement root, string field, string name) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new NotebookException($"connection file {name}: {field} is absent or not a whole number from 1 to 65535");
}
