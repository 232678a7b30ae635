namespace HotRow.Lab;

/// <summary>One line on stderr that is rewritten again and again; it shows only on a terminal.</summary>
internal sealed class StatusLine(TextWriter error) : IDisposable
{
    private const int WidthElsewhere = 100;
    private const int LeastWidth = 20;
    private const string Cleared = "\r\x1b[K";

    private bool _open;

    /// <summary>Whether there is a terminal to show it.</summary>
    internal bool IsTerminal { get; } = !Console.IsErrorRedirected;

    /// <summary>Shows a text in place of the last one, cut at the terminal's width.</summary>
    internal void Show(string text)
    {
        if (IsTerminal)
        {
            var width = Math.Max(LeastWidth, Width() - 1);
            error.Write(Cleared + (text.Length > width ? text[..width] : text));
            _open = true;
        }
    }

    /// <summary>Clears the line, for others to write there.</summary>
    public void Dispose()
    {
        if (_open)
        {
            error.Write(Cleared);
            _open = false;
        }
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return WidthElsewhere;
        }
    }
}
