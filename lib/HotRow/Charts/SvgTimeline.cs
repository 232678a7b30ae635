namespace HotRow;

/// <summary>A timeline: one lane per series, spans of time in it.</summary>
internal static class SvgTimeline
{
    private const double TextSize = 12;
    private const double WidestName = 200;
    private const double LaneHeight = 30;
    private const double LaneGap = 8;
    private const double RowHeight = 9;
    private const double HighestLane = 120;
    private const double NarrowestKind = 10;

    /// <summary>The colours of a timeline, by name: the phases where there are some, else the lanes.</summary>
    public static IReadOnlyList<string> Colours(ChartData data) => data.Points.Any(p => p.Phase.Length > 0)
        ? [.. data.Points.Select(p => p.Phase).Distinct()]
        : [.. data.Series.Select(s => s.Name)];

    /// <summary>Draws the chart.</summary>
    public static void Draw(SvgFrame frame)
    {
        var data = frame.Data;
        var phases = data.Points.Any(p => p.Phase.Length > 0);
        var colours = Colours(data);
        var colourOf = colours.Index().ToDictionary(c => c.Item, c => c.Index);
        var lanes = data.Series.Select(s => (Series: s, Rows: Rows(s.Points))).ToArray();
        var heights = Array.ConvertAll(lanes, l => Math.Min(HighestLane, Math.Max(LaneHeight, LaneGap + (RowHeight * (l.Rows.Max() + 1)))));
        frame.Quantity();
        if (phases)
            frame.Legend([.. colours.Index().Select(c => (c.Item.Length > 0 ? c.Item : "other", c.Index))]);

        frame.Height = heights.Sum() + 4;
        frame.Sides(data.Series.Max(s => Math.Min(WidestName, MarkupText.Width(s.Name, TextSize))) + 10, 12);
        var x = AxisScale.Over([.. data.Points.SelectMany(p => new[] { p.X.Number, p.X.Number + p.Y })], log: false, frame.Left, frame.Right, snap: false);
        foreach (var tick in x.Ticks)
        {
            frame.Canvas.Line("grid", tick.Position, frame.Top, tick.Position, frame.Bottom);
        }

        // Below the spans, whose labels they would cross.
        var moments = Moments(frame, x);
        var top = frame.Top + 2;
        for (var i = 0; i < lanes.Length; i++)
        {
            frame.Canvas.Text("ink end", frame.Left - 8, top + (heights[i] / 2) + 4, MarkupText.Fit(lanes[i].Series.Name, WidestName, TextSize));
            Lane(frame, x, lanes[i].Series, lanes[i].Rows, top + (LaneGap / 2), heights[i] - LaneGap, p => colourOf[phases ? p.Phase : lanes[i].Series.Name]);
            top += heights[i];
            if (i + 1 < lanes.Length)
                frame.Canvas.Line("grid", frame.Padding, top, frame.Right, top);
        }

        frame.DrawX(x);
        foreach (var moment in moments)
        {
            frame.Below("reftext", moment);
        }
    }

    /// <summary>The row of each span in its lane: the first that is free when it begins.</summary>
    public static int[] Rows(IReadOnlyList<ChartPoint> points)
    {
        var ends = new List<double>();
        var rows = new int[points.Count];
        foreach (var i in Enumerable.Range(0, points.Count).OrderBy(i => points[i].X.Number))
        {
            // Sums of beginning and length differ in their last digits from the next beginning: that is no overlap.
            var (begin, length) = (points[i].X.Number, points[i].Y);
            var row = ends.FindIndex(end => end - begin <= 1e-9 * Math.Max(Math.Abs(begin), Math.Abs(end)));
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }

            ends[row] = begin + length;
            rows[i] = row;
        }

        return rows;
    }

    private static void Lane(SvgFrame frame, AxisScale x, ChartSeries series, int[] rows, double top, double height, Func<ChartPoint, int> colour)
    {
        var rowHeight = height / (rows.Max() + 1);
        var gap = rowHeight > 4 && rowHeight < height ? 1 : 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var point = series.Points[i];
            var left = x.Place(point.X.Number);
            var width = Math.Max(1, x.Place(point.X.Number + point.Y) - left);

            // A seam between neighbours, where they can spare it.
            width -= width > 3 ? 0.5 : 0;
            frame.Canvas.Open($"mark {new SeriesStyle(colour(point)).Colour}", SvgChart.Tooltip(frame.Spec, series, point));
            Span(frame.Canvas, point, left, top + (rows[i] * rowHeight), width, rowHeight - gap);
            frame.Canvas.Close();
        }
    }

    private static void Span(SvgCanvas canvas, ChartPoint point, double x, double y, double width, double height)
    {
        // What tells the kinds apart needs room; narrower spans keep the face.
        if (width >= NarrowestKind)
            SvgBar.Fill(canvas, point.Kind, x, y, width, height);
        else
            canvas.Rect(point.Kind switch { ValueKind.Modelled => "hollow", ValueKind.Computed => "pale", _ => "solid" }, x, y, width, height);

        var length = NumberText.Tick(point.Y);
        var label = ((string[])[$"{point.Phase} {length}", point.Phase, length]).FirstOrDefault(t => t.Trim().Length > 0 && MarkupText.Width(t, TextSize) <= width - 8);
        if (label is not null && height >= 15)
            canvas.Text(point.Kind is ValueKind.Modelled or ValueKind.Computed ? "ink mid halo" : "eye mid", x + (width / 2), y + (height / 2) + 4, label.Trim());
    }

    // A reference is a moment here: the place of its first point.
    private static List<string> Moments(SvgFrame frame, AxisScale x)
    {
        var told = new List<string>();
        foreach (var reference in frame.Spec.References.Where(r => r.Points.Count > 0))
        {
            var at = reference.Points[0].X;
            var inside = double.IsFinite(at) && x.Share(at) is >= 0 and <= 1;
            if (inside)
                frame.Canvas.Line("ref", x.Place(at), frame.Top, x.Place(at), frame.Bottom);

            told.Add($"{reference.Label}: {NumberText.Figure(double.IsFinite(at) ? at : reference.Points[0].Y)}{NumberText.UnitSuffix(frame.Spec.Y.Unit)}{(inside ? " (dotted line)" : "")}");
        }

        return told;
    }
}
