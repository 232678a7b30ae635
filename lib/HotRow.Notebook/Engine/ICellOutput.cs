namespace HotRow.Notebook;

/// <summary>Where a running cell's output goes. Calls come one at a time, in the order of the output, from any thread, and never after the cell's run returned.</summary>
public interface ICellOutput
{
    /// <summary>Text written to stdout or stderr; many small writes arrive as few large ones.</summary>
    void Stream(bool error, string text);

    /// <summary>A displayed value.</summary>
    /// <param name="bundle">The value.</param>
    /// <param name="displayId">A name by which it can be updated later, or null.</param>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces a displayed value wherever it stands, in this cell or an earlier one.</summary>
    void Update(MimeBundle bundle, string displayId);
}
