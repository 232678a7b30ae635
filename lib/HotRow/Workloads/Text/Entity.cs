using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>The entities of XML: five names and two kinds of number.</summary>
internal static class Entity
{
    private const int LongestEntity = 12;

    /// <summary>Decodes the entity a text begins with. Anything else that begins with an ampersand is that ampersand.</summary>
    /// <param name="utf8">Begins with an ampersand.</param>
    /// <param name="rune">The character.</param>
    /// <returns>How many bytes were taken.</returns>
    internal static int Decode(ReadOnlySpan<byte> utf8, out Rune rune)
    {
        rune = new Rune('&');
        var end = utf8[..Math.Min(utf8.Length, LongestEntity)].IndexOf((byte)';');
        if (end < 2)
        {
            return 1;
        }

        var name = utf8[1..end];
        if (name[0] == '#')
        {
            return TryNumber(name[1..], out var value) && Rune.TryCreate(value, out var numbered) && Take(numbered, ref rune) ? end + 1 : 1;
        }

        char named = name switch
        {
            _ when name.SequenceEqual("lt"u8) => '<',
            _ when name.SequenceEqual("gt"u8) => '>',
            _ when name.SequenceEqual("amp"u8) => '&',
            _ when name.SequenceEqual("quot"u8) => '"',
            _ when name.SequenceEqual("apos"u8) => '\'',
            _ => '\0',
        };
        return named != '\0' && Take(new Rune(named), ref rune) ? end + 1 : 1;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value) =>
        digits.Length > 1 && digits[0] is (byte)'x' or (byte)'X'
            ? int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool Take(Rune from, ref Rune to)
    {
        to = from;
        return true;
    }
}
