using System.Text;

namespace HotRow;

/// <summary>Texts as Markdown holds them.</summary>
internal static class MarkdownText
{
    /// <summary>Text on one line that can neither open an element nor a link nor a new table cell.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '*' or '_' or '`' or '[' or ']' or '\\' or '#' or '~' => "\\" + c,
                '\n' or '\r' or '\t' => " ",
                < ' ' => "\ufffd",
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }
}
