using System.Buffers.Binary;
using System.IO.Compression;

namespace HotRow.Lab;

/// <summary>PNG images of charts with a palette in place of full colour: a chart has few colours, and so takes a fraction of the room.</summary>
internal static class PalettePng
{
    private const int MostColours = 96;
    private const int MostPixels = 16_000_000;
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The image, as base64, with at most 96 colours: the most frequent ones, others become the nearest of them. The image as it was when it
    /// is none that a browser's canvas gives (8 bits of red, green, blue and alpha, not interlaced), or would not become smaller.</summary>
    public static string Smaller(string base64)
    {
        try
        {
            var file = Convert.FromBase64String(base64);
            if (Pixels(file, out var width, out var height) is not { } pixels)
            {
                return base64;
            }

            var smaller = Convert.ToBase64String(Write(pixels, width, height));
            return smaller.Length < base64.Length ? smaller : base64;
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or EndOfStreamException or ArgumentOutOfRangeException)
        {
            return base64;
        }
    }

    /// <summary>The pixels, 0xRRGGBB row by row, laid on white; null when the file has another form.</summary>
    internal static int[]? Pixels(ReadOnlySpan<byte> file, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (file.Length < 33 || !file.StartsWith(s_signature) || file[24] != 8 || file[25] != 6 || file[28] != 0)
        {
            return null;
        }

        (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        if (width < 1 || height < 1 || (long)width * height > MostPixels)
        {
            return null;
        }

        using var packed = new MemoryStream();
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (length < 0)
            {
                return null;
            }

            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(file.Slice(at + 8, length));
            }

            at = length <= file.Length - at - 12 ? at + 12 + length : file.Length;
        }

        packed.Position = 0;
        var lines = new byte[height * ((width * 4) + 1)];
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        unpacked.ReadExactly(lines);
        return Unfilter(lines, width, height);
    }

    private static int[] Unfilter(byte[] lines, int width, int height)
    {
        var stride = width * 4;
        var pixels = new int[width * height];
        var above = new byte[stride];
        for (var y = 0; y < height; y++)
        {
            var filter = lines[y * (stride + 1)];
            var line = lines.AsSpan((y * (stride + 1)) + 1, stride);
            for (var i = 0; i < stride; i++)
            {
                var (left, up, corner) = (i < 4 ? 0 : line[i - 4], above[i], i < 4 ? 0 : above[i - 4]);
                line[i] += (byte)(filter switch
                {
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => 0,
                });
            }

            line.CopyTo(above);
            for (var x = 0; x < width; x++)
            {
                var alpha = line[(x * 4) + 3];
                int OnWhite(byte value) => 255 - ((255 - value) * alpha / 255);
                pixels[(y * width) + x] = (OnWhite(line[x * 4]) << 16) | (OnWhite(line[(x * 4) + 1]) << 8) | OnWhite(line[(x * 4) + 2]);
            }
        }

        return pixels;
    }

    // Source: PNG specification, third edition, section 9.4.
    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static byte[] Write(int[] pixels, int width, int height)
    {
        var counts = new Dictionary<int, int>();
        foreach (var pixel in pixels)
        {
            counts[pixel] = counts.GetValueOrDefault(pixel) + 1;
        }

        var palette = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostColours).Select(c => c.Key).ToArray();
        var indexOf = counts.Keys.ToDictionary(c => c, c => (byte)Nearest(palette, c));
        var lines = new byte[height * (width + 1)];
        for (var i = 0; i < pixels.Length; i++)
        {
            lines[i + (i / width) + 1] = indexOf[pixels[i]];
        }

        using var file = new MemoryStream();
        file.Write(s_signature);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 3);
        Chunk(file, "IHDR"u8, head);
        Chunk(file, "PLTE"u8, [.. palette.SelectMany(c => (byte[])[(byte)(c >> 16), (byte)(c >> 8), (byte)c])]);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(lines);
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static int Nearest(int[] palette, int colour)
    {
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i < palette.Length; i++)
        {
            var (r, g, b) = (((palette[i] >> 16) & 255) - ((colour >> 16) & 255), ((palette[i] >> 8) & 255) - ((colour >> 8) & 255), (palette[i] & 255) - (colour & 255));
            var distance = (r * r) + (g * g) + (b * b);
            if (distance < least)
            {
                (best, least) = (i, distance);
            }
        }

        return best;
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(name, uint.MaxValue)));
        file.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
            }
        }

        return crc;
    }
}
