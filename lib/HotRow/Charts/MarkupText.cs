using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Text and numbers as SVG and HTML hold them.</summary>
internal static class MarkupText
{
    /// <summary>Text with markup characters escaped; characters that XML 1.0 forbids become the replacement character.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(c).Append(text[++i]);
                continue;
            }

            result.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&#34;", // plotly.js shows "&quot;" as it stands
                '\'' => "&#39;",
                '\n' or '\t' => c.ToString(),
                < ' ' or '\ufffe' or '\uffff' => "\ufffd",
                _ => char.IsSurrogate(c) ? "\ufffd" : c.ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>A coordinate with at most two decimals.</summary>
    public static string Number(double value)
    {
        var text = Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>About how wide a text is, in pixels. The reader's font is not known, so this leans to the wide side.</summary>
    public static double Width(string text, double size)
    {
        var units = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            units += rune.Value switch
            {
                'i' or 'j' or 'l' or 't' or 'f' or '.' or ',' or ':' or ';' or '|' or '!' or '(' or ')' or '[' or ']' or 'I' or ' ' or '\'' => 0.36,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.95,
                >= 'A' and <= 'Z' => 0.7,
                >= 0x1100 => 1.1,
                _ => 0.6,
            };
        }

        return units * size;
    }

    /// <summary>The text, or as much of it as fits, ending in an ellipsis.</summary>
    public static string Fit(string text, double width, double size)
    {
        if (Width(text, size) <= width)
            return text;

        var kept = new StringBuilder();
        var used = Width("\u2026", size);
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune.ToString(), size);
            if (used > width)
                break;

            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd() + "\u2026";
    }

    /// <summary>The text in lines that fit a width, broken at blanks; a word that is too long stands alone, unbroken.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
            lines.Add(line);

        return lines;
    }
}
