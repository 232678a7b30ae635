using System.Text;

namespace HotRow.Lab;

/// <summary>A table for the output of a cell: real table elements with caption and headers, the page's own colours, and readable where front ends strip its styles.</summary>
/// <param name="caption">What the table shows, read out first by a screen reader.</param>
/// <param name="headers">One for each column.</param>
internal sealed class HtmlTable(string caption, params string[] headers)
{
    // The browser's grey with alpha: a line that is seen on white and on black.
    private const string Cell = " style=\"text-align:left;vertical-align:top;padding:0.3em 0.7em;border-bottom:1px solid rgba(128,128,128,0.4)\"";

    // Jupyter sets tables flush right, and strips styles from a notebook it does not trust; this it leaves.
    private const string Left = "<div align=\"left\">";

    private readonly StringBuilder _rows = new();

    /// <summary>Adds a row of plain texts; the first names the row.</summary>
    /// <exception cref="ArgumentException">There is not one for each column.</exception>
    internal void Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {headers.Length} columns", nameof(cells));
        }

        _rows.Append("<tr>");
        for (var i = 0; i < cells.Length; i++)
        {
            var element = i == 0 ? "th" : "td";
            _rows.Append($"<{element}{(i == 0 ? " scope=\"row\"" : "")}{Cell}>{Left}{MarkupText.Escape(cells[i])}</div></{element}>");
        }

        _rows.Append("</tr>");
    }

    /// <summary>The table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("<table style=\"border-collapse:collapse\"><caption style=\"text-align:left;padding:0.3em 0;caption-side:top\">")
            .Append(MarkupText.Escape(caption)).Append("</caption>");
        if (headers.Any(h => h.Length > 0))
        {
            text.Append("<thead><tr>").AppendJoin("", headers.Select(h => $"<th scope=\"col\"{Cell}>{Left}{MarkupText.Escape(h)}</div></th>")).Append("</tr></thead>");
        }

        return text.Append("<tbody>").Append(_rows).Append("</tbody></table>").ToString();
    }
}
