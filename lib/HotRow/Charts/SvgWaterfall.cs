namespace HotRow;

/// <summary>A waterfall chart: bars that float from the running total, joined by connectors.</summary>
internal static class SvgWaterfall
{
    /// <summary>Name of the last step that stands on zero.</summary>
    public const string Total = "total";

    /// <summary>Colour of a step that adds.</summary>
    public const int Up = 0;

    /// <summary>Colour of a step that takes away.</summary>
    public const int Down = 1;

    /// <summary>Colour of the total.</summary>
    public const int Whole = 7;

    private const double TextSize = 12;
    private const double WidestBar = 90;
    private const double BarShare = 0.7;

    /// <summary>One bar: from where to where it reaches.</summary>
    /// <param name="Place">Its number along the horizontal axis.</param>
    /// <param name="Series">Its series.</param>
    /// <param name="Point">Its numbers.</param>
    /// <param name="From">The running total before it; 0 for the total.</param>
    /// <param name="To">The running total after it.</param>
    internal readonly record struct Step(int Place, ChartSeries Series, ChartPoint Point, double From, double To)
    {
        /// <summary>Whether it stands on zero by its name.</summary>
        public bool IsTotal => IsTotalOf(Series, Point);

        /// <summary>Its colour.</summary>
        public int Colour => IsTotal ? Whole : Point.Y < 0 ? Down : Up;
    }

    /// <summary>Whether a step is its series's total: the last one, and named so.</summary>
    public static bool IsTotalOf(ChartSeries series, ChartPoint point) =>
        ReferenceEquals(point, series.Points[^1]) && string.Equals(point.X.Text, Total, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a colour says.</summary>
    public static string NameOf(int colour) => colour switch
    {
        Up => "adds",
        Down => "takes away",
        _ => "total",
    };

    /// <summary>The bars of all series, one place left free between two series.</summary>
    public static IReadOnlyList<Step> Steps(ChartData data)
    {
        var steps = new List<Step>();
        var place = 0;
        foreach (var series in data.Series)
        {
            var level = 0.0;
            foreach (var point in series.Points)
            {
                var from = IsTotalOf(series, point) ? 0 : level;
                level = from + point.Y;
                steps.Add(new(place++, series, point, from, level));
            }

            place++;
        }

        return steps;
    }

    /// <summary>Draws the chart.</summary>
    /// <returns>The vertical scale, for charts of another form.</returns>
    public static AxisScale Draw(SvgFrame frame)
    {
        var steps = Steps(frame.Data);
        frame.Quantity();
        var colours = steps.Select(s => s.Colour).Distinct().Order().ToArray();
        if (colours.Length > 1)
            frame.Legend([.. colours.Select(c => (NameOf(c), c))]);

        var named = frame.Data.Series is not [{ Name: "" }];
        var y = Vertical(frame, steps, named);
        var references = SvgBar.References(frame, y);
        SvgBar.Sides(frame, y, references);
        var names = new string[steps[^1].Place + 1];
        Array.Fill(names, "");
        foreach (var step in steps)
        {
            names[step.Place] = NumberText.Label(step.Point.X);
        }

        var x = new CategoryScale { From = frame.Left, To = frame.Right, Names = names };
        frame.DrawY(y);
        frame.DrawX(x);
        var width = Math.Min(WidestBar, x.Width * BarShare);
        for (var i = 0; i < steps.Count; i++)
        {
            Bar(frame, x, y, width, steps[i], i + 1 < steps.Count && steps[i + 1].Series == steps[i].Series);
        }

        frame.Canvas.Line("axis", frame.Left, y.Place(0), frame.Right, y.Place(0));
        SvgBar.DrawReferences(frame, references);
        Figures(frame, x, y, steps, x.Width * 0.96);
        if (named)
            SeriesNames(frame, x, steps);

        SvgBar.TellReferences(frame);
        return y;
    }

    private static AxisScale Vertical(SvgFrame frame, IReadOnlyList<Step> steps, bool named)
    {
        var values = steps.SelectMany(s => s.Point.HasInterval ? new[] { s.From, s.To, s.From + s.Point.Low, s.From + s.Point.High } : [s.From, s.To])
            .Concat(frame.Spec.References.SelectMany(r => r.Points).Select(p => p.Y))
            .Where(v => double.IsFinite(v) && Math.Abs(v) < 1e301).ToArray();

        // The figures, and the series' names above them, have no line of the axis to stand on: the plot ends a little lower.
        return AxisScale.Over(values, log: false, frame.Bottom - (values.Min() < 0 ? 16 : 0), frame.Top + (named ? 34 : 16), snap: true, zero: true);
    }

    private static void Bar(SvgFrame frame, CategoryScale x, AxisScale y, double width, Step step, bool joined)
    {
        var (canvas, centre) = (frame.Canvas, x.Place(step.Place));
        var (from, to) = (y.Place(step.From), y.Place(step.To));
        var after = $"\nafter this step: {NumberText.Figure(step.To)}{NumberText.UnitSuffix(frame.Spec.Y.Unit)}";
        canvas.Open($"mark {new SeriesStyle(step.Colour).Colour}", SvgChart.Tooltip(frame.Spec, step.Series, step.Point) + (step.IsTotal ? "" : after));
        SvgBar.Fill(canvas, step.Point.Kind, centre - (width / 2), Math.Min(from, to), width, Math.Max(1, Math.Abs(to - from)));
        canvas.Close();
        if (step.Point.HasInterval)
            canvas.Line("axis", centre, y.Place(step.From + step.Point.Low), centre, y.Place(step.From + step.Point.High));

        if (joined)
            canvas.Line("minor", centre + (width / 2), to, x.Place(step.Place + 1) - (width / 2), to);
    }

    // All figures or none: a few would look as if only those were known.
    private static void Figures(SvgFrame frame, CategoryScale x, AxisScale y, IReadOnlyList<Step> steps, double room)
    {
        if (steps.Any(s => MarkupText.Width(NumberText.Tick(s.Point.Y), TextSize) > room))
            return;

        foreach (var step in steps)
        {
            var down = step.Point.Y < 0;
            var tip = step.From + (step.Point.HasInterval ? (down ? step.Point.Low : step.Point.High) : step.Point.Y);
            frame.Canvas.Text("ink mid halo", x.Place(step.Place), y.Place(tip) + (down ? 14 : -5), NumberText.Tick(step.Point.Y));
        }
    }

    private static void SeriesNames(SvgFrame frame, CategoryScale x, IReadOnlyList<Step> steps)
    {
        foreach (var series in frame.Data.Series)
        {
            var places = steps.Where(s => s.Series == series).Select(s => x.Place(s.Place)).ToArray();
            var name = MarkupText.Fit(series.Name, places[^1] - places[0] + (x.Width * 1.9), TextSize);
            frame.Canvas.Text("ink mid halo", (places[0] + places[^1]) / 2, frame.Top + 10, name);
        }
    }
}
