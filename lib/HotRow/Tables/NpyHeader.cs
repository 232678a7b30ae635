using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>What the header of a <c>.npy</c> file says of the array behind it.</summary>
/// <remarks><i>Source:</i> NumPy Enhancement Proposal 1 and the documentation of <c>numpy.lib.format</c>, versions 1.0, 2.0 and 3.0.
/// <i>Deviation:</i> stricter than NumPy, which evaluates the header as a Python literal: the three keys once each, one plain number type, sizes in decimal,
/// at most 64 KiB and 32 dimensions, and a file that ends where the array does.</remarks>
/// <param name="Descr">The type as the file writes it, such as <c>&lt;f4</c>.</param>
/// <param name="FortranOrder">The first index runs fastest; otherwise the last one does.</param>
/// <param name="Shape">The length of each dimension, 0 allowed; none for a single number.</param>
/// <param name="Count">The product of the shape: 0 when a dimension is, 1 without dimensions.</param>
/// <param name="DataOffset">Where the numbers begin. <i>Units:</i> bytes.</param>
internal sealed record NpyHeader(string Descr, bool FortranOrder, IReadOnlyList<long> Shape, long Count, long DataOffset)
{
    /// <summary>The longest header that is read. <i>Units:</i> bytes.</summary>
    internal const int MostHeaderBytes = 1 << 16;

    /// <summary>The most dimensions an array may have.</summary>
    internal const int MostDimensions = 32;

    // Magic, version, and a length of 2 bytes in version 1 or 4 bytes later.
    private const int LongestPrefix = 12;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>i: signed, u: unsigned, f: IEEE 754 binary, c: a pair of such, b: one byte of truth.</summary>
    internal char Kind => Descr[1];

    /// <summary>Bytes of a number, 1 to 16.</summary>
    internal int ItemBytes => int.Parse(Descr.AsSpan(2));

    /// <summary>The numbers are big-endian.</summary>
    internal bool IsBigEndian => Descr[0] == '>' && ItemBytes > 1;

    /// <summary>Bytes of all numbers.</summary>
    internal long DataBytes => Count * ItemBytes;

    /// <summary>The shape as Python writes it: (3, 4).</summary>
    internal string ShapeText => TextOf(Shape);

    /// <summary>Reads the header and checks it against the file's length.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InputException">It is no .npy file, is of a type or size that is refused, or is cut off.</exception>
    internal static NpyHeader Read(SafeFileHandle file, long length, string path)
    {
        var start = new byte[(int)Math.Min(LongestPrefix + MostHeaderBytes, length)];
        var filled = 0;
        for (int read; filled < start.Length && (read = RandomAccess.Read(file, start.AsSpan(filled), filled)) > 0;)
        {
            filled += read;
        }

        return Parse(start.AsSpan(0, filled), length, path);
    }

    /// <summary>Parses the first bytes of a file.</summary>
    /// <param name="start">The whole header at least, if the file has one; what stands behind it is not looked at.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InputException">As for <see cref="Read"/>.</exception>
    internal static NpyHeader Parse(ReadOnlySpan<byte> start, long length, string path)
    {
        if (!start.StartsWith(Magic) || start.Length < 10)
        {
            throw new InputException($"'{path}' is no .npy file: it does not begin with the bytes 93 4e 55 4d 50 59 and a version");
        }

        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new InputException($"'{path}' is of .npy version {major}.{minor}; versions 1.0, 2.0 and 3.0 are read");
        }

        var prefix = major == 1 ? 10 : LongestPrefix;
        if (start.Length < prefix)
        {
            throw new InputException($"'{path}' is cut off: a .npy header begins with {prefix} bytes, the file has {start.Length}");
        }

        var headerBytes = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (headerBytes > MostHeaderBytes)
        {
            throw new InputException($"'{path}' claims a .npy header of {headerBytes} bytes; at most {MostHeaderBytes} are read");
        }

        if (headerBytes > start.Length - prefix)
        {
            throw new InputException($"'{path}' is cut off: its .npy header should have {headerBytes} bytes, the file has {start.Length - prefix} for it");
        }

        var header = new NpyHeaderText(start.Slice(prefix, (int)headerBytes), path).Parse(prefix + headerBytes);
        if (length - header.DataOffset != header.DataBytes)
        {
            throw new InputException($"'{path}' should have {header.DataBytes} bytes of numbers ({header.Count} of type {header.Descr}, shape {header.ShapeText}) and has {length - header.DataOffset}; "
                + (length - header.DataOffset < header.DataBytes ? "it is cut off" : "something stands behind the array"));
        }

        return header;
    }

    /// <summary>The bytes of a version 1.0 header in C order, padded as NumPy does so that the numbers begin at a multiple of 64.</summary>
    /// <exception cref="ArgumentException">The shape has more than 32 dimensions.</exception>
    internal static byte[] Bytes(string descr, params IReadOnlyList<long> shape)
    {
        if (shape.Count > MostDimensions)
        {
            throw new ArgumentException($"{shape.Count} dimensions; at most {MostDimensions} are written", nameof(shape));
        }

        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {TextOf(shape)}, }}";
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(text.PadRight(total - 11) + '\n', bytes.AsSpan(10));
        return bytes;
    }

    private static string TextOf(IReadOnlyList<long> shape) => shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
