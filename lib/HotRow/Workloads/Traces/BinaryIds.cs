using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Raw little-endian signed ids of 4 or 8 bytes, one after the other. <i>Cost:</i> a buffer of 1 MiB, however long the file is.</summary>
internal sealed class BinaryIds : IIdStream
{
    private const int BufferBytes = 1 << 20;

    private readonly TraceFile _file;
    private readonly int _idBytes;

    internal BinaryIds(TraceFile file, int idBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        using var handle = InputFile.Open(file.Path, out var length);
        if (length % idBytes != 0)
        {
            throw new InputException($"'{file.Path}' has {length} bytes, which is no whole number of {idBytes}-byte ids: "
                + $"{length % idBytes} left over after id {length / idBytes}; is it cut off, or of another format?");
        }

        _file = file;
        _idBytes = idBytes;
        Count = length / idBytes;
    }

    public string Name => Path.GetFileName(_file.Path);

    public long? Count { get; }

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        using var handle = InputFile.Open(_file.Path, out var length);
        var bytes = new byte[BufferBytes];
        var ids = new long[BufferBytes / _idBytes];
        var batch = new long[Math.Min(_file.BatchSize, length / _idBytes)];
        var filled = 0;
        for (long offset = 0; offset < length;)
        {
            var read = InputFile.Read(handle, bytes.AsSpan(0, (int)Math.Min(BufferBytes, length - offset)), offset);
            var count = read / _idBytes;
            if (count == 0)
            {
                throw new InputException($"'{_file.Path}' became shorter while it was read: {length} bytes at first, {offset + read} now");
            }

            Widen(bytes.AsSpan(0, count * _idBytes), ids);
            offset += count * _idBytes;
            for (var taken = 0; taken < count;)
            {
                var part = Math.Min(batch.Length - filled, count - taken);
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

    private void Widen(ReadOnlySpan<byte> bytes, Span<long> ids)
    {
        if (_idBytes == sizeof(long))
        {
            var wide = MemoryMarshal.Cast<byte, long>(bytes);
            if (BitConverter.IsLittleEndian)
            {
                wide.CopyTo(ids);
            }
            else
            {
                BinaryPrimitives.ReverseEndianness(wide, ids);
            }

            return;
        }

        for (var i = 0; i < bytes.Length / sizeof(int); i++)
        {
            ids[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        }
    }
}
