using System.Buffers.Binary;

namespace HotRow;

public static partial class TraceFormats
{
    private const int LongestNpyBatch = 1 << 24;

    /// <summary>An array of integers as NumPy saves it: one dimension, or two of which each row is a batch.</summary>
    public static readonly TraceFormatInfo Npy = Add(new("npy", [".npy"], "NumPy array of integers (i2, i4, i8, u2, u4, u8): [ids], or [batches, ids per batch]",
        OpenNpy, new NpyIdsWriter()));

    private static BinaryIds OpenNpy(TraceFile file)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        using var handle = InputFile.Open(file.Path, out var length);
        var header = NpyHeader.Read(handle, length, file.Path);
        if (header.Shape.Count is not (1 or 2))
        {
            throw new InputException($"'{file.Path}' is an array of shape {header.ShapeText}; a trace has the shape [ids], or [batches, ids per batch]");
        }

        if (header.FortranOrder && header.Shape.Count == 2)
        {
            throw new InputException($"'{file.Path}' is in Fortran order, and batches are read row by row; save numpy.ascontiguousarray(array) instead");
        }

        if (header.Count == 0)
        {
            throw new InputException($"'{file.Path}' holds no ids: its shape is {header.ShapeText}");
        }

        var hasBatches = header.Shape.Count == 2;
        if (hasBatches && header.Shape[1] > LongestNpyBatch)
        {
            throw new InputException($"'{file.Path}' has batches of {header.Shape[1]} ids, shape {header.ShapeText}; at most {LongestNpyBatch} are read: save array.ravel() instead");
        }

        return new(file.Path, new(header.DataOffset, header.ItemBytes, header.Count, hasBatches ? (int)header.Shape[1] : file.BatchSize, hasBatches, NpyDecoder(header, file.Path)));
    }

    private static BinaryLayout.Decoder NpyDecoder(NpyHeader header, string path) => (header.Kind, header.ItemBytes, header.IsBigEndian) switch
    {
        ('i', 8, false) => BinaryLayout.Signed64,
        ('i', 4, false) => BinaryLayout.Signed32,
        ('i', 8, true) => (bytes, ids) => DecodeNpy(bytes, ids, 8, BinaryPrimitives.ReadInt64BigEndian),
        ('i', 4, true) => (bytes, ids) => DecodeNpy(bytes, ids, 4, one => BinaryPrimitives.ReadInt32BigEndian(one)),
        ('i', 2, false) => (bytes, ids) => DecodeNpy(bytes, ids, 2, one => BinaryPrimitives.ReadInt16LittleEndian(one)),
        ('i', 2, true) => (bytes, ids) => DecodeNpy(bytes, ids, 2, one => BinaryPrimitives.ReadInt16BigEndian(one)),
        ('u', 2, false) => (bytes, ids) => DecodeNpy(bytes, ids, 2, one => BinaryPrimitives.ReadUInt16LittleEndian(one)),
        ('u', 2, true) => (bytes, ids) => DecodeNpy(bytes, ids, 2, one => BinaryPrimitives.ReadUInt16BigEndian(one)),
        ('u', 4, false) => (bytes, ids) => DecodeNpy(bytes, ids, 4, one => BinaryPrimitives.ReadUInt32LittleEndian(one)),
        ('u', 4, true) => (bytes, ids) => DecodeNpy(bytes, ids, 4, one => BinaryPrimitives.ReadUInt32BigEndian(one)),
        // An id above the largest becomes negative, and is found by that.
        ('u', 8, false) => (bytes, ids) => FirstNegative(ids, DecodeNpy(bytes, ids, 8, BinaryPrimitives.ReadInt64LittleEndian), bytes.Length / 8),
        ('u', 8, true) => (bytes, ids) => FirstNegative(ids, DecodeNpy(bytes, ids, 8, BinaryPrimitives.ReadInt64BigEndian), bytes.Length / 8),
        _ => throw new InputException($"'{path}' is of type '{header.Descr}', and ids are integers of 2 to 8 bytes (i2, i4, i8, u2, u4, u8); save array.astype('int64') instead"),
    };

    private static int DecodeNpy(ReadOnlySpan<byte> bytes, Span<long> ids, int size, Func<ReadOnlySpan<byte>, long> read)
    {
        for (var i = 0; i < bytes.Length / size; i++)
        {
            ids[i] = read(bytes.Slice(i * size, size));
        }

        return -1;
    }

    private static int FirstNegative(ReadOnlySpan<long> ids, int none, int count)
    {
        var first = ids[..count].IndexOfAnyInRange(long.MinValue, -1);
        return first >= 0 ? first : none;
    }
}
