namespace HotRow;

/// <summary>A bar chart: X names the group, the series the bar.</summary>
internal static class SvgBar
{
    private const double TextSize = 12;
    private const double WidestBar = 90;
    private const double WidestReference = 130;

    /// <summary>Draws the chart.</summary>
    /// <returns>The vertical scale, for charts of another form.</returns>
    public static AxisScale Draw(SvgFrame frame)
    {
        var data = frame.Data;
        var groups = data.Categories.Select(c => data.Series.SelectMany((s, i) => s.Points.Where(p => p.X.Text == c.Text).Select(p => (Series: i, Point: p))).ToArray()).ToArray();

        // When the groups' names already tell the bars apart, colours would only be noise.
        var plain = frame.Spec.X == frame.Spec.SeriesBy || data.Series is [{ Name: "" }];
        frame.Quantity();
        if (!plain)
            frame.Legend();

        var y = Vertical(frame);
        var references = References(frame, y);
        Sides(frame, y, references);
        var x = new CategoryScale { From = frame.Left, To = frame.Right, Names = [.. data.Categories.Select(c => NumberText.Label(c))] };
        frame.DrawY(y);
        frame.DrawX(x);

        var single = groups.All(g => g.Length == 1);
        var slots = single ? 1 : data.Series.Count;
        var width = Math.Min(WidestBar, x.Width * 0.78 / slots);
        var bars = groups.SelectMany((group, g) => group.Select(b => (Centre: x.Place(g) + (single ? 0 : width * (b.Series - ((slots - 1) / 2.0))), b.Series, b.Point))).ToArray();
        foreach (var (centre, series, point) in bars)
        {
            Bar(frame, y, centre, width, series, new(plain ? 0 : series), point);
        }

        if (!frame.Spec.LogY && data.Points.Any(p => p.Y < 0))
            frame.Canvas.Line("axis", frame.Left, y.Place(0), frame.Right, y.Place(0));

        DrawReferences(frame, references);

        Figures(frame, y, bars, width + (single ? 12 : 2));
        TellReferences(frame);
        return y;
    }

    /// <summary>Tells the references that have no one height below the plot.</summary>
    public static void TellReferences(SvgFrame frame)
    {
        foreach (var told in Told(frame.Spec))
        {
            frame.Below("reftext", told);
        }
    }

    /// <summary>The references that have no one height, in words.</summary>
    public static IEnumerable<string> Told(ChartSpec spec) => spec.References
        .Where(r => !IsLevel(r) && r.Points.Count > 0)
        .Select(r => $"{r.Label}: {string.Join(" to ", r.Points.Select(p => NumberText.Figure(p.Y)))}{NumberText.UnitSuffix(spec.Y.Unit)}");

    /// <summary>Draws a bar's face: full when measured, full with an eye when counted, pale when computed, hatched when modelled.</summary>
    public static void Fill(SvgCanvas canvas, ValueKind kind, double x, double y, double width, double height)
    {
        switch (kind)
        {
            case ValueKind.Measured:
                canvas.Rect("solid", x, y, width, height, Math.Min(2, height / 2));
                break;
            case ValueKind.Counted:
                canvas.Rect("solid", x, y, width, height, Math.Min(2, height / 2));
                canvas.Rect("eye", x + (width / 2) - 1.5, y + Math.Min(3, height / 3), 3, Math.Min(3, height / 3));
                break;
            case ValueKind.Computed:
                canvas.Rect("pale", x, y, width, height);
                break;
            default:
                canvas.Rect("hollow", x, y, width, height);
                Hatch(canvas, x, y, width, height);
                break;
        }
    }

    private static void Bar(SvgFrame frame, AxisScale y, double centre, double width, int index, SeriesStyle style, ChartPoint point)
    {
        var canvas = frame.Canvas;
        var end = y.Place(point.Y);
        var foot = frame.Spec.LogY ? frame.Bottom : y.Place(0);
        var gap = Math.Min(1, width * 0.1);
        canvas.Open($"mark {style.Colour}", SvgChart.Tooltip(frame.Spec, frame.Data.Series[index], point));
        Fill(canvas, point.Kind, centre - (width / 2) + gap, Math.Min(end, foot), width - (2 * gap), Math.Abs(foot - end));
        canvas.Close();
        if (point.HasInterval)
            canvas.Line("axis", centre, y.Place(point.Low), centre, y.Place(point.High));
    }

