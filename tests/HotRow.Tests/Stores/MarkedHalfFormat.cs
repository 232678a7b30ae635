using System.Buffers.Binary;

namespace HotRow.Tests;

/// <summary>A format for tests of stores: one marking byte, then fp16 elements, so that rows have an odd number of bytes, lose precision, and can be damaged.</summary>
internal sealed unsafe class MarkedHalfFormat : RowFormat
{
    public const byte Mark = 0xA5;

    public override string Name => "marked-half";

    public override string Source => "tests";

    public override int RowBytes(int embeddingDim) => 1 + (2 * embeddingDim);

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        stored[0] = Mark;
        for (var i = 0; i < row.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(stored[(1 + (2 * i))..], (Half)row[i]);
        }
    }

    public override void Decode(ReadOnlySpan<byte> stored, Span<float> row)
    {
        RequireMatch(row.Length, stored.Length);
        if (stored[0] != Mark)
        {
            throw new InvalidDataException($"a row begins with {stored[0]}, not {Mark}");
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(stored[(1 + (2 * i))..]);
        }
    }

    public override void Gather(byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming = false, int threads = 1)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            Decode(new(table + ((nint)rows[i] * RowBytes(embeddingDim)), RowBytes(embeddingDim)), destination.Slice(i * embeddingDim, embeddingDim));
        }
    }

    public override float ErrorBound(ReadOnlySpan<float> row) => 1f / 2048;
}
