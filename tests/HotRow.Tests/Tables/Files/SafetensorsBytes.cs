using System.Buffers.Binary;
using System.Text;

namespace HotRow.Tests;

/// <summary>Writes safetensors files: the header as it is given, behind its length.</summary>
internal static class SafetensorsBytes
{
    internal static byte[] Of(string header, params ReadOnlySpan<byte> body) => Of(Encoding.UTF8.GetBytes(header), body);

    internal static byte[] Of(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. body];
    }

    /// <summary>A header's entry of one tensor.</summary>
    internal static string Entry(string name, string type, string shape, long begin, long end) =>
        $$"""
        "{{name}}":{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}
        """;
}