    // All figures or none: a few would look as if only those were known.
    private static void Figures(SvgFrame frame, AxisScale y, (double Centre, int Series, ChartPoint Point)[] bars, double room)
    {
        if (bars.Any(b => MarkupText.Width(NumberText.Tick(b.Point.Y), TextSize) > room))
            return;

        foreach (var (centre, _, point) in bars)
        {
            var down = point.Y < 0;
            var tip = point.HasInterval ? (down ? point.Low : point.High) : point.Y;
            frame.Canvas.Text("ink mid halo", centre, y.Place(tip) + (down ? 14 : -5), NumberText.Tick(point.Y));
        }
    }

    private static AxisScale Vertical(SvgFrame frame)
    {
        var values = SvgPlot.Values(frame).Where(v => !frame.Spec.LogY || v > 0).ToList();

        // A logarithmic axis has no zero to stand on: the lowest bar still gets some height.
        if (frame.Spec.LogY)
            values.Add(values.Min() * 0.6);

        return AxisScale.Over(values, frame.Spec.LogY, frame.Bottom, frame.Top, snap: true, zero: true);
    }

    /// <summary>Whether a reference has one height.</summary>
    public static bool IsLevel(ReferenceLine line) => line.Points.Count > 1 && line.Points.All(p => p.Y == line.Points[0].Y && double.IsFinite(p.Y));

    /// <summary>Fixes the plot's sides: the vertical axis's labels to the left, the references' to the right.</summary>
    public static void Sides(SvgFrame frame, AxisScale y, List<(double Y, IReadOnlyList<string> Lines)> references) => frame.Sides(
        y.Ticks.Max(t => MarkupText.Width(t.Label, TextSize)) + 10,
        references.Count == 0 ? 8 : 16 + references.SelectMany(r => r.Lines).Max(l => MarkupText.Width(l, TextSize)));

    /// <summary>The references of one height. Their labels stand right of the plot: inside they would lie on the bars.</summary>
    public static List<(double Y, IReadOnlyList<string> Lines)> References(SvgFrame frame, AxisScale y) =>
    [
        .. frame.Spec.References
            .Where(IsLevel)
            .Select(r => (y.Place(r.Points[0].Y), MarkupText.Wrap(r.Label, WidestReference, TextSize))),
    ];

    /// <summary>Draws the references of one height, labels beside the plot.</summary>
    public static void DrawReferences(SvgFrame frame, List<(double Y, IReadOnlyList<string> Lines)> references)
    {
        if (references.Count == 0)
            return;

        var pitch = 15.0 * references.Max(r => r.Lines.Count);
        var heights = LabelPlacement.Spread([.. references.Select(r => r.Y)], pitch, frame.Top, frame.Bottom - 8);
        for (var i = 0; i < references.Count; i++)
        {
            frame.Canvas.Line("ref", frame.Left, references[i].Y, frame.Right + 4, references[i].Y);
            for (var k = 0; k < references[i].Lines.Count; k++)
            {
                frame.Canvas.Text("reftext", frame.Right + 10, heights[i] + 4 + (15 * (k - ((references[i].Lines.Count - 1) / 2.0))), references[i].Lines[k]);
            }
        }
    }

    // Drawn line by line: a pattern would need an id, and ids of several charts on one page collide.
    private static void Hatch(SvgCanvas canvas, double x, double y, double width, double height)
    {
        var step = Math.Max(6, (width + height) / 120);
        for (var c = step; c < width + height; c += step)
        {
            var (x1, y1) = c <= height ? (x, y + c) : (x + c - height, y + height);
            var (x2, y2) = c <= width ? (x + c, y) : (x + width, y + c - width);
            canvas.Line("hatch", x1, y1, x2, y2);
        }
    }
}
