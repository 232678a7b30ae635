namespace HotRow;

/// <summary>How one series looks: a colour class and a marker shape, so that no series rests on colour alone.</summary>
/// <param name="Index">The series's number in its chart.</param>
internal readonly record struct SeriesStyle(int Index)
{
    // 8 colours and 7 shapes share no factor, so 56 series differ in at least one of the two.
    private const int Shapes = 7;

    /// <summary>The class that sets the colour.</summary>
    public string Colour => $"s{Index % ChartTheme.Light.Series.Count}";

    /// <summary>The colour on a light card.</summary>
    public string LightColour => ChartTheme.Light.Series[Index % ChartTheme.Light.Series.Count];

    /// <summary>The marker's name in plotly.</summary>
    public string PlotlySymbol => (Index % Shapes) switch
    {
        0 => "circle",
        1 => "square",
        2 => "triangle-up",
        3 => "diamond",
        4 => "triangle-down",
        5 => "cross",
        _ => "star",
    };

    /// <summary>Draws the marker: filled when measured or counted (with an eye), pale when computed, hollow when modelled.</summary>
    public void Marker(SvgCanvas canvas, double x, double y, double radius, ValueKind kind)
    {
        var fill = kind switch
        {
            ValueKind.Modelled => "hollow",
            ValueKind.Computed => "pale",
            _ => radius >= 3 ? "dot" : "solid",
        };
        if (Index % Shapes == 0)
            canvas.Circle(fill, x, y, radius);
        else
            canvas.Path(fill, Outline(x, y, radius), closed: true);

        if (kind == ValueKind.Counted && radius >= 3)
            canvas.Circle("eye", x, y, radius * 0.38);
    }

    private List<(double X, double Y)> Outline(double x, double y, double radius) => (Index % Shapes) switch
    {
        1 => Around(x, y, 45, radius * 1.25, 4),
        2 => Around(x, y + (radius * 0.2), -90, radius * 1.35, 3),
        3 => Around(x, y, 0, radius * 1.35, 4),
        4 => Around(x, y - (radius * 0.2), 90, radius * 1.35, 3),
        5 => Cross(x, y, radius * 1.15, radius * 0.42),
        _ => Star(x, y, radius * 1.5),
    };

    private static List<(double X, double Y)> Around(double x, double y, double start, double radius, int corners)
    {
        var points = new List<(double X, double Y)>(corners);
        for (var i = 0; i < corners; i++)
        {
            points.Add(On(x, y, start + (360.0 * i / corners), radius));
        }

        return points;
    }

    private static List<(double X, double Y)> Star(double x, double y, double radius)
    {
        var points = new List<(double X, double Y)>(10);
        for (var i = 0; i < 10; i++)
        {
            points.Add(On(x, y, -90 + (36 * i), i % 2 == 0 ? radius : radius * 0.45));
        }

        return points;
    }

    private static List<(double X, double Y)> Cross(double x, double y, double reach, double half) =>
    [
        (x - half, y - reach), (x + half, y - reach), (x + half, y - half), (x + reach, y - half), (x + reach, y + half), (x + half, y + half),
        (x + half, y + reach), (x - half, y + reach), (x - half, y + half), (x - reach, y + half), (x - reach, y - half), (x - half, y - half),
    ];

    private static (double X, double Y) On(double x, double y, double degrees, double radius) =>
        (x + (radius * Math.Cos(degrees * Math.PI / 180)), y + (radius * Math.Sin(degrees * Math.PI / 180)));
}
