using System.Buffers.Binary;

namespace HotRow;

/// <summary>Writes what <see cref="BinaryLayout.Raw"/> reads: little-endian signed ids of 4 or 8 bytes. Batches are lost.</summary>
internal sealed class BinaryIdsWriter(int idBytes) : ITraceWriter
{
    public long BytesOf(TraceShape shape) => idBytes == sizeof(long) || (shape.Least >= int.MinValue && shape.Largest <= int.MaxValue)
        ? shape.Count * idBytes
        : throw new InputException($"the format i32 holds ids from {int.MinValue} to {int.MaxValue}, and those of this trace are {shape.Least} to {shape.Largest}; "
            + "give --renumber, or write i64");

    public bool KeepsBatches(TraceShape shape) => false;

    public void Write(IIdStream ids, TraceShape shape, Stream target)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var batch in ids.Batches())
        {
            foreach (var id in batch.Span)
            {
                // Little-endian: the lower half of an id that fits comes first.
                BinaryPrimitives.WriteInt64LittleEndian(bytes, id);
                target.Write(bytes[..idBytes]);
            }
        }
    }
}
