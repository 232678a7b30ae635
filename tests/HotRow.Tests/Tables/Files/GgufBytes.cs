using System.Buffers.Binary;
using System.Text;

namespace HotRow.Tests;

/// <summary>Writes GGUF files part by part, faulty ones too.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _bytes = [];

    internal GgufBytes(ulong tensors, ulong pairs, uint version = 3)
    {
        Raw("GGUF"u8).U32(version).U64(tensors).U64(pairs);
    }

    internal GgufBytes Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return U64((ulong)bytes.Length).Raw(bytes);
    }

    internal GgufBytes U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    internal GgufBytes U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    internal GgufBytes Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The fastest dimension comes first.</summary>
    internal GgufBytes Tensor(string name, uint type, ulong offset, params ReadOnlySpan<ulong> lengths)
    {
        Text(name).U32((uint)lengths.Length);
        foreach (var length in lengths)
        {
            U64(length);
        }

        return U32(type).U64(offset);
    }

    /// <summary>Zeros up to the alignment, then the tensors.</summary>
    internal byte[] Bytes(ReadOnlySpan<byte> body, int alignment = 32)
    {
        var start = (_bytes.Count + alignment - 1) / alignment * alignment;
        return [.. _bytes, .. new byte[start - _bytes.Count], .. body];
    }

    /// <summary>The same with a body of zeros.</summary>
    internal byte[] Bytes(int bodyBytes) => Bytes(new byte[bodyBytes]);
}
