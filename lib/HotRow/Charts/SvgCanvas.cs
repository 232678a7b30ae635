using System.Text;

namespace HotRow;

/// <summary>SVG elements written one after another; the only place that knows their syntax.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _text = new();

    /// <summary>Everything written so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Opens a group; its title is what a reader sees when pointing at it.</summary>
    public void Open(string classes, string title = "")
    {
        _text.Append($"<g class=\"{classes}\">");
        if (title.Length > 0)
            _text.Append($"<title>{MarkupText.Escape(title)}</title>");

        _text.Append('\n');
    }

    /// <summary>Closes the group opened last.</summary>
    public void Close() => _text.Append("</g>\n");

    /// <summary>A straight line.</summary>
    public void Line(string classes, double x1, double y1, double x2, double y2) =>
        _text.Append($"<line class=\"{classes}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>\n");

    /// <summary>A rectangle; a fill colour is given only where it comes from a value.</summary>
    public void Rect(string classes, double x, double y, double width, double height, double radius = 0, string fill = "") =>
        _text.Append($"<rect class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, width))}\" height=\"{N(Math.Max(0, height))}\"")
            .Append(radius > 0 ? $" rx=\"{N(radius)}\"" : "")
            .Append(fill.Length > 0 ? $" style=\"fill:{fill}\"" : "")
            .Append("/>\n");

    /// <summary>A circle.</summary>
    public void Circle(string classes, double x, double y, double radius) =>
        _text.Append($"<circle class=\"{classes}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"/>\n");

    /// <summary>Points joined by straight lines.</summary>
    public void Path(string classes, IReadOnlyList<(double X, double Y)> points, bool closed = false) => Path(classes, Outline(points, closed));

    /// <summary>A path by its own commands.</summary>
    public void Path(string classes, string commands) => _text.Append($"<path class=\"{classes}\" d=\"{commands}\"/>\n");

    /// <summary>One line of text; <paramref name="rotate"/> turns it about its anchor.</summary>
    public void Text(string classes, double x, double y, string text, double rotate = 0, string fill = "") =>
        _text.Append($"<text class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\"")
            .Append(rotate != 0 ? $" transform=\"rotate({N(rotate)} {N(x)} {N(y)})\"" : "")
            .Append(fill.Length > 0 ? $" style=\"fill:{fill}\"" : "")
            .Append($">{MarkupText.Escape(text)}</text>\n");

    /// <summary>Path commands through points.</summary>
    public static string Outline(IReadOnlyList<(double X, double Y)> points, bool closed)
    {
        var commands = new StringBuilder();
        for (var i = 0; i < points.Count; i++)
        {
            commands.Append(i == 0 ? 'M' : 'L').Append(N(points[i].X)).Append(' ').Append(N(points[i].Y));
        }

        return commands.Append(closed ? "Z" : "").ToString();
    }

    private static string N(double value) => MarkupText.Number(value);
}
