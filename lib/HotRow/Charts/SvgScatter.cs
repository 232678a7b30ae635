namespace HotRow;

/// <summary>A scatter chart: points alone, names above the plot.</summary>
internal static class SvgScatter
{
    /// <summary>Draws the chart.</summary>
    /// <returns>The plot, for charts of another form that place the same things.</returns>
    public static SvgPlot Draw(SvgFrame frame)
    {
        frame.Quantity();
        frame.Legend();
        var plot = new SvgPlot(frame, 12);
        var references = plot.References();
        for (var i = 0; i < frame.Data.Series.Count; i++)
        {
            plot.Marks(frame.Data.Series[i], new(i), whiskers: true);
        }

        plot.ReferenceLabels(references);
        return plot;
    }
}
