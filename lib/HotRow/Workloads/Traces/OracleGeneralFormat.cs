using System.Buffers.Binary;

namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Records of libCacheSim: time, object id, size, next access.</summary>
    /// <remarks>Only the object id is read. It is 64 bits without a sign: those above <see cref="long.MaxValue"/> become the negative id of the same bits, and are written back so.
    /// <i>Source:</i> libCacheSim, the trace type oracleGeneral: packed little-endian uint32 time, uint64 id, uint32 size, int64 next access, 24 bytes in all.</remarks>
    public static readonly TraceFormatInfo OracleGeneral = Add(new("oracleGeneral", [".oracleGeneral", ".oracleGeneral.bin"],
        "libCacheSim records of 24 bytes: uint32 time, uint64 id, uint32 size, int64 next access; ids above 2^63 - 1 are read as negative", OpenOracleGeneral, new OracleGeneralWriter()));

    private static BinaryIds OpenOracleGeneral(TraceFile file)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        using var handle = InputFile.Open(file.Path, out var length);
        Span<byte> start = stackalloc byte[4];

        // The magic number of zstd would be a time in the year 2104.
        if (InputFile.Read(handle, start, 0, file.Path) == 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == 0xFD2FB528)
        {
            throw IsCompressed(file.Path);
        }

        if (length % OracleGeneralWriter.RecordBytes != 0)
        {
            throw new InputException($"'{file.Path}' has {length} bytes, which is no whole number of {OracleGeneralWriter.RecordBytes}-byte oracleGeneral records: "
                + $"{length % OracleGeneralWriter.RecordBytes} left over after record {length / OracleGeneralWriter.RecordBytes}; is it cut off, or of another format?");
        }

        return new(file.Path, new(0, OracleGeneralWriter.RecordBytes, length / OracleGeneralWriter.RecordBytes, file.BatchSize, false, OracleGeneralIds));
    }

    private static int OracleGeneralIds(ReadOnlySpan<byte> records, Span<long> ids)
    {
        for (var i = 0; i < records.Length / OracleGeneralWriter.RecordBytes; i++)
        {
            ids[i] = BinaryPrimitives.ReadInt64LittleEndian(records[((i * OracleGeneralWriter.RecordBytes) + sizeof(uint))..]);
        }

        return -1;
    }
}
