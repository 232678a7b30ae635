using System.Buffers.Binary;

namespace HotRow;

/// <summary>Writes records of libCacheSim's oracleGeneral with true next accesses. Batches are lost.</summary>
/// <remarks>The time is the number of the batch where the trace has batches, otherwise of the access, from 0 on and at most 2^32 - 1; the size is 1. The next access is the
/// number of the next record with that id, from 0 on, or -1. <i>Cost:</i> 12 bytes per access and the numbering of the ids, for next accesses are known only from the end.</remarks>
internal sealed class OracleGeneralWriter : ITraceWriter
{
    /// <summary>Bytes of a record.</summary>
    internal const int RecordBytes = 24;

    private const long MostAccesses = RenumberedTrace.DefaultMostInMemory;

    public long BytesOf(TraceShape shape)
    {
        if (shape.Count > MostAccesses)
        {
            throw new InputException($"oracleGeneral needs every access in memory to know the next ones, and the trace has {shape.Count}; at most {MostAccesses} are written: convert a part of it");
        }

        var bytes = shape.Count * (sizeof(long) + sizeof(int));
        var free = AvailableMemory.Bytes();
        return bytes <= free
            ? shape.Count * RecordBytes
            : throw new InputException($"oracleGeneral needs every access in memory to know the next ones: {bytes / 1e9:0.000} GB, and {free / 1e9:0.000} GB are free; convert a part of the trace");
    }

    public bool KeepsBatches(TraceShape shape) => false;

    public void Write(IIdStream ids, TraceShape shape, Stream target)
    {
        var next = NextAccesses(ids, (int)shape.Count, out var all);
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], 1);
        long access = 0, batchNumber = 0;
        foreach (var batch in ids.Batches())
        {
            foreach (var id in batch.Span)
            {
                if (access == all.Length || all[access] != id)
                {
                    throw new InputException($"'{ids.Name}' changed while it was read");
                }

                BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)Math.Min(shape.HasBatches ? batchNumber : access, uint.MaxValue));
                BinaryPrimitives.WriteInt64LittleEndian(record[4..], id);
                BinaryPrimitives.WriteInt64LittleEndian(record[16..], next[access++]);
                target.Write(record);
            }

            batchNumber += batch.IsEmpty ? 0 : 1;
        }
    }

    /// <summary>For each access, the number of the next one of the same id, or -1.</summary>
    private static int[] NextAccesses(IIdStream ids, int count, out long[] all)
    {
        all = new long[count];
        var filled = 0;
        foreach (var batch in ids.Batches())
        {
            if (batch.Length > count - filled)
            {
                throw new InputException($"'{ids.Name}' changed while it was read: it had {count} ids at first, and has more now");
            }

            batch.Span.CopyTo(all.AsSpan(filled));
            filled += batch.Length;
        }

        // The rows make way for the next accesses, from the last one on.
        var rows = new int[count];
        var numbering = new IdNumbering();
        numbering.Number(all, rows);
        var seen = new int[numbering.Count];
        seen.AsSpan().Fill(-1);
        for (var access = count - 1; access >= 0; access--)
        {
            ref var last = ref seen[rows[access]];
            (rows[access], last) = (last, access);
        }

        return rows;
    }
}
