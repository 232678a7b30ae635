namespace HotRow;

/// <summary>Where an SVG is shown.</summary>
public enum SvgUse
{
    /// <summary>A file of its own: on a white card, with title, caption and style, readable on light and dark pages.</summary>
    Standalone,

    /// <summary>Inside the HTML report: no card, title, caption or style; the page brings them and its own colours.</summary>
    Embedded,
}

/// <summary>Charts as static SVG text; the same input gives the same text on every machine.</summary>
public static class SvgChart
{
    /// <summary>A chart as SVG.</summary>
    /// <remarks>Measured, counted, computed and modelled numbers are drawn differently and a note says which are there.
    /// A chart without numbers says that it was not run.</remarks>
    public static string Render(ChartSpec spec, ChartData data, SvgUse use = SvgUse.Standalone)
    {
        var frame = new SvgFrame(spec, data, use);
        if (data.IsEmpty)
            Empty(frame);
        else
            Draw(frame);

        return frame.Finish();
    }

    /// <summary>The text shown when pointing at a mark: all its figures.</summary>
    internal static string Tooltip(ChartSpec spec, ChartSeries series, ChartPoint point)
    {
        var unit = NumberText.UnitSuffix(spec.Y.Unit);
        var lines = new List<string>();
        if (series.Name.Length > 0)
            lines.Add(series.Name);

        if (point.Phase.Length > 0)
            lines.Add(point.Phase);

        lines.Add($"{spec.XLabel ?? spec.X}: {NumberText.Label(point.X)}");
        lines.Add($"{spec.Y.Label}: {NumberText.Figure(point.Y)}{unit}");
        if (point.HasInterval)
            lines.Add($"95 % interval: {NumberText.Figure(point.Low)} to {NumberText.Figure(point.High)}{unit}");

        lines.Add($"n = {point.Samples}, {point.Kind.ToString().ToLowerInvariant()}");
        return string.Join('\n', lines);
    }

    private static void Draw(SvgFrame frame)
    {
        switch (frame.Spec.Kind)
        {
            case ChartKind.Line:
                SvgLine.Draw(frame);
                break;
            case ChartKind.Scatter:
                SvgScatter.Draw(frame);
                break;
            case ChartKind.Bar:
                SvgBar.Draw(frame);
                break;
            case ChartKind.HeatMap:
                SvgHeatMap.Draw(frame);
                break;
            case ChartKind.Waterfall:
                SvgWaterfall.Draw(frame);
                break;
            case ChartKind.Timeline:
                SvgTimeline.Draw(frame);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(frame), frame.Spec.Kind, "no such kind of chart");
        }
    }

    private static void Empty(SvgFrame frame)
    {
        frame.Canvas.Rect("gap", frame.Padding, frame.Top, SvgFrame.Width - (2 * frame.Padding), 90, 6);
        frame.Canvas.Text("muted mid", SvgFrame.Width / 2, frame.Top + 50, "Not run in this budget");
        frame.EndsAt(frame.Top + 92);
    }
}
