using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace HotRow.Tests;

/// <summary>A valid file of a format, with the rows of <see cref="TableFileSamples"/> in it.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Args">What opens it.</param>
/// <param name="Header">The part behind the header's length, where the format has one.</param>
/// <param name="Assemble">Makes a file of such a header, with the right length before it.</param>
internal sealed record TableFileSample(byte[] Bytes, TableFileArgs Args, byte[]? Header = null, Func<byte[], byte[]>? Assemble = null);

/// <summary>One valid file of every format; a new format needs its own here.</summary>
internal static class TableFileSamples
{
    internal const int RowCount = 5;
    internal const int EmbeddingDim = 4;
    internal const ulong Seed = 7;

    internal static byte[] Rows
    {
        get
        {
            var rows = new float[RowCount * EmbeddingDim];
            for (var row = 0; row < RowCount; row++)
            {
                RandomRows.Fill(Seed, row, rows.AsSpan(row * EmbeddingDim, EmbeddingDim));
            }

            return MemoryMarshal.AsBytes(rows.AsSpan()).ToArray();
        }
    }

    internal static TableFileSample Of(string format) => format switch
    {
        "raw" => new(Rows, new("t.f32", RowCount: RowCount, EmbeddingDim: EmbeddingDim)),
        "npy" => Npy(),
        "safetensors" => Safetensors(),
        "gguf" => new(Gguf(), new("t.gguf")),
        _ => throw new InvalidOperationException($"no sample of {format}"),
    };

    private static TableFileSample Npy()
    {
        const int Prefix = 10;
        var start = NpyHeader.Bytes("<f4", RowCount, EmbeddingDim);
        byte[] Assemble(byte[] header)
        {
            var prefix = start[..Prefix];
            BinaryPrimitives.WriteUInt16LittleEndian(prefix.AsSpan(Prefix - sizeof(ushort)), (ushort)header.Length);
            return [.. prefix, .. header, .. Rows];
        }

        return new(Assemble(start[Prefix..]), new("t.npy"), start[Prefix..], Assemble);
    }

    private static TableFileSample Safetensors()
    {
        var rows = Rows;
        var header = Encoding.UTF8.GetBytes(
            $$"""{"__metadata__":{"format":"pt"},{{SafetensorsBytes.Entry("first", "I64", "3", 0, 24)}},{{SafetensorsBytes.Entry("x.weight", "F32", $"{RowCount},{EmbeddingDim}", 24, 24 + rows.Length)}},{{SafetensorsBytes.Entry("last", "BF16", "2,3,1", 24 + rows.Length, 36 + rows.Length)}}}  """);
        byte[] Assemble(byte[] changed) => SafetensorsBytes.Of(changed, [.. new byte[24], .. rows, .. new byte[12]]);
        return new(Assemble(header), new("t.safetensors"), header, Assemble);
    }

    // Every type of metadata, arrays in arrays, an alignment of its own, and tensors out of their places' order.
    private static byte[] Gguf()
    {
        var file = new GgufBytes(tensors: 3, pairs: 15);
        foreach (var (type, bytes) in new[] { (0u, 1), (1u, 1), (2u, 2), (3u, 2), (4u, 4), (5u, 4), (6u, 4), (7u, 1), (10u, 8), (11u, 8), (12u, 8) })
        {
            file.Text($"a.number-{type}").U32(type).Raw(new byte[bytes]);
        }

        return file
            .Text("a.text").U32(8).Text("Grüße")
            .Text("a.list").U32(9).U32(8).U64(3).Text("x").Text("").Text("yz")
            .Text("a.nest").U32(9).U32(9).U64(2).U32(4).U64(2).U32(1).U32(2).U32(8).U64(1).Text("q")
            .Text("general.alignment").U32(4).U32(64)
            .Tensor("blk.0.weight", 8, 128, 32, 2)
            .Tensor("token_embd.weight", 0, 0, EmbeddingDim, RowCount)
            .Tensor("norm", 0, 256, 4)
            .Bytes([.. Rows, .. new byte[(256 + 16) - Rows.Length]], 64);
    }
}
