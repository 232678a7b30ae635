namespace HotRow;

/// <summary>A format whose rows the kernels restore element by element; its gather and its <see cref="RowFormat.Decode"/> are written once, over the decoder.</summary>
internal abstract unsafe class DecodedRowFormat : RowFormat
{
    public sealed override void Decode(ReadOnlySpan<byte> stored, Span<float> row) => Decode(stored, row, VectorWidths.Best);

    public sealed override void Gather(byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming = false, int threads = 1) =>
        Gather(table, rowCount, embeddingDim, rows, destination, streaming, threads, VectorWidths.Best);

    /// <summary>Decodes with registers of one width; the scalar one is the reference.</summary>
    internal abstract void Decode(ReadOnlySpan<byte> stored, Span<float> row, VectorWidth width);

    /// <summary>Gathers with registers of one width.</summary>
    internal abstract void Gather(byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming, int threads, VectorWidth width);
}

/// <summary>A format over one decoder.</summary>
/// <typeparam name="TDecoder">How the kernels read a row.</typeparam>
internal abstract unsafe class DecodedRowFormat<TDecoder> : DecodedRowFormat
    where TDecoder : struct, IRowDecoder<TDecoder>
{
    internal sealed override void Decode(ReadOnlySpan<byte> stored, Span<float> row, VectorWidth width)
    {
        RequireMatch(row.Length, stored.Length);
        fixed (byte* first = stored)
        {
            RowKernels.Decode<TDecoder>(first, row, width);
        }
    }

    internal sealed override void Gather(
        byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming, int threads, VectorWidth width)
    {
        RequireFit(embeddingDim);
        RowKernels.GatherDecoded<TDecoder>(table, rowCount, embeddingDim, RowBytes(embeddingDim), rows, destination, streaming, threads, width);
    }
}
