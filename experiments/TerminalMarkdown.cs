using System.Text;
using System.Text.RegularExpressions;

namespace HotRow.Lab;

/// <summary>Markdown as a terminal shows it: paragraphs and lists wrapped at a width, the marks of emphasis and code taken away.</summary>
/// <remarks>It reads what topics are written in: headings, paragraphs, lists, tables, fenced code, emphasis, code and links. Anything else is shown as it stands.</remarks>
internal static partial class TerminalMarkdown
{
    private const int Narrowest = 20;

    /// <summary>The text, every line ended.</summary>
    /// <param name="markdown">The Markdown.</param>
    /// <param name="width">Columns; below 20 the text is as wide as 20.</param>
    internal static string Render(string markdown, int width)
    {
        var output = new StringBuilder();
        var paragraph = new List<string>();
        var inFence = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (fence || inFence || line.Length == 0 || line.StartsWith('|') || Mark().IsMatch(line))
            {
                Flush(output, paragraph, Math.Max(width, Narrowest));
            }

            if (fence)
            {
                inFence = !inFence;
            }
            else if (inFence || line.StartsWith('|'))
            {
                output.Append(inFence ? "    " : "").Append(Printable(line)).Append('\n');
            }
            else if (line.Trim().Length == 0)
            {
                BlankLine(output);
            }
            else
            {
                paragraph.Add(line);
            }
        }

        Flush(output, paragraph, Math.Max(width, Narrowest));
        return output.ToString().TrimEnd('\n') + "\n";
    }

    // A list item, a heading: what begins a block of its own without a blank line before it.
    [GeneratedRegex(@"^\s*(?<mark>[-*+]|\d{1,3}[.)]|#{1,6})\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\*\*(?<strong>[^*]+)\*\*|(?<![\w*])\*(?<weak>[^*\s][^*]*)\*(?![\w*])|`(?<code>[^`]+)`|\[(?<link>[^\]]+)\]\((?<address>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();

    private static void BlankLine(StringBuilder output)
    {
        if (output.Length > 0 && !(output.Length > 1 && output[^1] == '\n' && output[^2] == '\n'))
        {
            output.Append('\n');
        }
    }

    private static void Flush(StringBuilder output, List<string> lines, int width)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var (first, rest) = ("", "");
        var heading = false;
        var text = string.Join(' ', lines.Select(l => l.Trim()));
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        if (Mark().Match(lines[0]) is { Success: true } mark)
        {
            text = text[mark.Value.TrimStart().Length..];
            var bullet = mark.Groups["mark"].Value;
            heading = bullet[0] == '#';
            first = heading ? "" : new string(' ', indent) + (char.IsDigit(bullet[0]) ? bullet : "-") + " ";
            rest = new string(' ', first.Length);
        }

        text = Plain(text);
        Wrap(output, first, rest, text, width);
        if (heading)
        {
            output.Append('-', Math.Min(Columns(text), width)).Append('\n');
        }

        lines.Clear();
    }

    private static string Plain(string text) => Inline().Replace(text, m =>
        m.Groups["strong"].Success ? Plain(m.Groups["strong"].Value)
        : m.Groups["weak"].Success ? m.Groups["weak"].Value
        : m.Groups["code"].Success ? m.Groups["code"].Value
        : $"{m.Groups["link"].Value} ({m.Groups["address"].Value})");

    // Only blanks break a line: a figure and its unit are joined by a no-break space.
    private static void Wrap(StringBuilder output, string first, string rest, string text, int width)
    {
        var line = first;
        var empty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Printable))
        {
            if (!empty && Columns(line) + 1 + Columns(word) > width)
            {
                output.Append(line).Append('\n');
                (line, empty) = (rest, true);
            }

            line += empty ? word : " " + word;
            empty = false;
        }

        output.Append(line).Append('\n');
    }

    private static string Printable(string text) => PrintableText.Line(text.Replace('\u00a0', ' '));

    private static int Columns(string text) => text.EnumerateRunes().Count();
}
