namespace HotRow;

/// <summary>A line chart: points in order of X, joined; the names stand at the lines' ends.</summary>
internal static class SvgLine
{
    private const double TextSize = 12;
    private const double Pitch = 15;
    private const double WidestName = 190;

    // More points than this make whiskers a fence; a band reads better.
    private const int MostWhiskers = 14;

    // Names at line ends need a line's height each.
    private const int MostEndLabels = (int)(SvgFrame.PlotHeight / Pitch);

    /// <summary>Draws the chart.</summary>
    /// <returns>The plot, for charts of another form that place the same things.</returns>
    public static SvgPlot Draw(SvgFrame frame)
    {
        var series = frame.Data.Series;
        var named = series is not [{ Name: "" }];
        var atEnds = named && series.Count <= MostEndLabels;
        frame.Quantity();
        if (named && !atEnds)
            frame.Legend();

        var widest = series.Max(s => Math.Min(WidestName, MarkupText.Width(s.Name, TextSize)));
        var plot = new SvgPlot(frame, atEnds ? widest + 30 : 12);
        var references = plot.References();
        for (var i = 0; i < series.Count; i++)
        {
            Joined(frame, plot, series[i], new(i));
        }

        for (var i = 0; i < series.Count; i++)
        {
            plot.Marks(series[i], new(i), whiskers: series[i].Points.Count <= MostWhiskers);
        }

        if (atEnds)
            EndLabels(frame, plot);

        plot.ReferenceLabels(references);
        return plot;
    }

    private static void Joined(SvgFrame frame, SvgPlot plot, ChartSeries series, SeriesStyle style)
    {
        var points = series.Points;
        frame.Canvas.Open(style.Colour);
        if (points.Count > MostWhiskers && points.Any(p => p.HasInterval))
            Band(frame, plot, points);

        // One path per run of the same look, so that a line may change from measured to modelled half-way.
        var start = 0;
        for (var i = 1; i < points.Count; i++)
        {
            plot.Take(plot.Place(points[i - 1]), plot.Place(points[i]));
            if (i + 1 < points.Count && Look(points[i], points[i + 1]) == Look(points[i - 1], points[i]))
                continue;

            frame.Canvas.Path(Look(points[i - 1], points[i]), [.. points.Skip(start).Take(i - start + 1).Select(plot.Place)]);
            start = i;
        }

        frame.Canvas.Close();
    }

    private static string Look(ChartPoint from, ChartPoint to) => from.Kind == ValueKind.Modelled || to.Kind == ValueKind.Modelled
        ? "line dash"
        : from.Kind == ValueKind.Computed && to.Kind == ValueKind.Computed ? "line thin" : "line";

    private static void Band(SvgFrame frame, SvgPlot plot, IReadOnlyList<ChartPoint> points)
    {
        var upper = points.Select(p => (plot.Place(p).X, plot.Y.Place(p.HasInterval ? p.High : p.Y)));
        var lower = points.Select(p => (plot.Place(p).X, plot.Y.Place(p.HasInterval ? p.Low : p.Y))).Reverse();
        frame.Canvas.Path("band", [.. upper, .. lower], closed: true);
    }

    private static void EndLabels(SvgFrame frame, SvgPlot plot)
    {
        var series = frame.Data.Series;
        var ends = series.Select(s => plot.Place(s.Points[^1])).ToArray();
        var heights = LabelPlacement.Spread([.. ends.Select(e => e.Y)], Pitch, frame.Top, frame.Bottom);
        for (var i = 0; i < series.Count; i++)
        {
            var style = new SeriesStyle(i);
            var canvas = frame.Canvas;
            plot.Take(ends[i], (frame.Right, heights[i]));
            canvas.Open($"key {style.Colour}", series[i].Name);
            canvas.Path("leader", [(ends[i].X + 6, ends[i].Y), (frame.Right + 4, heights[i]), (frame.Right + 10, heights[i])]);
            style.Marker(canvas, frame.Right + 16, heights[i], 3.6, series[i].Points[^1].Kind);
            canvas.Text("ink", frame.Right + 26, heights[i] + 4, MarkupText.Fit(series[i].Name, WidestName, TextSize));
            canvas.Close();
        }
    }
}
