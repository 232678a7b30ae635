using System.Text;

namespace HotRow;

/// <summary>The header of lines of ids: what it names, so that a table of several columns is not taken for batches of ids.</summary>
internal sealed class IdLinesHeader
{
    private const int MostShown = 60;

    private readonly string _text;
    private readonly int _line;
    private readonly int _idsBelow;

    private IdLinesHeader(string text, int line, int idsBelow)
    {
        _text = text;
        _line = line;
        _idsBelow = idsBelow;
    }

    /// <summary>The line as a message may show it.</summary>
    internal string Shown => Cut(_text);

    /// <summary>The header that a text begins with, or null.</summary>
    /// <param name="text">The first lines, without a byte order mark.</param>
    /// <param name="below">The lines below the header; all of them where there is none.</param>
    internal static IdLinesHeader? Find(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> below)
    {
        below = text;
        var line = 1;
        for (var rest = text; !rest.IsEmpty; line++)
        {
            var first = CutLine(ref rest);
            if (first.IsEmpty)
            {
                continue;
            }

            if (!IdLineParser.BeginsHeader(first[0]))
            {
                return null;
            }

            below = rest;
            return new(Encoding.UTF8.GetString(first), line, IdsOfFirstLine(rest));
        }

        return null;
    }

    /// <summary>Refuses a header that names several columns.</summary>
    /// <remarks>Commas and tabs part names. Blanks may stand inside one, and a line that begins with # may be a remark with commas: there the line
    /// below decides, which holds as many ids as there are names.</remarks>
    /// <exception cref="InputException">It does.</exception>
    internal void RequireOneColumn(string path)
    {
        var names = _text.Split([',', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length < 2 || _text[0] == '#')
        {
            names = _text.TrimStart('#').Split([',', '\t', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (names.Length != _idsBelow)
            {
                return;
            }
        }

        if (names.Length >= 2)
        {
            var cut = _text.Contains(',', StringComparison.Ordinal) ? "cut -d," : _text.Contains('\t', StringComparison.Ordinal) ? "cut" : "cut -d' '";
            throw new InputException($"'{path}' line {_line} names {names.Length} columns ({Cut(string.Join(", ", names))}), and a trace holds ids alone: one id per line, or one batch per line "
                + $"without a header; take the ids' column out first, such as its second one: {cut} -f2 '{path}' > ids.csv; or, for several tables in one trace, call the columns table and id");
        }
    }

    private static int IdsOfFirstLine(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var line = CutLine(ref lines);
            if (!line.IsEmpty)
            {
                return Encoding.UTF8.GetString(line).Split([',', '\t', ' '], StringSplitOptions.RemoveEmptyEntries).Length;
            }
        }

        return 0;
    }

    private static ReadOnlySpan<byte> CutLine(ref ReadOnlySpan<byte> lines)
    {
        var end = lines.IndexOf((byte)'\n');
        var line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? [] : lines[(end + 1)..];
        return line.Trim(" \t\r,"u8);
    }

    private static string Cut(string text)
    {
        var shown = string.Concat(text.Take(MostShown).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MostShown ? shown + "..." : shown;
    }
}
