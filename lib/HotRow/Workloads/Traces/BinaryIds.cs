using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>How the ids of a file of records of one length lie in it.</summary>
/// <param name="Offset">Where the first record begins. <i>Units:</i> bytes.</param>
/// <param name="RecordBytes">Bytes of a record, one id in each.</param>
/// <param name="Count">Records in the file.</param>
/// <param name="BatchSize">Ids per batch, at least 1.</param>
/// <param name="HasBatches">The file itself says where batches end.</param>
/// <param name="Decode">Turns records into ids; returns the index of one that is above the largest id, or -1.</param>
internal sealed record BinaryLayout(long Offset, int RecordBytes, long Count, int BatchSize, bool HasBatches, BinaryLayout.Decoder Decode)
{
    internal delegate int Decoder(ReadOnlySpan<byte> records, Span<long> ids);

    /// <summary>Raw little-endian signed ids of 4 or 8 bytes, one after the other.</summary>
    /// <exception cref="InputException">The file is no whole number of them.</exception>
    internal static BinaryLayout Raw(TraceFile file, int idBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        using var handle = InputFile.Open(file.Path, out var length);
        if (length % idBytes != 0)
        {
            throw new InputException($"'{file.Path}' has {length} bytes, which is no whole number of {idBytes}-byte ids: "
                + $"{length % idBytes} left over after id {length / idBytes}; is it cut off, or of another format?");
        }

        return new(0, idBytes, length / idBytes, file.BatchSize, false, idBytes == sizeof(long) ? Signed64 : Signed32);
    }

    internal static int Signed64(ReadOnlySpan<byte> records, Span<long> ids)
    {
        var wide = MemoryMarshal.Cast<byte, long>(records);
        if (BitConverter.IsLittleEndian)
        {
            wide.CopyTo(ids);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(wide, ids);
        }

        return -1;
    }

    internal static int Signed32(ReadOnlySpan<byte> records, Span<long> ids)
    {
        for (var i = 0; i < records.Length / sizeof(int); i++)
        {
            ids[i] = BinaryPrimitives.ReadInt32LittleEndian(records[(i * sizeof(int))..]);
        }

        return -1;
    }
}

/// <summary>Ids in records of one length. <i>Cost:</i> a buffer of at most 1 MiB and its ids, however long the file is, and one batch.</summary>
internal sealed class BinaryIds(string path, BinaryLayout layout) : IIdStream
{
    private const int BufferBytes = 1 << 20;

    public string Name => Path.GetFileName(path);

    public long? Count => layout.Count;

    public bool HasBatches => layout.HasBatches;

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        using var handle = InputFile.Open(path, out var length);
        var most = (int)Math.Min(BufferBytes / layout.RecordBytes, layout.Count);
        var bytes = new byte[most * layout.RecordBytes];
        var ids = new long[most];
        var batch = new long[Math.Min(layout.BatchSize, layout.Count)];
        var filled = 0;
        for (long done = 0; done < layout.Count;)
        {
            var wanted = (int)Math.Min(most, layout.Count - done);
            var offset = layout.Offset + (done * layout.RecordBytes);
            var read = InputFile.Read(handle, bytes.AsSpan(0, wanted * layout.RecordBytes), offset, path);
            if (read < wanted * layout.RecordBytes)
            {
                throw new InputException($"'{path}' became shorter while it was read: {Math.Max(length, offset + (wanted * (long)layout.RecordBytes))} bytes at first, {offset + read} now");
            }

            if (layout.Decode(bytes.AsSpan(0, read), ids) is >= 0 and var bad)
            {
                throw new InputException($"'{path}': the id at position {done + bad} is above {long.MaxValue}, the largest that an id may be");
            }

            done += wanted;
            for (var taken = 0; taken < wanted;)
            {
                var part = Math.Min(batch.Length - filled, wanted - taken);
                ids.AsSpan(taken, part).CopyTo(batch.AsSpan(filled));
                taken += part;
                filled += part;
                if (filled == batch.Length)
                {
                    yield return batch;
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            yield return batch.AsMemory(0, filled);
        }
    }
}
