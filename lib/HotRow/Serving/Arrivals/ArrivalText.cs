using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace HotRow.Serving;

/// <summary>Times and lengths in the text of arrival files. Times are read as decimal numbers, never as floating point: a nanosecond of a date is beyond a double.</summary>
internal static class ArrivalText
{
    /// <summary>The most tokens of a prompt or an answer.</summary>
    internal const int MostTokens = 100_000_000;

    /// <summary>The latest time, a century. <i>Units:</i> s.</summary>
    internal const long LatestSecond = 3_200_000_000;

    private const int MostShown = 40;

    /// <summary>Reads seconds, or milliseconds, since some origin as whole nanoseconds, rounded to the nearest.</summary>
    internal static bool TryTime(ReadOnlySpan<byte> text, long nsPerUnit, out long ns)
    {
        ns = 0;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && TryTime(value, nsPerUnit, out ns);
    }

    /// <summary>A time in seconds, or milliseconds, since some origin as whole nanoseconds, rounded to the nearest.</summary>
    internal static bool TryTime(decimal value, long nsPerUnit, out long ns)
    {
        var fits = value >= 0 && value <= LatestSecond * (1_000_000_000 / nsPerUnit);
        ns = fits ? (long)decimal.Round(value * nsPerUnit) : 0;
        return fits;
    }

    /// <summary>Reads a date and a time of day, to the nanosecond and with or without a zone, as nanoseconds since 1970 in UTC: <c>2023-11-16 18:15:46.6805900+00:00</c>.</summary>
    /// <remarks>Read by its digits: a date as a floating-point number of seconds loses the last two of the seven digits of such logs.</remarks>
    internal static bool TryDate(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year is < 1970 or > 2069 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryFraction(ref rest, out var fraction) || !TryZone(rest, out var zoneMinutes))
        {
            return false;
        }

        var seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        ns = ((seconds - (zoneMinutes * 60L)) * 1_000_000_000) + fraction;
        return true;
    }

    /// <summary>Reads a number of tokens, 1 to <see cref="MostTokens"/>.</summary>
    internal static bool TryTokens(ReadOnlySpan<byte> text, out int tokens) =>
        Utf8Parser.TryParse(text, out tokens, out var consumed) && consumed == text.Length && IsTokens(tokens);

    /// <summary>Whether a prompt or an answer may have so many tokens.</summary>
    internal static bool IsTokens(long tokens) => tokens is >= 1 and <= MostTokens;

    /// <summary>What stands in a field, for a message.</summary>
    internal static string Shown(ReadOnlySpan<byte> field) =>
        field.IsEmpty ? "nothing" : PrintableText.Quote(Encoding.UTF8.GetString(field[..Math.Min(field.Length, MostShown)]) + (field.Length > MostShown ? "..." : ""));

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    // Digits after the ninth are dropped.
    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long ns)
    {
        ns = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        for (var (i, unit) = (0, 100_000_000L); i < digits && unit > 0; i++, unit /= 10)
        {
            ns += (rest[1 + i] - '0') * unit;
        }

        rest = rest[(1 + digits)..];
        return digits > 0;
    }

    // Nothing, Z, +HH, +HHMM or +HH:MM.
    private static bool TryZone(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.IsEmpty || zone.SequenceEqual("Z"u8))
        {
            return true;
        }

        var rest = zone.Length == 6 && zone[3] == ':' ? zone[4..] : zone.Length is 3 or 5 ? zone[3..] : [];
        if (zone[0] is not ((byte)'+' or (byte)'-') || zone.Length is not (3 or 5 or 6) || (zone.Length > 3 && rest.IsEmpty)
            || !TryDigits(zone[1..3], out var hours) || hours > 14)
        {
            return false;
        }

        var part = 0;
        if (!rest.IsEmpty && (!TryDigits(rest, out part) || part > 59))
        {
            return false;
        }

        minutes = ((hours * 60) + part) * (zone[0] == '-' ? -1 : 1);
        return true;
    }
}
