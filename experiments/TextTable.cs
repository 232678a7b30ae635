using System.Text;

namespace HotRow.Lab;

/// <summary>A table of plain aligned columns, the same on a terminal and in a file: the first column to the left, the others to the right when they hold numbers.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];

    /// <summary>Whether the columns after the first hold numbers.</summary>
    internal bool AlignRight { get; init; } = true;

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">There is not one cell for each column.</exception>
    internal void Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {headers.Length} columns", nameof(cells));
        }

        _rows.Add(cells);
    }

    /// <summary>The table, every line ended.</summary>
    public override string ToString()
    {
        var widths = Enumerable.Range(0, headers.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => column == 0 || !AlignRight ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])));
            _ = text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
