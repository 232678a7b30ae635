using System.Formats.Tar;
using System.IO.Compression;

namespace HotRow.Lab;

/// <summary>One file out of a .tgz archive; nothing is written to disk, and a hostile archive costs no more than its limits.</summary>
internal static class PackageArchive
{
    private const int MostEntries = 1_000;
    private const int Headers = 65_536;

    /// <summary>The bytes of a regular file of exactly that name and size; null when the archive has none, or is none.</summary>
    /// <remarks><i>Cost</i>: at most <paramref name="bytes"/> of memory; reads at most 16 times as much, and room for headers, unpacked.</remarks>
    public static byte[]? Read(string archive, string name, int bytes)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            using var limited = new LimitedStream(packed, (16L * bytes) + Headers);
            using var reader = new TarReader(limited);
            for (var i = 0; i < MostEntries && reader.GetNextEntry() is { } entry; i++)
            {
                if (entry.Name == name && entry.EntryType is (TarEntryType.RegularFile or TarEntryType.V7RegularFile) && entry.Length == bytes && entry.DataStream is { } data)
                {
                    var file = new byte[bytes];
                    data.ReadExactly(file);
                    return file;
                }
            }

            return null;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            return null;
        }
    }

    // An archive of zeros would otherwise unpack for hours.
    private sealed class LimitedStream(Stream inner, long left) : Stream
    {
        private long _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _left -= read;
            return _left >= 0 ? read : throw new InvalidDataException("the archive is larger than it may be");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
