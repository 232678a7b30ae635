namespace HotRow;

/// <summary>A bar chart: X names the group, the series the bar.</summary>
internal static class SvgBar
{
    private const double TextSize = 12;
    private const double WidestBar = 90;

    /// <summary>Draws the chart.</summary>
    public static void Draw(SvgFrame frame)
    {
        var data = frame.Data;
        var groups = data.Categories.Select(c => data.Series.SelectMany((s, i) => s.Points.Where(p => p.X.Text == c.Text).Select(p => (Series: i, Point: p))).ToArray()).ToArray();

        // When every group holds one bar, the groups' names already tell the bars apart.
        var single = groups.All(g => g.Length == 1);
        frame.Quantity();
        if (!single || data.Series.Any(s => s.Points.Count > 1))
            frame.Legend();

        var spec = frame.Spec;
        var y = AxisScale.Over([.. SvgPlot.Values(frame).Where(v => !spec.LogY || v > 0)], spec.LogY, frame.Bottom, frame.Top, snap: true, zero: true);
        frame.Sides(y.Ticks.Max(t => MarkupText.Width(t.Label, TextSize)) + 10, 8);
        var x = new CategoryScale { From = frame.Left, To = frame.Right, Names = [.. data.Categories.Select(c => NumberText.Label(c))] };
        frame.DrawY(y);
        frame.DrawX(x);

        var slots = single ? 1 : data.Series.Count;
        var width = Math.Min(WidestBar, x.Width * 0.78 / slots);
        for (var g = 0; g < groups.Length; g++)
        {
            foreach (var (series, point) in groups[g])
            {
                var centre = x.Place(g) + (single ? 0 : width * (series - ((slots - 1) / 2.0)));
                Bar(frame, y, centre, width, series, point);
            }
        }

        References(frame, y);
    }

    /// <summary>Draws a bar's face: full when measured, full with a lighter foot line when counted, pale when computed, hatched when modelled.</summary>
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

    private static void Bar(SvgFrame frame, AxisScale y, double centre, double width, int index, ChartPoint point)
    {
        var style = new SeriesStyle(index);
        var canvas = frame.Canvas;
        var end = y.Place(point.Y);
        var foot = frame.Spec.LogY ? frame.Bottom : y.Place(0);
        var gap = Math.Min(1, width * 0.1);
        canvas.Open($"mark {style.Colour}", SvgChart.Tooltip(frame.Spec, frame.Data.Series[index], point));
        Fill(canvas, point.Kind, centre - (width / 2) + gap, Math.Min(end, foot), width - (2 * gap), Math.Abs(foot - end));
        canvas.Close();

        var top = end;
        if (point.HasInterval)
        {
            canvas.Open("bound");
            canvas.Line("axis", centre, y.Place(point.Low), centre, y.Place(point.High));
            canvas.Close();
            top = Math.Min(top, y.Place(point.High));
        }

        var text = NumberText.Tick(point.Y);
        if (MarkupText.Width(text, TextSize) <= Math.Max(width + 8, 26))
            canvas.Text("ink mid halo", centre, top - 5, text);
    }

    private static void References(SvgFrame frame, AxisScale y)
    {
        var labels = new List<(string Label, double Y)>();
        foreach (var reference in frame.Spec.References.Where(r => r.Points.Count > 1 && r.Points.All(p => p.Y == r.Points[0].Y && double.IsFinite(p.Y))))
        {
            var at = y.Place(reference.Points[0].Y);
            frame.Canvas.Line("ref", frame.Left, at, frame.Right, at);
            labels.Add((reference.Label, at));
        }

        var heights = LabelPlacement.Spread([.. labels.Select(l => l.Y - 5)], 15, frame.Top + 8, frame.Bottom - 4);
        for (var i = 0; i < labels.Count; i++)
        {
            frame.Canvas.Text("reftext halo end", frame.Right - 4, heights[i], MarkupText.Fit(labels[i].Label, frame.Right - frame.Left, TextSize));
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
