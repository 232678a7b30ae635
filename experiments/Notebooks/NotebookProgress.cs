namespace HotRow.Lab;

/// <summary>Where the run of a notebook is: one rewritten line on a terminal, one line for the notebook elsewhere.</summary>
/// <param name="place">Which notebook of how many.</param>
/// <param name="error">Where to.</param>
internal sealed class NotebookProgress(string place, TextWriter error) : IDisposable
{
    private readonly StatusLine _line = new(error);

    /// <summary>Shows the cell that runs now.</summary>
    internal void Show(int cell, int cells)
    {
        if (_line.IsTerminal)
        {
            _line.Show(PrintableText.Line($"{place} cell {cell} of {cells}"));
        }
        else if (cell == 1)
        {
            error.WriteLine(PrintableText.Line($"{place}: {(cells == 1 ? "1 cell" : $"{cells} cells")}"));
        }
    }

    /// <summary>Says something that stays.</summary>
    internal void Tell(string text)
    {
        _line.Dispose();
        error.WriteLine(PrintableText.Line(text));
    }

    /// <summary>Ends the line.</summary>
    public void Dispose() => _line.Dispose();
}
