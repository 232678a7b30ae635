using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Texts from outside, such as names in files and paths, as a terminal may be shown them: nothing in them moves its cursor or changes its colours.</summary>
public static class PrintableText
{
    private const int MostQuoted = 80;

    /// <summary>A text in quotes, its first 80 characters, with quotes, backslashes and everything that could disturb a line of a terminal escaped.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = text.Length > MostQuoted ? MostQuoted - (char.IsHighSurrogate(text[MostQuoted - 1]) ? 1 : 0) : text.Length;
        return $"'{string.Concat(text[..cut].EnumerateRunes().Select(r => r.Value is '\'' or '\\' ? "\\" + r : Shown(r)))}{(cut < text.Length ? "..." : "")}'";
    }

    /// <summary>A whole message on one line: a blank for each line end, everything else that could disturb a terminal escaped.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.ReplaceLineEndings(" ").EnumerateRunes().Select(Shown));
    }

    // A text with half a surrogate pair gives the replacement character, which is printable.
    private static string Shown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => $"\\u{{{rune.Value:X4}}}",
        _ => rune.ToString(),
    };
}
