using System.Runtime.InteropServices;

namespace HotRow;

public static partial class RowFormats
{
    /// <summary>IEEE 754 binary32, little-endian: what all arithmetic here uses.</summary>
    public static readonly RowFormat Fp32 = Add(new Fp32RowFormat());
}

/// <summary>Four bytes an element, exact.</summary>
internal sealed unsafe class Fp32RowFormat : RowFormat
{
    public override string Name => "fp32";

    public override string Source => "IEEE 754 binary32, little-endian";

    public override int RowBytes(int embeddingDim) => checked(embeddingDim * sizeof(float));

    public override void Encode(ReadOnlySpan<float> row, Span<byte> stored)
    {
        RequireMatch(row.Length, stored.Length);
        MemoryMarshal.AsBytes(row).CopyTo(stored);
    }

    public override void Decode(ReadOnlySpan<byte> stored, Span<float> row)
    {
        RequireMatch(row.Length, stored.Length);
        stored.CopyTo(MemoryMarshal.AsBytes(row));
    }

    public override void Gather(byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming = false, int threads = 1) =>
        RowKernels.Gather((float*)table, rowCount, embeddingDim, rows, destination, streaming, threads);

    public override float ErrorBound(ReadOnlySpan<float> row) => 0;
}
