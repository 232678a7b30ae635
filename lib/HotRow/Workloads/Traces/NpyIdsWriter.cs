namespace HotRow;

/// <summary>Writes ids as a NumPy array of little-endian signed 64-bit integers: two dimensions when the trace has batches of one length, otherwise one.</summary>
internal sealed class NpyIdsWriter : ITraceWriter
{
    private static readonly BinaryIdsWriter s_numbers = new(sizeof(long));

    public long BytesOf(TraceShape shape) => HeaderOf(shape).Length + s_numbers.BytesOf(shape);

    public bool KeepsBatches(TraceShape shape) => shape is { HasBatches: true, BatchLength: > 0 and <= 1 << 24 };

    public void Write(IIdStream ids, TraceShape shape, Stream target)
    {
        target.Write(HeaderOf(shape));
        s_numbers.Write(ids, shape, target);
    }

    private byte[] HeaderOf(TraceShape shape) => KeepsBatches(shape) ? NpyHeader.Bytes("<i8", shape.BatchCount, shape.BatchLength) : NpyHeader.Bytes("<i8", shape.Count);
}
