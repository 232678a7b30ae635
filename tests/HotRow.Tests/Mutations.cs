using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HotRow.Tests;

/// <summary>Damages valid files in the ways that find faults in parsers. The same seed gives the same files.</summary>
internal static class Mutations
{
    private const int MostAtOnce = 4;
    private const int MostInserted = 64;

    // What a number in a text may become.
    private static readonly string[] s_numbers =
    [
        "", "-1", "-0", "0", "1", "00", "1.5", "1e3", "1e999", "-1e999", "127", "255", "256", "32767", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
        "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", new('9', 400), "NaN", "null", "true", "\"1\"", "[1]", "{}",
    ];

    private static readonly string[] s_texts =
    [
        "[", "{", "]", "}", ",", ":", "\"", "'", "(", ")", "\\", "\\ud800", "\\u0000", "\0", "\n", "\r", "\u001b[2J", "\u202e", "é", new('[', 200), new('{', 200), string.Concat(Enumerable.Repeat("{\"a\":", 100)),
    ];

    // Marks of text, where one byte decides how the rest is read.
    private static readonly byte[] s_telling = [.. "09-,:'\"(){}[] \n\\#"u8];

    private static readonly ulong[] s_edges =
    [
        0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 1UL << 40, 1UL << 61, 1UL << 62, (1UL << 62) + 1, (1UL << 63) - 1, 1UL << 63,
        (1UL << 63) + 1, ulong.MaxValue - 31, ulong.MaxValue - 7, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    /// <summary>How many damaged files a fuzz test tries: the environment variable HOTROW_FUZZ, or few enough for every build.</summary>
    /// <param name="inEveryBuild">How many those are.</param>
    internal static int Count(int inEveryBuild) =>
        int.TryParse(Environment.GetEnvironmentVariable("HOTROW_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : inEveryBuild;

    /// <summary>Damaged copies of a file, each with one to four faults.</summary>
    /// <param name="valid">The file, at least one byte.</param>
    /// <param name="seed">Which sequence.</param>
    /// <param name="count">How many.</param>
    internal static IEnumerable<byte[]> Of(byte[] valid, ulong seed, int count)
    {
        var random = new Xoshiro256(seed);
        for (var i = 0; i < count; i++)
        {
            var damaged = valid;
            for (var faults = 1 + random.NextInt32(MostAtOnce); faults > 0; faults--)
            {
                damaged = Damage(damaged, random);
            }

            yield return damaged;
        }
    }

    private static byte[] Damage(byte[] file, Xoshiro256 random)
    {
        if (file.Length == 0)
        {
            return [(byte)random.NextInt32(256)];
        }

        var at = random.NextInt32(file.Length);
        return random.NextInt32(11) switch
        {
            0 => Changed(file, at, (byte)(file[at] ^ (1 << random.NextInt32(8)))),
            1 => Changed(file, at, (byte)s_edges[random.NextInt32(9)]),
            2 => file[..at],
            3 => Spliced(file, at, at, RandomBytes(random)),
            4 => Spliced(file, at, Math.Min(file.Length, at + 1 + random.NextInt32(MostInserted)), []),
            5 => Spliced(file, at, at, Part(file, random)),
            6 => WithInteger(file, at, random),
            7 => WithNumber(file, at, random),
            8 => Changed(file, at, s_telling[random.NextInt32(s_telling.Length)]),
            9 => WithOnes(file, at, 1 + random.NextInt32(MostInserted / 4)),
            _ => Spliced(file, at, at, Encoding.UTF8.GetBytes(s_texts[random.NextInt32(s_texts.Length)])),
        };
    }

    private static byte[] Changed(byte[] file, int at, byte value)
    {
        var changed = (byte[])file.Clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] WithOnes(byte[] file, int at, int bytes)
    {
        var changed = (byte[])file.Clone();
        changed.AsSpan(at, Math.Min(bytes, file.Length - at)).Fill(0xFF);
        return changed;
    }

    private static byte[] Spliced(byte[] file, int start, int end, ReadOnlySpan<byte> replacement) => [.. file.AsSpan(0, start), .. replacement, .. file.AsSpan(end)];

    private static byte[] RandomBytes(Xoshiro256 random)
    {
        var bytes = new byte[1 + random.NextInt32(MostInserted)];
        foreach (ref var b in bytes.AsSpan())
        {
            b = (byte)random.NextInt32(256);
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Part(byte[] file, Xoshiro256 random)
    {
        var start = random.NextInt32(file.Length);
        return file.AsSpan(start, 1 + random.NextInt32(Math.Min(2 * MostInserted, file.Length - start)));
    }

    /// <summary>A little-endian integer of 2, 4 or 8 bytes becomes an edge value, one near the file's length, or one near what it was.</summary>
    private static byte[] WithInteger(byte[] file, int at, Xoshiro256 random)
    {
        var changed = (byte[])file.Clone();
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        word.Clear();
        var bytes = Math.Min(2 << random.NextInt32(3), file.Length - at);
        file.AsSpan(at, bytes).CopyTo(word);
        var value = random.NextInt32(3) switch
        {
            0 => s_edges[random.NextInt32(s_edges.Length)],
            1 => (ulong)(file.Length + random.NextInt32(33) - 16),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(word) + (ulong)(random.NextInt32(65) - 32),
        };
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        word[..bytes].CopyTo(changed.AsSpan(at));
        return changed;
    }

    /// <summary>The next number written in digits becomes another.</summary>
    private static byte[] WithNumber(byte[] file, int at, Xoshiro256 random)
    {
        var start = file.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            return WithInteger(file, at, random);
        }

        start += at;
        var digits = file.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Spliced(file, start, digits < 0 ? file.Length : start + digits, Encoding.UTF8.GetBytes(s_numbers[random.NextInt32(s_numbers.Length)]));
    }
}
